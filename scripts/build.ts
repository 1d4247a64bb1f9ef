/**
 * Builds `dist`: the library with its types, the bundled packs compiled ahead, and the command as one small file with lazy parts.
 * `npm ci` runs it through the `prepare` script.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { buildPacks } from "./buildPacks.ts";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });

const library = spawnSync(
	process.execPath,
	[join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json")],
	{
		stdio: "inherit",
	},
);
if (library.status !== 0) process.exit(library.status ?? 1);

await buildPacks(join(root, "policies"), join(dist, "policies"));

await build({
	entryPoints: [join(root, "src/cli/policy.ts")],
	outdir: join(dist, "cli"),
	bundle: true,
	splitting: true,
	format: "esm",
	platform: "node",
	target: "node20.19",
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: "none",
	logLevel: "warning",
	// commander is CommonJS inside and asks for node: modules by require.
	banner: {
		js: 'import { createRequire as __createRequire } from "node:module";const require=__createRequire(import.meta.url);',
	},
});
