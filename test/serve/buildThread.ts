/** The command as one file that threads can run: Node can't read the sources, and what was built may be older than they are. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = new URL("../../", import.meta.url);
let built: Promise<string> | undefined;

/** The file; it is as deep below the project as the sources, from where the packs and package.json are found. */
export function buildThread(): Promise<string> {
	built ??= make();
	return built;
}

async function make(): Promise<string> {
	const outfile = fileURLToPath(new URL(`.cache/serve/policy-${process.pid}.cjs`, root));
	await build({
		entryPoints: [fileURLToPath(new URL("src/cli/policy.ts", root))],
		outfile,
		bundle: true,
		format: "cjs",
		platform: "node",
		logLevel: "error",
		banner: { js: 'const __url=require("node:url").pathToFileURL(__filename).href;' },
		define: { "import.meta.dirname": "__dirname", "import.meta.url": "__url" },
	});
	process.once("exit", () => rmSync(outfile, { force: true }));
	return outfile;
}
