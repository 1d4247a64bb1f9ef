/**
 * Builds `dist`: the library with its types, the bundled packs compiled ahead, and the command as a program with a code cache.
 * `npm ci` runs it through the `prepare` script.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildCommand } from "./buildCommand.ts";
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

await buildCommand(root, join(dist, "cli"), join(dist, "policies"));

const recorded = spawnSync(process.execPath, ["--import", "tsx", join(root, "scripts/recordCodeCache.ts")], {
	cwd: root,
	stdio: ["ignore", "ignore", "inherit"],
});
if (recorded.status !== 0) process.exit(recorded.status ?? 1);
