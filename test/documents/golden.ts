/** Texts kept in files beside the tests. `UPDATE_GOLDENS=1` writes them anew; look at the difference before you commit it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";

export function expectGolden(path: string, text: string): void {
	const isUpdate = process.env.UPDATE_GOLDENS === "1" && process.env.CI === undefined;
	if (isUpdate) {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
	expect(existsSync(path), `${path} is missing; write it with UPDATE_GOLDENS=1`).toBe(true);
	expect(text).toBe(readFileSync(path, "utf8"));
}
