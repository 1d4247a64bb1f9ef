/** Values against types: where they first differ, and how JSON lists become sets. */
import { describe, expect, test } from "vitest";
import { checkValue, listsToSets } from "../../../src/runtime/types/checkValue.ts";
import { fromJsonSchema } from "../../../src/runtime/types/fromJsonSchema.ts";
import { printType } from "../../../src/runtime/types/printType.ts";
import {
	any,
	arrayOf,
	boolean,
	number,
	objectOf,
	setOf,
	string,
	type Type,
	tuple,
	union,
} from "../../../src/runtime/types.ts";
import { numberFromText } from "../../../src/runtime/values/exactNumber.ts";
import { RegoSet } from "../../../src/runtime/values/regoSet.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import type { Value } from "../../../src/runtime/values/value.ts";

const stage = fromJsonSchema({
	type: "object",
	properties: { name: { type: "string" }, ports: { type: "array", items: { type: "integer" } } },
	required: ["name"],
	additionalProperties: false,
});

describe("a value is of a type, or the place where it isn't is told", () => {
	const cases: readonly [Value, Type, string | undefined][] = [
		["a", string, undefined],
		[1, string, "/ string number"],
		[numberFromText("1.0"), number, undefined],
		["c", { kind: "string", values: ["a", "b"] }, '/ "a" | "b" string'],
		[["a", 1], arrayOf(string), "/1 string number"],
		[["a"], tuple(string, number), "/1 number absent"],
		[["a", 1, 2], tuple(string, number), "/2 never number"],
		[["a"], setOf(string), "/ set[string] array"],
		[RegoSet.of(["a", 1]), setOf(string), "/ string number"],
		[{ name: "x", ports: [80] }, stage, undefined],
		[{ ports: [80] }, stage, "/name string absent"],
		[{ name: "x", ports: ["80"] }, stage, "/ports/0 number string"],
		[{ name: "x", port: 80 }, stage, "/port never number"],
		[{ name: "x", constructor: 1 }, stage, "/constructor never number"],
		[{ a: 1 }, objectOf(string, string), "/a string number"],
		[{ name: 1 }, union(string, stage), "/name string number"],
		[null, union(string, boolean), "/ boolean | string null"],
		[{ a: [null] }, any, undefined],
		[new Unknown("$X", ["X"]), number, undefined],
		[{ name: new Unknown("$X", ["X"]) }, stage, undefined],
	];
	test.each(cases)("%#: %j", (value, type, text) => {
		const found = checkValue(value, type);
		expect(found && `/${found.pointer.join("/")} ${printType(found.expected)} ${found.found}`).toBe(text);
	});
});

describe("lists become sets where the type asks for one", () => {
	test("at the top and below", () => {
		const top = listsToSets(["a", "b", "a"], setOf(string));
		expect(top).toBeInstanceOf(RegoSet);
		expect((top as RegoSet).sorted()).toEqual(["a", "b"]);
		const below = listsToSets({ a: [["x"]], __proto__x: [] }, objectOf(string, arrayOf(setOf(string))));
		expect(checkValue(below, objectOf(string, arrayOf(setOf(string))))).toBeUndefined();
	});

	test("not where a list would do", () => {
		expect(listsToSets(["a"], arrayOf(string))).toEqual(["a"]);
		expect(listsToSets(["a"], any)).toEqual(["a"]);
		expect(listsToSets("a", setOf(string))).toBe("a");
	});
});
