import { describe, expect, test } from "vitest";
import { get, isObject, keysAndValues, sortedKeys } from "../../../src/runtime/values/access.ts";
import { equals } from "../../../src/runtime/values/equality.ts";
import { ExactNumber, numberFromText } from "../../../src/runtime/values/exactNumber.ts";
import { fromHost, HostValueError } from "../../../src/runtime/values/fromHost.ts";
import { isJson, JsonError, MAX_DEPTH, parseJson, toJson, toPlain } from "../../../src/runtime/values/json.ts";
import { quote, quoteAscii } from "../../../src/runtime/values/quote.ts";
import { ObjectBuilder, RegoObject } from "../../../src/runtime/values/regoObject.ts";
import { RegoSet, SetBuilder } from "../../../src/runtime/values/regoSet.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import { runeCount, runeIndex, runeSlice } from "../../../src/runtime/values/runes.ts";
import { typeName } from "../../../src/runtime/values/typeName.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import type { Value } from "../../../src/runtime/values/value.ts";

const keyed = (...members: readonly (readonly [Value, Value])[]): Value => {
	const builder = new ObjectBuilder();
	for (const [key, value] of members) builder.set(key, value);
	return builder.finish();
};

describe("a number is kept as it was written", () => {
	test.each(["1", "-1", "0.5", "1e-7", "9007199254740991"])("%s is a JavaScript number", (text) => {
		expect(numberFromText(text)).toBe(Number(text));
	});
	test.each([
		"1.0",
		"1e3",
		"9007199254740992",
		"0.10",
		"1e400",
		"-0",
		"100000000000000000000",
		"0.10000000000000000001",
	])("%s is more than one", (text) => {
		expect(numberFromText(text)).toBeInstanceOf(ExactNumber);
		expect(numberFromText(text)).toHaveProperty("text", text);
	});
	test("but gets a digit before its point", () => {
		expect(numberFromText(".5")).toBe(0.5);
		expect(numberFromText("-.50")).toHaveProperty("text", "-0.50");
	});
});

describe("keys that objects of JavaScript have anyway are data", () => {
	const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "valueOf"];
	test.each(names)("%s is found only where it was set", (name) => {
		expect(get({}, name)).toBeUndefined();
		expect(get([], name)).toBeUndefined();
		expect(get(parseJson(`{"${name}": 1.0}`), name)).toEqual(new ExactNumber("1.0"));
		expect(get(parseJson(`{"${name}": [7]}`), name)).toEqual([7]);
		expect(get(keyed([name, 1], [2, 3]), name)).toBe(1);
	});
	test.each(names)("%s takes part in equality", (name) => {
		expect(equals(parseJson(`{"${name}": {}}`), {})).toBe(false);
		expect(equals({}, parseJson(`{"${name}": {}}`))).toBe(false);
		expect(equals(parseJson(`{"${name}": {}}`), { other: {} })).toBe(false);
		expect(equals(parseJson(`{"${name}": {}}`), keyed([name, {}]))).toBe(true);
	});
	test("and print as such", () => {
		const text = '{"__proto__":{"a":1.0},"constructor":2}';
		expect(toJson(parseJson(text))).toBe(text);
		expect(toRegoText(parseJson(text))).toBe('{"__proto__": {"a": 1.0}, "constructor": 2}');
	});
});

describe("objects", () => {
	test("with string keys only are plain", () => {
		expect(keyed(["b", 1], ["a", 2])).toEqual({ b: 1, a: 2 });
	});
	test("with any other key are not, and keep what came before it", () => {
		const object = keyed(["b", 1], [1, 2], [numberFromText("1.0"), 3]);
		expect(object).toBeInstanceOf(RegoObject);
		expect(toRegoText(object)).toBe('{1: 3, "b": 1}');
	});
	test("go through their keys in order, whatever the order they came in", () => {
		expect(sortedKeys({ "10": 1, "9": 2, b: 3, a: 4 })).toEqual(["10", "9", "a", "b"]);
		expect(sortedKeys({ "😀": 1, "\uffff": 2 })).toEqual(["\uffff", "😀"]);
	});
	test("a builder knows what it has", () => {
		const builder = new ObjectBuilder();
		builder.set("a", 1);
		builder.set("a", 2);
		expect([builder.size, builder.has("a"), builder.get("a"), builder.has("toString")]).toEqual([1, true, 2, false]);
		builder.set(null, 3);
		expect([builder.size, builder.has("a"), builder.get(null)]).toEqual([2, true, 3]);
	});
});

describe("sets", () => {
	test("keep the first spelling of a number", () => {
		expect(toRegoText(RegoSet.of([numberFromText("1.0"), 1, numberFromText("1e0")]))).toBe("{1.0}");
	});
	test.each([1, 5, 8, 9, 100])("of %i members find each kind", (size) => {
		const builder = new SetBuilder();
		for (let i = 0; i < size; i++) {
			expect(builder.add([i, "x"])).toBe(true);
			expect(builder.add(i)).toBe(true);
			expect(builder.add(`${i}`)).toBe(true);
			expect(builder.add(numberFromText(`${i}.0`))).toBe(false);
		}
		const set = builder.finish();
		expect(set.size).toBe(size * 3);
		expect([set.has([numberFromText("0.0"), "x"]), set.has([size, "x"]), set.has(`${size}`)]).toEqual([
			true,
			false,
			false,
		]);
	});
	test("are their own keys", () => {
		expect(keysAndValues(RegoSet.of([2, 1]))).toEqual({ keys: [1, 2], values: [1, 2] });
		expect(get(RegoSet.of(["a"]), "a")).toBe("a");
	});
});

describe("arrays have items at whole positions only", () => {
	test.each<[Value, Value | undefined]>([
		[0, "a"],
		[numberFromText("1.0"), "b"],
		[-1, undefined],
		[2, undefined],
		[0.5, undefined],
		["0", undefined],
		["length", undefined],
	])("at %s", (key, wanted) => {
		expect(get(["a", "b"], key)).toBe(wanted);
	});
});

describe("Rego text", () => {
	test.each<[Value, string]>([
		[RegoSet.of([]), "set()"],
		[RegoSet.of([2, "a", [1], null]), '{null, 2, "a", [1]}'],
		[keyed([RegoSet.of([1]), numberFromText("1.50")]), "{{1}: 1.50}"],
		['é\u0001\u2028\n"\\😀', '"é\\x01\\u2028\\n\\"\\\\😀"'],
		[new Unknown("app:$V", ["V"]), "app:$V"],
	])("%#", (value, wanted) => {
		expect(toRegoText(value)).toBe(wanted);
	});
	test("in ASCII only", () => {
		expect(quoteAscii("é😀\u0007")).toBe('"\\u00e9\\U0001f600\\a"');
		expect(quote("plain")).toBe('"plain"');
	});
});

describe("JSON text", () => {
	test("of what JSON has no words for", () => {
		expect(toJson(RegoSet.of(["b", "a"]))).toBe('["a","b"]');
		expect(toJson(keyed([1, "x"], [[2], "y"]))).toBe('{"1":"x","[2]":"y"}');
		expect(toJson(keyed([1, "number"], ["1", "string"]))).toBe('{"1":"string"}');
		expect(toJson(new Unknown("app:$V", ["V"]))).toBe('{"text":"app:$V","unknown":["V"]}');
	});
	test("with an indent has one member a line", () => {
		expect(toJson({ b: [1, {}], a: [] }, 2)).toBe('{\n  "a": [],\n  "b": [\n    1,\n    {}\n  ]\n}');
	});
	test("a plain copy shares what needs no change", () => {
		const inner = { a: [1] };
		const plain = toPlain({ inner, set: RegoSet.of([1]) }) as { readonly inner: Value };
		expect(plain).toEqual({ inner: { a: [1] }, set: [1] });
		expect(plain.inner).toBe(inner);
	});
	test.each([
		["", "unexpected end of JSON input", 0],
		["[1,]", "invalid character ']' looking for beginning of value", 3],
		['{"a" 1}', "invalid character '1' after object key", 5],
		["1 2", "invalid character '2' after top-level value", 2],
		['"a\nb"', "invalid character '\\n' in string literal", 2],
		["[1.e3]", "invalid character 'e' after decimal point in numeric literal", 3],
		["1e999999", "invalid number: number too big", 0],
	])("%j is refused with its place", (text, message, offset) => {
		expect(() => parseJson(text)).toThrow(expect.objectContaining({ message, offset }));
	});
	test("lone surrogates become the replacement character", () => {
		expect(parseJson('"\\ud800x\\udc00 \\ud83d\\ude00"')).toBe("\ufffdx\ufffd 😀");
	});
	test("the last of equal keys stays", () => {
		expect(parseJson('{"a": 1.0, "a": 2}')).toEqual({ a: 2 });
		expect(parseJson('{"a": 1, "a": 2}')).toEqual({ a: 2 });
	});
	test.each(["[", '{"a":'])("nesting of %s is bounded, not the stack", (open) => {
		expect(() => parseJson(open.repeat(100_000))).toThrow(JsonError);
		const close = open === "[" ? "]" : "}";
		const deepest = open.repeat(MAX_DEPTH) + (open === "[" ? "" : "1") + close.repeat(MAX_DEPTH);
		expect(toJson(parseJson(deepest))).toBe(deepest);
		expect(isJson(open.repeat(2) + deepest)).toBe(false);
	});
	test("a long text of brackets in strings is no deep text", () => {
		const text = JSON.stringify(["[".repeat(5000)]);
		expect(toJson(parseJson(text))).toBe(text);
	});
});

describe("a host's data", () => {
	test("is taken as it is where it is clean", () => {
		const data = { a: [1, { b: null }], __proto__x: "y" };
		expect(fromHost(data)).toBe(data);
	});
	test("loses what is undefined, and only around it is copied", () => {
		const clean = { x: 1 };
		const value = fromHost({ a: undefined, b: clean }) as { readonly b: Value };
		expect(value).toEqual({ b: { x: 1 } });
		expect("a" in value).toBe(false);
		expect(value.b).toBe(clean);
	});
	test("may hold big integers and values of ours", () => {
		expect(toJson(fromHost({ n: 12345678901234567890n, s: RegoSet.of([1]) }))).toBe(
			'{"n":12345678901234567890,"s":[1]}',
		);
	});
	test("may have no prototype", () => {
		const data = Object.assign(Object.create(null), { a: 1 });
		expect(get(fromHost(data), "a")).toBe(1);
	});
	const loop: unknown[] = [];
	loop.push(loop);
	test.each<[string, unknown, string]>([
		["a function", { a: [() => 1] }, "the value at `/a/0` is a function"],
		["undefined in an array", [undefined], "the value at `/0` is undefined"],
		["nothing at all", undefined, "the value is undefined"],
		["a date", { "a/b": new Date(0) }, "the value at `/a~1b` is no plain data but a Date"],
		["a map", new Map(), "the value is no plain data but a Map"],
		["not a number", [Number.NaN], "the value at `/0` is NaN, which JSON has no number for"],
		["infinity", Number.POSITIVE_INFINITY, "the value is Infinity, which JSON has no number for"],
		["a symbol", { s: Symbol("x") }, "the value at `/s` is a symbol"],
		["a ring", loop, `the value at \`/0/0/0\` is nested more than ${MAX_DEPTH} deep, or in itself`],
	])("%s is refused with its place", (_, data, message) => {
		expect(() => fromHost(data)).toThrow(HostValueError);
		expect(() => fromHost(data)).toThrow(message);
	});
});

test("types have names", () => {
	const all: Value[] = [
		null,
		true,
		1,
		numberFromText("1.0"),
		"",
		[],
		{},
		keyed([1, 2]),
		RegoSet.of([]),
		new Unknown("", ["x"]),
	];
	expect(all.map(typeName)).toEqual([
		"null",
		"boolean",
		"number",
		"number",
		"string",
		"array",
		"object",
		"object",
		"set",
		"unknown",
	]);
	expect(all.map(isObject)).toEqual(all.map((value) => typeName(value) === "object"));
});

test("strings are counted and cut by code point", () => {
	expect([runeCount(""), runeCount("aé"), runeCount("😀a😀")]).toEqual([0, 2, 3]);
	expect([runeIndex("😀a", 2), runeIndex("ab", 1)]).toEqual([1, 1]);
	expect([runeSlice("😀a😀b", 1, 3), runeSlice("abc", 1, 2), runeSlice("abc", 5, 9), runeSlice("a😀", 2, 1)]).toEqual([
		"a😀",
		"b",
		"",
		"",
	]);
});
