/** What is said of programs that are wrong as a whole: every fault once, at its place, with what to do. UPDATE_GOLDENS=1 writes anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderDiagnostic } from "../../../src/diagnostics/render.ts";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";

const GOLDEN = join(import.meta.dirname, "goldens/wrongPrograms.txt");
const UNDER = "---- says";

interface Wrong {
	readonly name: string;
	readonly program: string;
	readonly says: string;
}

const cases: Wrong[] = readFileSync(GOLDEN, "utf8")
	.split(/^### /m)
	.slice(1)
	.map((text) => {
		const end = text.indexOf("\n");
		const [program = "", says = ""] = text.slice(end + 1).split(`${UNDER}\n`);
		return { name: text.slice(0, end), program, says };
	});

/** What compiling says, one diagnostic after another, with OPA's class where it has one. */
function say(program: string): string {
	const isPolicy = program.includes("\ndialect: policy\n");
	const name = isPolicy ? "a.policy" : "a.rego";
	const source = new Source(name, program.replace("\ndialect: policy\n", "\n"));
	const { module, diagnostics } = parseModule(source, { dialect: isPolicy ? "policy" : "rego" });
	const found = diagnostics.length > 0 || module === undefined ? diagnostics : compile([module]).diagnostics;
	return found
		.map((diagnostic) => {
			const { opaCode } = diagnostic.kind;
			return `${renderDiagnostic(diagnostic)}${opaCode === undefined ? "" : `\n  = ${opaCode}`}\n`;
		})
		.join("");
}

if (process.env.UPDATE_GOLDENS === "1") {
	const text = cases
		.map(({ name, program }) => `### ${name}\n${program.trimEnd()}\n${UNDER}\n${say(program)}`)
		.join("\n");
	writeFileSync(GOLDEN, `${text.trimEnd()}\n`);
}

describe("programs that are wrong", () => {
	test("there are many of them, and all say something", () => {
		expect(cases.length).toBeGreaterThan(60);
	});
	test.each(cases)("$name", ({ program, says }) => {
		const said = say(program);
		expect(said).not.toBe("");
		if (process.env.UPDATE_GOLDENS !== "1") expect(said.trim()).toBe(says.trim());
	});
});
