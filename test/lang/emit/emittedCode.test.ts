/** The JavaScript that small rules become: readable, and the same every time. UPDATE_GOLDENS=1 writes anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";

const GOLDEN = join(import.meta.dirname, "goldens/emitted.txt");
const UNDER = "---- becomes";

const cases = readFileSync(GOLDEN, "utf8")
	.split(/^### /m)
	.slice(1)
	.map((text) => {
		const end = text.indexOf("\n");
		const [program = "", code = ""] = text.slice(end + 1).split(`${UNDER}\n`);
		return { name: text.slice(0, end), program, code };
	});

/** The functions of the emitted code: without the first lines, which name the runtime, and the tree at the end. */
function emitted(program: string): string {
	const isPolicy = program.includes("\ndialect: policy\n");
	const source = new Source(isPolicy ? "a.policy" : "a.rego", program.replace("\ndialect: policy\n", "\n"));
	const { module } = parseModule(source, { dialect: isPolicy ? "policy" : "rego" });
	if (module === undefined) throw new Error("the program can't be read");
	const { program: made } = compile([module]);
	if (made === undefined) throw new Error("the program is wrong");
	expect(compile([module]).program).toEqual(made);
	const lines = made.code.split("\n");
	return lines
		.slice(2, lines.indexOf("\tconst program = {"))
		.map((line) => line.replace(/^\t/, ""))
		.join("\n")
		.trim();
}

if (process.env.UPDATE_GOLDENS === "1") {
	const text = cases.map(({ name, program }) => `### ${name}\n${program.trimEnd()}\n${UNDER}\n${emitted(program)}\n`);
	writeFileSync(GOLDEN, text.join("\n"));
}

describe("emitted code", () => {
	test.each(cases)("$name", ({ program, code }) => {
		const got = emitted(program);
		expect(got).not.toBe("");
		if (process.env.UPDATE_GOLDENS !== "1") expect(got).toBe(code.trim());
	});
});
