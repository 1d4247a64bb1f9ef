/** Names and texts that mean something to JavaScript are data like any other: in input, data, rules, objects and code. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { evaluate, json, load, parseJson } from "./evaluate.ts";

const names = [
	"__proto__",
	"constructor",
	"prototype",
	"toString",
	"hasOwnProperty",
	"valueOf",
	"length",
	"size",
	"text",
	"needs",
	"sorted",
	"then",
	"0",
];

describe.each(names)("the key %s", (name) => {
	const key = JSON.stringify(name);
	test("is undefined where no data has it", () => {
		for (const input of [{}, [], "x", 1, [1]]) {
			const isIndex = name === "0" && Array.isArray(input) && input.length > 0;
			expect(evaluate(`package a\n\np if input[${key}]`, "a.p", { input })).toBeUndefined();
			expect(evaluate(`package a\n\np if { k := ${key}; input[k] }`, "a.p", { input })).toBeUndefined();
			// Of base documents, an array's index may be given as text.
			expect(evaluate(`package a\n\np if data.x[${key}]`, "a.p", { data: { x: input } })).toBe(
				isIndex ? true : undefined,
			);
		}
	});
	test("is found in input and data", () => {
		const document = parseJson(`{${key}: {${key}: "here"}}`);
		expect(evaluate(`package a\n\np := input[${key}][${key}]`, "a.p", { input: document })).toBe("here");
		expect(evaluate(`package a\n\np := data[${key}][${key}]`, "a.p", { data: document })).toBe("here");
		expect(evaluate(`package a\n\np := [k | some k, _ in input]`, "a.p", { input: document })).toEqual([name]);
		expect(evaluate(`package a\n\np if {${key}: {${key}: x}} = input`, "a.p", { input: document })).toBe(true);
	});
	test("can be made by rules and objects", () => {
		const made = evaluate(
			`package a\n\np[k] := 1 if k := ${key}\n\nq := {${key}: x | x := 2}\n\nr := {${key}: input.x}`,
			"a",
			{ input: { x: 3 } },
		) as Record<string, object>;
		expect(Object.entries(made.p ?? {})).toEqual([[name, 1]]);
		expect(Object.entries(made.q ?? {})).toEqual([[name, 2]]);
		expect(Object.entries(made.r ?? {})).toEqual([[name, 3]]);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
	test("can be put in place by with", () => {
		expect(
			evaluate(`package a\n\np if q with input[${key}] as 1\n\nq if input[${key}] == 1`, "a.p", { input: {} }),
		).toBe(true);
	});
});

test("rules may have names that JavaScript has too", () => {
	const text =
		"package class.function\n\nreturn := 1\n\nvar contains 2\n\nconstructor(x) := x\n\nthis if constructor(return) == 1\n\n__proto__ := 3";
	expect(evaluate(text, "class.function")).toEqual(
		JSON.parse('{"return": 1, "var": [2], "this": true, "__proto__": 3}'),
	);
});

describe("text of a policy never becomes code", () => {
	const texts = [
		'"); throw new Error("out"); ("',
		"`${process.exit(1)}`",
		"*/ throw 1 /*",
		"\u2028\u2029",
		"</script><script>alert(1)</script>",
		"\\",
		"\n//",
		"${globalThis}",
	];
	test.each(texts)("%j", (text) => {
		const literal = JSON.stringify(text);
		expect(evaluate(`package a\n\np := ${literal}`, "a.p")).toBe(text);
		expect(evaluate(`package a\n\np := input[${literal}]`, "a.p", { input: { [text]: 1 } })).toBe(1);
		expect(evaluate(`package a\n\np[${literal}] := 1 if input`, "a.p", { input: {} })).toEqual({ [text]: 1 });
	});
	test("any string comes back as it was", () => {
		const program = load(['package a\n\np := {input: [input, $"{input}"] | true}']);
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (given) => {
				expect(json(program.evaluate(["a", "p"], new Evaluation({ input: given, now: 0n })))).toEqual(
					JSON.parse(`{${JSON.stringify(given)}: [${JSON.stringify(given)}, ${JSON.stringify(given)}]}`),
				);
			}),
		);
	});
	test("any string in a program comes back as it was", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (given) => {
				expect(
					evaluate(`package a\n\np := ${JSON.stringify(given)}\n\nq if input[${JSON.stringify(given)}] == 1`, "a.p"),
				).toBe(given);
			}),
			{ numRuns: 40 },
		);
	});
});

describe("bounds", () => {
	test("a spent budget is an error that says so", () => {
		const text = "package a\n\np := count([1 | some a in input; some b in input; some c in input])";
		const input = Array.from({ length: 200 }, (_, i) => i);
		expect(() => evaluate(text, "a.p", { input, budget: 1000 })).toThrow(
			"eval_cancel_error: the budget of 1000 steps is spent",
		);
	});
	test("calls that multiply spend from the budget too", () => {
		const functions = Array.from({ length: 40 }, (_, i) => `f${i}(x) := f${i + 1}(x) + f${i + 1}(x + 1)`).join("\n\n");
		const text = `package a\n\n${functions}\n\nf40(x) := x\n\np := f0(1)`;
		expect(() => evaluate(text, "a.p", { budget: 1_000_000 })).toThrow(
			"eval_cancel_error: the budget of 1000000 steps is spent",
		);
	});
	test("depth of data is bounded", () => {
		let deep: readonly unknown[] = [];
		for (let i = 0; i < 20_000; i++) deep = [deep];
		expect(() => evaluate("package a\n\np := json.marshal(input)", "a.p", { input: deep as never })).toThrow(
			"eval_cancel_error: rules or values are nested too deep",
		);
	});
	test("builtin errors are undefined, or thrown at the end when strict", () => {
		const text = "package a\n\np := 1 / input.zero";
		expect(evaluate(text, "a.p", { input: { zero: 0 } })).toBeUndefined();
		expect(() => evaluate(text, "a.p", { input: { zero: 0 }, strict: true })).toThrow(
			"m0.rego:3: eval_builtin_error: div: divide by zero",
		);
	});
	test("conflicts are always errors", () => {
		expect(() => evaluate("package a\n\np := x if some x in input", "a.p", { input: [1, 2] })).toThrow(
			"m0.rego:3: eval_conflict_error: complete rules must not produce multiple outputs",
		);
	});
	test("a conflict under another key doesn't matter to a look at one key", () => {
		const text =
			'package a\n\nr[k] := v if { k := "b"; some v in [1, 2] }\n\nr[k] := 5 if k := "c"\n\np := r.c\n\nq := r[x] if x := "c"\n\ns := r\n\nt := r.b';
		expect(evaluate(text, "a.p")).toBe(5);
		expect(evaluate(text, "a.q")).toBe(5);
		for (const path of ["a.s", "a.t"]) expect(() => evaluate(text, path)).toThrow("object keys must be unique");
	});
	test("print goes to the host, where it is kept", () => {
		const said: string[] = [];
		const program = load(['package a\n\np if print("x is", input.x, input.nope)'], { keepPrint: true });
		program.evaluate(
			["a", "p"],
			new Evaluation({ input: { x: [1] }, now: 0n, print: (text, site) => said.push(`${site} ${text}`) }),
		);
		expect(said).toEqual(["m0.rego:3 x is [1] <undefined>"]);
	});
});
