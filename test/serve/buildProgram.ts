/** The command as one file that processes and threads can run: Node can't read the sources, and what was built may be older than they are. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
let built: Promise<string> | undefined;

/** The file; it is as deep below the project as the sources, from where the packs and package.json are found. */
export function buildProgram(): Promise<string> {
	built ??= make();
	return built;
}

async function make(): Promise<string> {
	const folder = path.join(root, ".cache", `serve-${process.pid}`);
	mkdirSync(folder, { recursive: true });
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	writeFileSync(path.join(folder, "package.json"), '{ "type": "commonjs" }\n');
	const outfile = path.join(folder, "policy.js");
	await build({
		entryPoints: [path.join(root, "src/cli/policy.ts")],
		outfile,
		bundle: true,
		format: "cjs",
		platform: "node",
		logLevel: "error",
		mainFields: ["module", "main"],
		banner: { js: 'const __url=require("node:url").pathToFileURL(__filename).href;' },
		define: { "import.meta.dirname": "__dirname", "import.meta.url": "__url" },
	});
	return outfile;
}
