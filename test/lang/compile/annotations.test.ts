/** What `# METADATA` comes to in a rule, and what in it is wrong. Held to what `opa eval` says of the same. */
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../../src/runtime/evaluation/program.ts";
import { Source } from "../../../src/text/source.ts";

/** `data.t.p`, or what is wrong, with its line. */
function read(...texts: readonly string[]): unknown {
	const parsed = texts.map((text, at) => parseModule(new Source(`${at}.rego`, text), { dialect: "rego" }));
	const modules = parsed.flatMap(({ module }) => module ?? []);
	const faults = parsed.flatMap(({ diagnostics }) => diagnostics);
	const { program, diagnostics } = compile(modules);
	const all = [...faults, ...diagnostics];
	if (all.length > 0 || program === undefined)
		return all.map(({ source, span, text }) => `${source?.lineAt(span?.start ?? 0)}: ${text}`);
	return loadProgram(instantiate(program.code)).evaluate(["t", "p"], new Evaluation({ now: 0n }));
}

const block = (lines: string): string =>
	`package t\n\n# METADATA\n${lines.replace(/^/gm, "# ")}\np := rego.metadata.rule()\n`;

describe("what a rule says of itself", () => {
	test.each([
		["title: T\ndescription: D\norganizations: [a]", { title: "T", description: "D", organizations: ["a"] }],
		["authors: [J <j@x>, A B, <c@d>]", { authors: [{ name: "J", email: "j@x" }, { name: "A B" }, { email: "c@d" }] }],
		[
			"related_resources: [https://a/b, {ref: //c, description: d}]",
			{ related_resources: [{ ref: "https://a/b" }, { ref: "//c", description: "d" }] },
		],
		[
			"custom: {a: 0x10, b: 010, c: 1_000, d: 0b11, e: 1e3, f: .5, g: off, h: ~}",
			{ custom: { a: 16, b: 8, c: 1000, d: 3, e: 1000, f: 0.5, g: "off", h: null } },
		],
		[
			"custom: {a: 2020-01-02, b: 2001-12-14t21:59:43.10-05:00, c: 2020-1-2 3:04:05, d: '2020-01-02'}",
			{
				custom: {
					a: "2020-01-02T00:00:00Z",
					b: "2001-12-14T21:59:43.1-05:00",
					c: "2020-01-02T03:04:05Z",
					d: "2020-01-02",
				},
			},
		],
		["custom: {a: &x {b: 1}, c: {<<: *x, d: 2}}", { custom: { a: { b: 1 }, c: { b: 1, d: 2 } } }],
		["compile: {unknowns: [input.x]}", {}],
		["schemas: [{'input.x[0]': schema.y}]", { schemas: [{ path: ["input", "x", 0], schema: ["schema", "y"] }] }],
	] as const)("%s", (lines, fields) => expect(read(block(lines))).toEqual({ scope: "rule", ...fields }));

	test("an else says nothing of itself", () => {
		expect(read("package t\n\n# METADATA\n# title: x\np := 1 if false\n\nelse := rego.metadata.chain()\n")).toEqual([
			{ path: ["t", "p"] },
		]);
	});
});

describe("what stands around a rule", () => {
	test("its document, its package in any file, and packages above", () => {
		const own =
			"package t.u\n\n# METADATA\n# scope: document\n# title: document\np := 1 if false\n\n# METADATA\n# title: rule\np := rego.metadata.chain() if true\n";
		const elsewhere = "# METADATA\n# title: package\npackage t.u\n";
		const above =
			"# METADATA\n# scope: subpackages\n# title: above\npackage t\n\nimport data.t.u\n\np := [[a.path, a.annotations.title] | some a in u.p]\n";
		expect(read(own, elsewhere, above)).toEqual([
			[["t", "u", "p"], "rule"],
			[["t", "u", "p"], "document"],
			[["t", "u"], "package"],
			[["t"], "above"],
		]);
	});

	test("what is said of a document isn't said of another one below the same name", () => {
		const text =
			"package t\n\n# METADATA\n# scope: document\n# title: x\na.b := 1\n\na.c := count(rego.metadata.chain())\n\np := a.c\n";
		expect(read(text)).toBe(1);
	});
});

describe("what is wrong", () => {
	test.each([
		[
			"scope: foo",
			"3: this METADATA can't be read: `foo` is no scope: there are `rule`, `document`, `package` and `subpackages`",
		],
		[
			"scope: rule\nentrypoint: true",
			"3: this METADATA can't be read: an entrypoint has scope `document` or `package`",
		],
		["related_resources: [':x']", "an address as `ref`"],
		["related_resources: ['1:2']", "an address as `ref`"],
		["related_resources: ['http://a b/c']", "an address as `ref`"],
		["related_resources: [http://a/%zz]", "an address as `ref`"],
		["schemas: [{foo: schema.x}]", "from a path below `input` or `data` to a schema"],
		["schemas: [{input: foo.x}]", "from a path below `input` or `data` to a schema"],
		["custom: {a: .inf}", "it holds a number that JSON can't say"],
		["authors: [{}]", "a list of names, or of mappings with `name` or `email`"],
	])("%s", (lines, said) => expect(read(block(lines))).toEqual([expect.stringContaining(said)]));
});
