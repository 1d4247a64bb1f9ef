import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const file = pathToFileURL(path.resolve(import.meta.dirname, "../../src/cli/tuneEngine.ts")).href;

// Flags are the whole process's: this test has one of its own.
function run(script: string): { readonly stdout: string; readonly stderr: string } {
	const text = `import v8 from "node:v8"; import { tuneEngine } from ${JSON.stringify(file)}; ${script}`;
	const args = ["--import", "tsx", "--input-type=module", "-e", text];
	const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: import.meta.dirname });
	return { stdout, stderr };
}

const isMeasured = process.versions.v8.startsWith("11.3.");

test(`V8 knows the flag, and code caches are made for it${isMeasured ? "" : " (not set: another V8 than that of Node 20)"}`, () => {
	const { stdout, stderr } = run(
		"const before = v8.cachedDataVersionTag(); tuneEngine(); console.log(before !== v8.cachedDataVersionTag());",
	);
	expect({ stdout, stderr }).toEqual({ stdout: `${isMeasured}\n`, stderr: "" });
});
