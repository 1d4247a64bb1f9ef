/**
 * What the catalogue shows of policies is true: the wrong example gives its code, the right one gives no error at all.
 * Examples are as short as can be, so they are tried as a module, in a module, in a policy and in a rule's body.
 */
import { describe, expect, test } from "vitest";
import * as compiling from "../../src/diagnostics/catalogue/compiling.ts";
import * as linting from "../../src/diagnostics/catalogue/linting.ts";
import * as parsing from "../../src/diagnostics/catalogue/parsing.ts";
import * as typing from "../../src/diagnostics/catalogue/typing.ts";
import type { Diagnostic, DiagnosticKind, MessageMaker } from "../../src/diagnostics/diagnostic.ts";
import { kinds } from "../../src/documents/kinds.ts";
import { compile } from "../../src/lang/compile.ts";
import { lintModule } from "../../src/lang/lint/lintModule.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import { fromJsonSchema } from "../../src/runtime/types/fromJsonSchema.ts";
import { Source } from "../../src/text/source.ts";

const inputTypes = new Map(kinds.map((kind) => [kind.id, fromJsonSchema(kind.schema)]));

interface Surrounding {
	readonly name: string;
	readonly version?: "v0";
	readonly text: (example: string) => string;
}

const fields = 'title: "t"\n\tcode: "T1"\n\tseverity: low';
const surroundings: readonly Surrounding[] = [
	{ name: "a.policy", text: (example) => example },
	{ name: "a.rego", text: (example) => example },
	{ name: "a.policy", text: (example) => `package example\n\n${example}\n` },
	{ name: "a.rego", text: (example) => `package example\n\n${example}\n` },
	{ name: "a.policy", text: (example) => `package example\n\npolicy p on dockerfile {\n\t${fields}\n${example}\n}\n` },
	{
		name: "a.policy",
		text: (example) =>
			`package example\n\npolicy p on dockerfile {\n\tcode: "T1"\n${example}\ndeny because "x" if input.stages\n}\n`,
	},
	{ name: "a.policy", text: (example) => `package example\n\npolicy p on dockerfile {\n${example}\n}\n` },
	{ name: "a.policy", text: (example) => `package example\n\npolicy p on manifest {\n\t${fields}\n${example}\n}\n` },
	{ name: "a.policy", text: (example) => `package example\n\np if {\n${example}\n}\n` },
	{ name: "a.rego", text: (example) => `package example\n\np if {\n${example}\n}\n` },
	{ name: "a.rego", version: "v0", text: (example) => `package example\n\n${example}\n` },
];

function diagnose({ name, version, text }: Surrounding, example: string): readonly Diagnostic[] {
	const source = new Source(name, text(example));
	const dialect = name.endsWith(".policy") ? "policy" : "rego";
	const parsed = parseModule(source, { dialect, ...(version && { version }) });
	const modules = parsed.module === undefined ? [] : [parsed.module];
	if (parsed.diagnostics.length > 0) return parsed.diagnostics;
	return [...compile(modules, { inputTypes }).diagnostics, ...modules.flatMap(lintModule)];
}

/** What an excerpt may lack without being wrong: names that stand elsewhere, and the fields that every policy has. */
const elsewhere = ["unsafe-variable", "unknown-function", "missing-policy-field"];

const errors = (diagnostics: readonly Diagnostic[], code: string): readonly string[] =>
	diagnostics
		.filter(({ kind }) => kind.severity === "error" && (kind.code === code || !elsewhere.includes(kind.code)))
		.map(({ kind, text }) => `${kind.code}: ${text}`);

const entries = Object.entries({ compiling, linting, parsing, typing }).flatMap(([subject, all]) =>
	Object.values(all).map((entry) => {
		const { kind } = entry as MessageMaker<unknown> & { readonly kind: DiagnosticKind };
		return { subject, code: kind.code, kind };
	}),
);

/** Examples that can't be tried as they stand, each with its reason. */
const excerpts: Readonly<Record<string, string>> = {
	"body-too-deep": "hundreds of loops are abbreviated",
	"bad-default": "the parser says of this default already that it isn't constant",
	"bad-fix": "the parser says of this fix already that it can't stand there",
	"bad-node": "the parser says of this node already that it can't stand there",
	"duplicate-policy": "the bodies are abbreviated",
	"duplicate-policy-field": "the parser says it first",
	"nesting-too-deep": "hundreds of brackets are abbreviated",
	"package-conflict": "it takes two modules",
	"policy-in-rego": "the bodies are abbreviated",
	"private-rule": "it takes two policies",
	"unknown-policy-field": "the parser says it first",
	"too-many-mistakes": "it takes more mistakes than anybody would read",
	"unknown-schema": "it takes a folder of schemas",
	"with-target": "the function that is replaced stands elsewhere",
};

/** Whether an entry's examples are as they should be: what is wrong with them, or nothing. */
function faults({ kind }: (typeof entries)[number]): readonly string[] {
	const found: string[] = [];
	for (const place of surroundings) {
		const codes = diagnose(place, kind.wrong).map((one) => one.kind.code);
		if (!codes.includes(kind.code)) {
			found.push(`instead: ${codes.join(", ")}`);
			continue;
		}
		const wrong = errors(diagnose(place, kind.right), kind.code);
		if (wrong.length === 0) return [];
		found.push(...wrong);
	}
	return found;
}

describe("the wrong example gives its code, the right one no error in the same place", () => {
	for (const entry of entries) {
		const reason = excerpts[entry.code];
		test.skipIf(reason !== undefined)(
			`${entry.subject}: ${entry.code}${reason === undefined ? "" : ` (${reason})`}`,
			() => {
				expect(faults(entry)).toEqual([]);
			},
		);
	}

	test("only those are left out that need it", () => {
		const codes = new Set(entries.map(({ code }) => code));
		expect(Object.keys(excerpts).filter((code) => !codes.has(code))).toEqual([]);
		const needless = entries.filter((entry) => entry.code in excerpts && faults(entry).length === 0);
		expect(needless.map(({ code }) => code)).toEqual([]);
	});
});
