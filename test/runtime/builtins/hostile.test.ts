import { describe, expect, test } from "vitest";
import { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { walkValues } from "../../../src/runtime/builtins/graph.ts";
import { numberFromText } from "../../../src/runtime/values/exactNumber.ts";
import { MAX_DEPTH, toJson } from "../../../src/runtime/values/json.ts";
import { RegoSet } from "../../../src/runtime/values/regoSet.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { call, testContext } from "./evaluateTerm.ts";

function failureOf(run: () => unknown): string {
	try {
		run();
	} catch (problem) {
		if (problem instanceof BuiltinError) return problem.message;
		throw problem;
	}
	return "nothing";
}

const nested = (depth: number): Value => {
	let value: Value = 1;
	for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { k: value };
	return value;
};

/** Every node leads to every other: the paths are as many as there are orders. */
const complete = (size: number): Value =>
	Object.fromEntries(
		Array.from({ length: size }, (_, i) => [`n${i}`, Array.from({ length: size }, (_, j) => `n${j}`)]),
	);

const at = (column: number): string => ` in GraphQL string at location 1:${column}`;
const many = (count: number, write: (i: number) => string): string =>
	Array.from({ length: count }, (_, i) => write(i)).join(" ");
const names = (letter: string, count: number): string => many(count, (i) => `${letter}${i}: Int`);

/** Each definition asks for one of twice the next. */
const doubling = (steps: number): Value => ({
	$ref: "#/definitions/d0",
	definitions: Object.fromEntries(
		Array.from({ length: steps }, (_, i): [string, Value] => {
			const next = { $ref: `#/definitions/d${Math.min(i + 1, steps - 1)}` };
			return [`d${i}`, i === steps - 1 ? { type: "string" } : { oneOf: [next, next] }];
		}),
	),
});

describe("work that can explode is paid for, and stops when the budget is gone", () => {
	test.each<[string, string, readonly Value[]]>([
		["a run of a billion numbers", "numbers.range", [0, 1_000_000_000]],
		["a run of more numbers than can be counted", "numbers.range", [0, numberFromText("1e300")]],
		["a run of a billion steps", "numbers.range_step", [0, numberFromText("3000000000000"), 3]],
		["the paths of a complete graph", "graph.reachable_paths", [complete(30), ["n0"]]],
		["a template that loops", "strings.render_template", ["{{range 2000000000}}x{{end}}", {}]],
		[
			"a template that calls itself",
			"strings.render_template",
			['{{define "t"}}{{template "t"}}{{template "t"}}{{end}}{{template "t"}}', {}],
		],
		["a format padded over and over", "sprintf", ["%999999d".repeat(300), Array.from({ length: 300 }, () => 1)]],
		["text that grows by replacement", "replace", ["a".repeat(100_000), "a", "b".repeat(100_000)]],
		["text that grows by joining", "concat", ["x".repeat(1_000_000), Array.from({ length: 10_000 }, () => "")]],
		[
			"a search for run within run",
			"object.subset",
			[Array.from({ length: 20_000 }, () => 1), [...Array.from({ length: 10_000 }, () => 1), 2]],
		],
		["a schema whose alternatives double at each step", "json.match_schema", [{ a: 1 }, doubling(60)]],
		["one field asked for over and over", "graphql.parse", [`{${"a ".repeat(20_000)}}`, "type Query { a: Int }"]],
		[
			"very many fields that an interface wants and no type has",
			"graphql.parse",
			["", `interface I {${names("f", 1000)}} ${many(1000, (i) => `type T${i} implements I { a: Int }`)}`],
		],
		[
			"an array patched item by item",
			"json.patch",
			[
				Array.from({ length: 50_000 }, () => 0),
				Array.from({ length: 1000 }, () => ({ op: "add", path: "0", value: 1 })),
			],
		],
	])("%s", (_, name, operands) => {
		expect(failureOf(() => call(name, operands))).toMatch(
			/^(?:out of budget|strings\.render_template|template: template)/,
		);
	});

	test.each<[string, string, readonly Value[], string]>([
		["a shift by a million million", "bits.lsh", [1, 1_000_000_000_000], "number too big"],
		[
			"a product of thousands of huge numbers",
			"product",
			[Array.from({ length: 2000 }, () => numberFromText("1e5000"))],
			"number too big",
		],
		[
			"a template nested without end",
			"strings.render_template",
			["{{if 1}}".repeat(5000), {}],
			"template: template:1: nested more than 200 deep",
		],
		[
			"an expression nested without end",
			"strings.render_template",
			[`{{${"(".repeat(5000)}`, {}],
			"template: template:1: nested more than 200 deep",
		],
		["an exponent of seven digits", "units.parse", ["1e999999"], "units.parse: exponent too large"],
		["a query nested without end", "graphql.parse_query", ["{a".repeat(50_000)], `nested more than 200 deep${at(401)}`],
		[
			"a list nested without end",
			"graphql.parse_query",
			[`{a(b:${"[".repeat(50_000)}`],
			`nested more than 200 deep${at(204)}`,
		],
		[
			"a schema that is itself",
			"json.match_schema",
			[{}, { $ref: "#" }],
			"the schema goes more than 1000 deep, or leads to itself",
		],
		["JSON nested without end", "json.unmarshal", ["[".repeat(100_000)], "exceeded max depth"],
	])("%s is refused by what it is", (_, name, operands, message) => {
		expect(failureOf(() => call(name, operands))).toBe(message);
	});

	test("a quantity with a huge exponent costs its size", () => {
		const context = testContext();
		call("units.parse", ["1e99999"], context);
		expect(context.spent()).toBeGreaterThan(10_000);
	});
});

describe("deep values do no harm", () => {
	const deep = nested(MAX_DEPTH);
	const copy = nested(MAX_DEPTH);

	test("walking takes no stack", () => {
		const far = nested(100_000);
		expect(walkValues(far, testContext())).toHaveLength(100_001);
		expect(failureOf(() => call("walk", [far]))).toBe("out of budget");
		expect(call("walk", [deep])).toHaveLength(MAX_DEPTH + 1);
	});

	test.each<[string, readonly Value[]]>([
		["equal", [deep, copy]],
		["lt", [deep, copy]],
		["json.marshal", [deep]],
		["sprintf", ["%v", [deep]]],
		["object.union", [{ a: deep }, { a: copy }]],
		["object.subset", [{ a: deep }, { a: copy }]],
		["sort", [[deep, copy]]],
		["internal.member_2", [deep, RegoSet.of([copy])]],
		["strings.render_template", ["{{.x}}", { x: deep }]],
		["json.filter", [{ a: deep }, ["a"]]],
	])("%s", (name, operands) => {
		expect(() => call(name, operands)).not.toThrow();
	});
});

test("operands are never changed", () => {
	const operands = (): Value[] => [
		{ a: { b: [1, 2, { c: "x" }] }, d: "e" },
		{ a: { b: [3] } },
		[3, 1, 2],
		[
			{ op: "add", path: "/a/b/0", value: 9 },
			{ op: "remove", path: "/d" },
		],
	];
	const [a, b, list, patch] = operands() as [Value, Value, Value, Value];
	call("object.union", [a, b]);
	call("object.union_n", [[a, b, a]]);
	call("object.remove", [a, ["d"]]);
	call("json.remove", [a, ["a/b/0"]]);
	call("json.patch", [a, patch]);
	call("sort", [list]);
	call("array.reverse", [list]);
	call("array.concat", [list, list]);
	call("max", [list]);
	expect(toJson([a, b, list, patch])).toBe(toJson(operands()));
});

test("random numbers stay the same for the same arguments, and in their range", () => {
	const context = testContext();
	const first = call("rand.intn", ["a", 1000], context);
	expect(call("rand.intn", ["a", 1000], context)).toBe(first);
	expect(call("rand.intn", ["a", -1000], context)).toBe(first);
	expect(first).toBeGreaterThanOrEqual(0);
	expect(first).toBeLessThan(1000);
	expect(failureOf(() => call("rand.intn", ["a", 1.5]))).toBe(
		"operand 2 must be integer number but got floating-point number",
	);
});

test("printing gives a line for each way to choose the operands' values", () => {
	const lines: string[] = [];
	const context = { ...testContext(), print: (line: string) => lines.push(line) };
	call("internal.print", [[RegoSet.of(["a", "b"]), RegoSet.of([]), RegoSet.of([1, ["x"]])]], context);
	expect(lines).toEqual(["a <undefined> 1", 'a <undefined> ["x"]', "b <undefined> 1", 'b <undefined> ["x"]']);
});

test("notes go to whoever listens", () => {
	const notes: Value[] = [];
	const context = { ...testContext(), note: (kind: string, value: Value) => notes.push([kind, value]) };
	call("trace", ["here"], context);
	call("internal.test_case", [["one"]], context);
	expect(notes).toEqual([
		["trace", "here"],
		["test case", ["one"]],
	]);
});
