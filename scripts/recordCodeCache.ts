/** Runs the built command's program on a Dockerfile, and keeps what V8 compiled meanwhile as the code cache: see src/cli/codeCache.ts. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { cacheOf, runScript, scriptOf } from "../src/cli/codeCache.ts";
import { tuneEngine } from "../src/cli/tuneEngine.ts";

tuneEngine();
const program = resolve(import.meta.dirname, "../dist/cli/program.js");
const script = scriptOf(program);
process.once("exit", () => writeFileSync(cacheOf(program), script.createCachedData()));
// What is in the cache is read at every start: it holds what any run needs, and what a Dockerfile takes.
process.argv.splice(2, Infinity, "eval", "--no-config", "--fail-on", "never", "examples/shop/web");
runScript(script, program);
