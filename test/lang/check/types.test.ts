/** What the checker infers: rules and the type of their value, as it prints. */
import { describe, expect, test } from "vitest";
import { printType } from "../../../src/runtime/types/printType.ts";
import { check } from "./harness.ts";

/** Expressions, and their type in a plain module. */
const expressions: readonly [string, string][] = [
	["1", "number"],
	["1.5", "number"],
	['"a"', "string"],
	["`a`", "string"],
	["true", "boolean"],
	["null", "null"],
	["[]", "array[]"],
	["[1, 2]", "[number, number]"],
	['[1, "a", [null]]', "[number, string, [null]]"],
	["set()", "set[]"],
	["{1, 2}", "set[number]"],
	['{1, "a"}', "set[number | string]"],
	["{}", "object{}"],
	['{"a": 1, "b": {"c": true}}', "object{a: number, b: object{c: boolean}}"],
	["{1: true}", "object[number, boolean]"],
	['{"a-b": 1}', 'object{"a-b": number}'],
	['{"__proto__": 1, "constructor": 2}', "object{__proto__: number, constructor: number}"],
	["1 + 2", "number"],
	["7 % 2", "number"],
	["3 - 1", "number"],
	["{1, 2} - {1}", "set[number]"],
	['{1} | {"a"}', "set[number | string]"],
	["{1} & {2}", "set[number]"],
	["1 < 2", "boolean"],
	["1 == 2", "boolean"],
	["1 in [1]", "boolean"],
	['$"a {1} b"', "string"],
	['split("a.b", ".")', "array[string]"],
	['count("abc")', "number"],
	['upper("a")', "string"],
	['sprintf("%d", [1])', "string"],
	["max([1, 2])", "number"],
	['min({"a", "b"})', "string"],
	["sort([2, 1])", "array[number]"],
	["sort({2, 1})", "array[number]"],
	['array.concat([1], ["a"])', "array[number | string]"],
	["array.slice([1, 2, 3], 0, 1)", "array[number]"],
	['object.get({"a": 1}, "a", null)', "null | number"],
	['object.get({"a": 1}, "b", null)', "null"],
	['object.get(input, "b", null)', "any"],
	['object.keys({"a": 1})', "set[string]"],
	["[x | some x in [1, 2]]", "array[number]"],
	['{x | some x in ["a"]}', "set[string]"],
	['{k: v | some k, v in {"a": 1}}', "object[string, number]"],
	["{i: v | some i, v in [true]}", "object[number, boolean]"],
	["input", "any"],
	["input.a.b", "any"],
	["data.elsewhere.x", "any"],
	['{"a": input.x}', "object{a: any}"],
	['json.unmarshal("{}")', "any"],
];

describe("the type of an expression", () => {
	test.each(expressions)("%s ~ %s", (expression, type) => {
		const { typeAt, before, diagnostics } = check({ "t.rego": `package t\n\np := ${expression}\n` }, { strict: true });
		expect([...before, ...diagnostics]).toEqual([]);
		const found = typeAt(["t", "p"]);
		expect(found && printType(found)).toBe(type);
	});
});

/** The body of a rule, what is looked at, and its type; `input` is a shop. */
const bodies: readonly [string, string, string][] = [
	["x := input.name", "x", "string"],
	["x := input.level", "x", '"high" | "low" | "middle"'],
	["x := input.owner", "x", "null | string"],
	["x := input.tags", "x", "array[string]"],
	["x := input.tags[0]", "x", "string"],
	["x := input.tags[_]", "x", "string"],
	["some x in input.tags", "x", "string"],
	["some i, x in input.tags", "i", "number"],
	["some k, x in input.counts", "k", "string"],
	["some k, x in input.counts", "x", "number"],
	["x := input.counts.any_key", "x", "number"],
	["x := input.extra.anything[0]", "x", "any"],
	["x := input.shelves[_]", "x", "shelf"],
	["x := input.shelves[_].below.below.label", "x", "string"],
	["x := input.shelves[_].goods[_].kind", "x", '"book" | "fruit"'],
	["x := input.shelves[_].goods[_].weight", "x", "number"],
	["[a, b] := input.pair", "a", "string"],
	["[a, b] := input.pair", "b", "number"],
	["[a, b] = input.pair", "b", "number"],
	["input.pair = [a, b]", "a", "string"],
	['{"label": x, "goods": _} = input.shelves[_]', "x", "string"],
	["[x, _] := split(input.name, `.`)", "x", "string"],
	["some [x, _] in [[1, `a`]]", "x", "number"],
	['some {"weight": x, "kind": _} in input.shelves[_].goods', "x", "number"],
	["x := {y | some y in input.tags}", "x", "set[string]"],
	["x := [input.floors, input.open]", "x", "[number, boolean]"],
	["x := input.tags[input.floors]", "x", "string"],
	["input.tags[x]", "x", "number"],
	["x = input.name", "x", "string"],
	["count(input.tags, x)", "x", "number"],
	["x := input.name with input as {}", "x", "any"],
	["some x in {1, 2, `a`}", "x", "number | string"],
	["some x, _ in {`a`: 1}", "x", "string"],
	["every x in input.tags { x != `` }", "x", "string"],
	["x := `constant`", "x", "string"],
	["x := [1, 2][_]", "x", "number"],
	["walk(input, [x, _])", "x", "array[any]"],
];

describe("the type of a local", () => {
	test.each(bodies)("%s: %s ~ %s", (body, name, type) => {
		const text = `package t

policy p on shop {
	title: "t"
	code: "T1"
	severity: low
	deny because "x" if {
		${body}
	}
}
`;
		const { before, diagnostics, locals } = check({ "t.policy": text });
		expect([...before, ...diagnostics].map((one) => one.text)).toEqual([]);
		const found = locals(name);
		expect(found && printType(found)).toBe(type);
	});
});

describe("the type of a rule", () => {
	const rules: readonly [string, string, string, string][] = [
		["several definitions", "p := 1 if input.x\np := `a` if input.y", "p", "number | string"],
		["a default", "default p := false\np := `a` if input.y", "p", "boolean | string"],
		["else", "p := 1 if input.x else := null", "p", "null | number"],
		["a set", "p contains 1\np contains `a`", "p", "set[number | string]"],
		["an object by keys", "p[k] := v if some k, v in {`a`: 1}", "p", "object[string, number]"],
		[
			"keys of two levels",
			"p[k][i] := v if { some k, vs in {`a`: [true]}; some i, v in vs }",
			"p",
			"object[string, object[number, boolean]]",
		],
		["sets by keys", "p[k] contains v if some k, v in {`a`: 1}", "p", "object[string, set[number]]"],
		["dotted heads", "p.a := 1\np.b := `x`", "p", "object{a?: number, b?: string, [string]: any}"],
		["through another rule", "p := q.a\nq := {`a`: 1}", "p", "number"],
		["written further down", "p := q\nq := r\nr := {1}", "p", "set[number]"],
		["a function of several clauses", "p := f(input.x)\nf(1) := `one`\nf(2) := null", "p", "null | string"],
		["through the whole path", "p := data.t.q[0]\nq := [`a`]", "p", "string"],
		["a rule that needs itself", "p := q\nq := p", "p", "any"],
		["the package as a whole", "p := data.t.q.r\nq.r := 1", "p", "number"],
		["an unknown key of the package", "p := data.t[input.x]\nq := 1", "p", "any"],
	];
	test.each(rules)("%s", (_, text, name, type) => {
		const { typeAt } = check({ "t.rego": `package t\n\n${text}\n` }, { strict: true });
		const found = typeAt(["t", name]);
		expect(found && printType(found)).toBe(type);
	});

	test.each([
		["a function", "p := f(1)\nf(x) := [x, `a`]", "[number, string]"],
		["functions of functions", "p := f([{`a`: 1}])\nf(x) := g(x[0])\ng(x) := x.a", "number"],
		["a function with clauses that don't match", "p := f([1])\nf([x]) := x\nf([_, y]) := `two`", "number"],
	])("where more is reported than OPA does, by the arguments: %s", (_, text, type) => {
		const found = check({ "t.rego": `package t\n\n${text}\n` }, { strict: true }).typeAt(["t", "p"]);
		expect(found && printType(found)).toBe(type);
	});

	test("as OPA has it, a function has one type for all calls", () => {
		const found = check({ "t.rego": "package t\n\np := f(1)\nf(x) := [x, `a`]\n" }).typeAt(["t", "p"]);
		expect(found && printType(found)).toBe("[any, string]");
	});

	test("across modules and imports", () => {
		const { typeAt, diagnostics } = check({
			"a.rego": "package a\n\nimport data.lib.b as c\n\np := c.q\n\nr := c.f(`x`)\n",
			"b.rego": "package lib.b\n\nq := {1}\n\nf(x) := upper(x)\n",
		});
		expect(diagnostics).toEqual([]);
		expect(["p", "r"].map((name) => printType(typeAt(["a", name]) ?? { kind: "any" }))).toEqual([
			"set[number]",
			"string",
		]);
	});
});
