/** Rego v0: what it says in other words than v1, what it doesn't know, and how it is switched off. */
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { formatModule, migrateModule } from "../../../src/lang/print/formatModule.ts";
import type { Module } from "../../../src/lang/tree.ts";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../../src/runtime/evaluation/program.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import { Source } from "../../../src/text/source.ts";

function read(rules: string, version: "v0" | "v1" = "v0"): Module {
	const { module, diagnostics } = parseModule(new Source("x.rego", `package a\n\n${rules}`), {
		dialect: "rego",
		version,
	});
	if (module === undefined || diagnostics.length > 0) throw new Error(`${diagnostics[0]?.text}, in:\n${rules}`);
	return module;
}

function mistakes(rules: string): readonly string[] {
	return parseModule(new Source("x.rego", `package a\n\n${rules}`), { dialect: "rego", version: "v0" }).diagnostics.map(
		({ text }) => text,
	);
}

function evaluate(module: Module, input: string): string {
	const { program, diagnostics } = compile([module]);
	if (program === undefined) throw new Error(diagnostics.map(({ text }) => text).join("; "));
	const value = loadProgram(instantiate(program.code)).evaluate(
		["a"],
		new Evaluation({ input: JSON.parse(input), now: 0n }),
	);
	return toRegoText(value ?? null);
}

const strip = (text: string): string => text.replace("package a\n\n", "");

describe("a rule of v0, as v1 says it", () => {
	const cases: readonly [v0: string, v1: string][] = [
		["p { input.x }", "p if input.x\n"],
		["p { input.x; input.y }", "p if {\n\tinput.x\n\tinput.y\n}\n"],
		["p[x] { x := 1 }", "p contains x if x := 1\n"],
		["p[1]", "p contains 1\n"],
		["p.q { true }", 'p contains "q"\n'],
		["p.q.r { input.x }", "p.q.r if input.x\n"],
		["p.q.r[x] { x := 1 }", "p.q.r[x] if x := 1\n"],
		["p[x] = y { y := input.xs[x] }", "p[x] := y if y := input.xs[x]\n"],
		["p = 1", "p := 1\n"],
		["p = 1 { input.x } else = 2 { input.y }", "p := 1 if input.x\n\nelse := 2 if input.y\n"],
		["p { input.x } { input.y }", "p if input.x\n\np if input.y\n"],
		["default p = 1", "default p := 1\n"],
		["import future.keywords.if\n\np[x] if x := 1", "p[x] if x := 1\n"],
		["import future.keywords\n\np contains x if { some x in [1] }", "p contains x if some x in [1]\n"],
		["import rego.v1\n\np if { input.x }", "p if input.x\n"],
		["import data.b\nimport data.b\n\np = b", "import data.b\n\np := b\n"],
	];
	test.each(cases)("%s", (v0, v1) => {
		expect(strip(migrateModule(read(v0)))).toBe(v1);
		expect(formatModule(read(v1, "v1"))).toBe(`package a\n\n${v1}`);
	});
});

test("what v1 keeps for itself are names in v0", () => {
	const text =
		"in { if := 1; contains := 2; every := if + contains; every == 3 }\nif[x] { x = data.in.if }\ncontains = 1";
	expect(formatModule(read(text))).toBe(`package a

in {
	if := 1
	contains := 2
	every := if + contains
	every == 3
}

if[x] {
	x = data.in.if
}

contains = 1
`);
});

describe("v0 formatted stays v0", () => {
	const cases: readonly [text: string, formatted: string][] = [
		["p{input.x}", "p {\n\tinput.x\n}\n"],
		["p.x = true{input.x}", 'p["x"] = true {\n\tinput.x\n}\n'],
		["p[x]{x=1}\nq=1", "p[x] {\n\tx = 1\n}\n\nq = 1\n"],
		[
			"import future.keywords.if\n\np if {input.x}\nq{input.y}",
			"import future.keywords.if\n\np if input.x\nq if input.y\n",
		],
		["import future.keywords.contains\n\np[x]{x=1}", "import future.keywords.contains\n\np contains x {\n\tx = 1\n}\n"],
	];
	test.each(cases)("%s", (text, formatted) => {
		expect(strip(formatModule(read(text)))).toBe(formatted);
		expect(strip(formatModule(read(formatted)))).toBe(formatted);
	});
});

describe("words that were not imported are no keywords", () => {
	const cases = ["p if input.x", "p contains 1", "p { some x in [1] }", "p { every x in [1] { x } }"];
	test.each(cases)("%s", (text) => expect(mistakes(text)).not.toEqual([]));

	test("behind `import rego.v1` a body needs its `if`", () => {
		expect(mistakes("import rego.v1\n\np { input.x }")).toEqual(["`if` is missing before the body of `p`"]);
	});
});

describe("v0 and what it is migrated to give the same", () => {
	const cases: readonly [rules: string, input: string, value: string][] = [
		["p { input.x }\nq { not p }", '{"x": 1}', '{"p": true}'],
		['p[x] { x := input.xs[_] }\np["a"]', '{"xs": ["b"]}', '{"p": {"a", "b"}}'],
		["p[k] = v { v = input.xs[k] }", '{"xs": ["b", "c"]}', '{"p": {0: "b", 1: "c"}}'],
		["p.q.r[x] { x := input.x }", '{"x": "k"}', '{"p": {"q": {"r": {"k": true}}}}'],
		["f(x) = y { y := x + 1 } else = 0 { true }\np = f(input.x)", '{"x": 2}', '{"p": 3}'],
		["default p = 1\np = 2 { input.x }", "{}", '{"p": 1}'],
		["p { input.x } { input.y }", '{"y": 1}', '{"p": true}'],
		["import data.a.q\nimport data.a.r as q\nr = 2\np = q", "{}", '{"p": 2, "r": 2}'],
	];
	test.each(cases)("%s", (rules, input, value) => {
		const module = read(rules);
		expect(evaluate(module, input)).toBe(value);
		if (!rules.includes(" as q")) {
			const { module: migrated } = parseModule(new Source("x.rego", migrateModule(module)), { dialect: "rego" });
			expect(evaluate(migrated as Module, input)).toBe(value);
		}
	});

	test("deprecated builtins may be called, and `input` and `data` shadowed", () => {
		expect(evaluate(read('p { any([false, true]); re_match("b+", "abb") }'), "{}")).toBe('{"p": true}');
		expect(evaluate(read("p = x { data := 1; input := data + 1; x := input }"), "{}")).toBe('{"p": 2}');
		expect(evaluate(read("f(input) = input\np = f(3)"), "{}")).toBe('{"p": 3}');
	});
});
