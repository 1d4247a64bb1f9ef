import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { cacheOf, runScript, scriptOf } from "../../src/cli/codeCache.ts";

const folder = mkdtempSync(path.join(tmpdir(), "holystone-"));
afterAll(() => rmSync(folder, { recursive: true }));

const seen: unknown[] = [];
Object.assign(globalThis, { tellCodeCacheTest: (value: unknown) => seen.push(value) });

function programOf(text: string): string {
	const program = path.join(folder, "program.js");
	writeFileSync(program, text);
	return program;
}

function run(program: string, cache?: Uint8Array): { readonly rejected: boolean | undefined; readonly told: unknown } {
	const script = scriptOf(program, cache);
	runScript(script, program);
	return { rejected: script.cachedDataRejected, told: seen.pop() };
}

const text = "tellCodeCacheTest([require('node:path').basename(__filename), typeof module.exports]);";

test("a cache names the Node that made it, beside the program", () => {
	expect(cacheOf("/a/program.js")).toBe(`/a/program.js.${process.version}-${process.platform}-${process.arch}.cache`);
});

test("a program runs as a CommonJS module does, with its cache and without", () => {
	const program = programOf(text);
	expect(run(program)).toEqual({ rejected: undefined, told: ["program.js", "object"] });
	const cache = scriptOf(program).createCachedData();
	expect(run(program, cache)).toEqual({ rejected: false, told: ["program.js", "object"] });
});

const made = (program: string): Uint8Array => scriptOf(program).createCachedData();
const wrongCaches: Readonly<Record<string, () => Uint8Array>> = {
	"of another program": () => made(programOf(`${text}${text}`)),
	"cut short": () => made(programOf(`${text}// cut`)).subarray(0, 200),
	empty: () => new Uint8Array(0),
	"of anything": () => new Uint8Array(4096).fill(7),
};

test.each(Object.entries(wrongCaches))("a cache %s is turned down, and the program runs", (name, make) => {
	const cache = make();
	// V8 keeps what it compiled by its text, and looks at no cache then: each text is a new one.
	expect(run(programOf(`${text}// ${name}`), cache)).toEqual({ rejected: true, told: ["program.js", "object"] });
});
