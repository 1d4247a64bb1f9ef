/** Compares text with a file that was looked at by a person. `UPDATE_GOLDENS=1` writes them anew (not in CI); then look at the diff. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

export function expectGolden(file: URL, actual: string): void {
	const path = fileURLToPath(file);
	if (process.env.UPDATE_GOLDENS === "1" && process.env.CI === undefined) {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, actual);
	}
	expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDENS=1`).toBe(true);
	expect(actual).toBe(readFileSync(path, "utf8"));
}
