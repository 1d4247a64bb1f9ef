/** The catalogue's own examples: the wrong one is reported under its code, the right one isn't reported at all. */
import { describe, expect, test } from "vitest";
import * as parsing from "../../../src/diagnostics/catalogue/parsing.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";

/** What an example may be a piece of: a module, a rule, a body, a policy's member. */
const frames: readonly (readonly ["rego" | "policy", (text: string) => string])[] = [
	["rego", (text) => text],
	["rego", (text) => `package a\n${text}\n`],
	["rego", (text) => `package a\np if {\n${text}\n}\n`],
	["rego", (text) => `package a\nimport rego.v2\np if {\n${text}\n}\n`],
	["rego", (text) => `package a\nimport rego.v2\n${text}\n`],
	["rego", (text) => `package a\np := ${text}\n`],
	["policy", (text) => text],
	["policy", (text) => `package a\n${text}\n`],
	["policy", (text) => `package a\npolicy p on dockerfile {\n${text}\n}\n`],
];

function codes(dialect: "rego" | "policy", text: string): string[] {
	const { diagnostics } = parseModule(new Source(`x.${dialect}`, text), { dialect });
	return diagnostics.map(({ kind }) => kind.code);
}

/** Entries whose examples are more than a text. */
const others = new Set(["nesting-too-deep", "too-many-mistakes", "policy-in-rego"]);

describe("examples", () => {
	const kinds = Object.values(parsing).map(({ kind }) => kind);
	test.each(kinds.filter(({ code }) => !others.has(code)).map((kind) => [kind.code, kind] as const))(
		"%s",
		(code, { wrong, right }) => {
			const fitting = frames.filter(([dialect, frame]) => codes(dialect, frame(wrong)).includes(code));
			expect(fitting).not.toEqual([]);
			expect(fitting.map(([dialect, frame]) => codes(dialect, frame(right)))).toContainEqual([]);
		},
	);
});
