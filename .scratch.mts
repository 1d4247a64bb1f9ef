import { run } from "./src/cli/run.ts";
import { nodeHost } from "./src/cli/host/nodeHost.ts";
process.chdir("/tmp/ex");
for (const line of process.argv.slice(2)) { console.log("$ explain "+line); const t=performance.now(); const st=await run(["explain",...line.split(" ")], nodeHost() as any); console.log("→", st, Math.round(performance.now()-t)+" ms\n"); }
