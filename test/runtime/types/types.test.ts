/** Operations over types, as tables. Types are written as JSON Schema or with the constructors, and read as they print. */
import { describe, expect, test } from "vitest";
import { assignable } from "../../../src/runtime/types/assignable.ts";
import { intersection } from "../../../src/runtime/types/intersection.ts";
import { elementAt, elements, fieldType, knownFields } from "../../../src/runtime/types/lookup.ts";
import { overlaps } from "../../../src/runtime/types/overlap.ts";
import { brief, printType } from "../../../src/runtime/types/printType.ts";
import {
	any,
	arrayOf,
	boolean,
	type Field,
	never,
	nothing,
	number,
	objectOf,
	setOf,
	string,
	type Type,
	tuple,
	union,
} from "../../../src/runtime/types.ts";

const oneOf = (...values: string[]): Type => ({ kind: "string", values });
/** A closed object; a name that ends with `?` is optional. */
const object = (fields: Record<string, Type>, rest?: Type): Type => ({
	kind: "object",
	fields: new Map(
		Object.entries(fields).map(([name, type]): [string, Field] => [
			name.replace(/\?$/, ""),
			{ type, optional: name.endsWith("?") },
		]),
	),
	...(rest === undefined ? {} : { rest: { key: string, value: rest } }),
});
const tree: Type = { kind: "named", name: "tree", resolve: () => object({ name: string, below: arrayOf(tree) }) };
const circle: Type = { kind: "named", name: "circle", resolve: () => circle };

describe("types print as they are written", () => {
	const cases: readonly [Type, string][] = [
		[any, "any"],
		[nothing, "null"],
		[never, "never"],
		[arrayOf(string), "array[string]"],
		[tuple(), "array[]"],
		[tuple(string, number), "[string, number]"],
		[{ kind: "array", items: [string], rest: number }, "[string, …number]"],
		[setOf(string), "set[string]"],
		[setOf(never), "set[]"],
		[objectOf(string, any), "object[string, any]"],
		[object({}), "object{}"],
		[object({ name: string, "tag?": string }), "object{name: string, tag?: string}"],
		[object({ "a-b": string }, number), 'object{"a-b": string, [string]: number}'],
		[object({ __proto__x: string, constructor: number }), "object{__proto__x: string, constructor: number}"],
		[oneOf("a", "b"), '"a" | "b"'],
		[arrayOf(union(number, string)), "array[number | string]"],
		[tree, "tree"],
	];
	test.each(cases)("%#: %j", (type, text) => expect(printType(type)).toBe(text));

	test("a brief text hides fields and names", () => {
		expect(printType(arrayOf(object({ a: string })), brief)).toBe("array[object{…}]");
		expect(printType(tree, brief)).toBe("object{…}");
		expect(printType(object({ a: string, b: object({ c: string }) }), { depth: 1 })).toBe(
			"object{a: string, b: object{…}}",
		);
		expect(printType(oneOf("a", "b", "c"), { most: 2 })).toBe("string");
	});
});

describe("a union is flat, without doubles and in a fixed order", () => {
	const cases: readonly [string, Type, string][] = [
		["one member stands for itself", union(string), "string"],
		["none is never", union(), "never"],
		["any swallows the rest", union(string, any, number), "any"],
		["doubles go", union(arrayOf(string), arrayOf(string)), "array[string]"],
		["unions in unions are flattened", union(union(string, nothing), union(number, string)), "null | number | string"],
		["strings join their values", union(oneOf("b"), oneOf("a")), '"a" | "b"'],
		["a plain string swallows values", union(oneOf("b"), string), "string"],
		["the order doesn't depend on who came first", union(setOf(any), string, nothing), "null | string | set[any]"],
		["names are told apart from what they stand for", union(tree, string), "string | tree"],
		["never adds nothing", union(never, string), "string"],
	];
	test.each(cases)("%s", (_, type, text) => expect(printType(type)).toBe(text));

	test("a crowd becomes wide instead of large", () => {
		const objects = Array.from({ length: 40 }, (_, at) => object({ [`f${at}`]: string }));
		expect(printType(union(...objects, string))).toBe("string | object[any, any]");
		const values = Array.from({ length: 100 }, (_, at) => oneOf(`v${at}`));
		expect(printType(union(...values))).toBe("string");
	});
});

describe("whether two types have a value in common", () => {
	const yes: readonly [Type, Type][] = [
		[any, string],
		[never, string],
		[string, oneOf("a")],
		[oneOf("a", "b"), oneOf("b", "c")],
		[union(string, nothing), union(nothing, number)],
		[arrayOf(string), tuple(string, string)],
		[object({ "a?": string }), object({ "b?": string })],
		[object({ a: string }), objectOf(string, any)],
		[object({ "a?": string }), object({ "a?": number })],
		[tree, tree],
		[tree, object({ name: oneOf("x"), below: arrayOf(any) })],
		[circle, string],
	];
	test.each(yes)("%#: yes", (a, b) => {
		expect(overlaps(a, b)).toBe(true);
		expect(overlaps(b, a)).toBe(true);
		expect(overlaps(a, b, "operand")).toBe(true);
	});

	const no: readonly [Type, Type][] = [
		[string, number],
		[oneOf("a"), oneOf("b")],
		[union(string, nothing), union(number, boolean)],
		[arrayOf(string), setOf(string)],
		[arrayOf(string), tuple(number)],
		[tuple(string), tuple(string, string)],
		[object({ a: string }), object({ a: number })],
		[object({ a: string }), object({ b: string })],
		[object({ a: string }), objectOf(number, any)],
		[tree, string],
		[tree, object({ name: number }, any)],
	];
	test.each(no)("%#: no", (a, b) => {
		expect(overlaps(a, b)).toBe(false);
		expect(overlaps(b, a)).toBe(false);
		expect(overlaps(a, b, "operand")).toBe(false);
	});

	test("empty collections are equal, but no operand of another sort", () => {
		for (const [a, b] of [
			[arrayOf(string), arrayOf(number)],
			[setOf(string), setOf(number)],
			[objectOf(string, string), objectOf(string, number)],
		] as const) {
			expect(overlaps(a, b)).toBe(true);
			expect(overlaps(a, b, "operand")).toBe(false);
		}
	});
});

describe("what two types have in common", () => {
	const cases: readonly [Type, Type, string][] = [
		[any, string, "string"],
		[string, oneOf("a"), '"a"'],
		[union(string, number), union(number, boolean), "number"],
		[string, number, "never"],
		[arrayOf(union(string, number)), tuple(any, string), "[number | string, string]"],
		[
			object({ "a?": string }, any),
			object({ a: any, "b?": number }, any),
			"object{a: string, b?: number, [string]: any}",
		],
		[object({ "a?": string }), object({ "a?": any }, any), "object{a?: string}"],
		[object({ a: string }), object({ a: string }, number), "object{a: string}"],
		[tree, object({ name: oneOf("x") }, any), 'object{name: "x", below: array[tree]}'],
	];
	test.each(cases)("%#", (a, b, text) => expect(printType(intersection(a, b))).toBe(text));
});

describe("what lies one step below", () => {
	const either = union(
		object({ kind: oneOf("a"), left: string }),
		object({ kind: oneOf("b"), right: number }),
		nothing,
	);
	const fields: readonly [Type, string | number, string | undefined][] = [
		[object({ a: string }), "a", "string"],
		[object({ "a?": string }), "a", "string"],
		[object({ a: string }), "b", undefined],
		[object({ a: string }, number), "b", "number"],
		[objectOf(string, any), 1, undefined],
		[objectOf(number, boolean), 1, "boolean"],
		[arrayOf(string), 0, "string"],
		[arrayOf(string), -1, undefined],
		[arrayOf(string), "0", undefined],
		[tuple(string, number), 1, "number"],
		[tuple(string, number), 2, undefined],
		[setOf(string), "x", "string"],
		[setOf(string), 0, undefined],
		[string, "length", undefined],
		[any, "x", "any"],
		[never, "x", "any"],
		[either, "kind", '"a" | "b"'],
		[either, "left", "string"],
		[either, "neither", undefined],
		[object({}), "constructor", undefined],
		[object({}), "__proto__", undefined],
		[tree, "below", "array[tree]"],
	];
	test.each(fields)("%# at %j: %s", (type, key, text) => {
		const found = fieldType(type, key);
		expect(found && printType(found)).toBe(text);
	});

	const iterated: readonly [Type, string | undefined][] = [
		[arrayOf(string), "number → string"],
		[tuple(string, number), "number → number | string"],
		[tuple(), "number → never"],
		[setOf(string), "string → string"],
		[object({ a: string, b: number }), '"a" | "b" → number | string'],
		[object({ a: string }, number), "string → number | string"],
		[union(arrayOf(string), nothing), "number → string"],
		[any, "any → any"],
		[string, undefined],
		[union(string, nothing), undefined],
	];
	test.each(iterated)("%#: %s", (type, text) => {
		const found = elements(type);
		expect(found && `${printType(found.key)} → ${printType(found.value)}`).toBe(text);
	});

	const indexed: readonly [Type, Type, string | undefined][] = [
		[arrayOf(string), number, "string"],
		[arrayOf(string), string, undefined],
		[arrayOf(string), any, "string"],
		[object({ a: string, b: number }), oneOf("a"), "string"],
		[object({ a: string, b: number }), string, "number | string"],
		[object({ a: string, b: number }), oneOf("c"), undefined],
		[objectOf(string, boolean), number, undefined],
		[string, any, undefined],
	];
	test.each(indexed)("%#: %s", (type, key, text) => {
		const found = elementAt(type, key);
		expect(found && printType(found)).toBe(text);
	});

	test("the fields there are", () => {
		expect(knownFields(either)).toEqual({ names: ["kind", "left", "right"], open: false });
		expect(knownFields(object({ b: string, a: string }, any))).toEqual({ names: ["a", "b"], open: true });
	});
});

describe("whether every value of one type is of another", () => {
	const yes: readonly [Type, Type][] = [
		[oneOf("a"), string],
		[oneOf("a"), oneOf("a", "b")],
		[string, union(string, nothing)],
		[tuple(string, string), arrayOf(string)],
		[setOf(never), setOf(string)],
		[object({ a: string }), objectOf(string, string)],
		[object({ a: string }), object({ "a?": string, "b?": number })],
		[any, string],
		[string, any],
		[tree, tree],
	];
	test.each(yes)("%#: yes", (from, to) => expect(assignable(from, to)).toBe(true));

	const no: readonly [Type, Type][] = [
		[string, oneOf("a")],
		[union(string, nothing), string],
		[arrayOf(string), tuple(string)],
		[tuple(string), tuple(string, string)],
		[arrayOf(string), setOf(string)],
		[object({ "a?": string }), object({ a: string })],
		[object({ a: string, b: string }), object({ a: string })],
		[object({}), object({ a: string })],
		[objectOf(string, number), objectOf(string, string)],
	];
	test.each(no)("%#: no", (from, to) => expect(assignable(from, to)).toBe(false));
});
