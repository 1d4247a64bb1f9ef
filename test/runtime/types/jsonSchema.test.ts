/** JSON Schema to type and back, as tables. */
import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkValue } from "../../../src/runtime/types/checkValue.ts";
import { expand } from "../../../src/runtime/types/expand.ts";
import { fromJsonSchema } from "../../../src/runtime/types/fromJsonSchema.ts";
import { fieldOf, fieldType } from "../../../src/runtime/types/lookup.ts";
import { printType } from "../../../src/runtime/types/printType.ts";
import { toJsonSchema } from "../../../src/runtime/types/toJsonSchema.ts";
import type { Value } from "../../../src/runtime/values/value.ts";

describe("a schema says a type", () => {
	const cases: readonly [string, unknown, string][] = [
		["nothing at all", {}, "any"],
		["true", true, "any"],
		["false", false, "never"],
		["no schema", "text", "any"],
		["a scalar", { type: "string" }, "string"],
		["integers are numbers", { type: "integer" }, "number"],
		["several types", { type: ["string", "null"] }, "null | string"],
		["an enum", { enum: ["b", "a"] }, '"a" | "b"'],
		["an enum of several sorts", { enum: ["a", 1, null, true] }, 'null | boolean | number | "a"'],
		["an enum within its type", { type: "string", enum: ["a", "b"] }, '"a" | "b"'],
		["a const", { const: { a: [1] } }, "object{a: [number]}"],
		["an array of anything", { type: "array" }, "array[any]"],
		["an array", { type: "array", items: { type: "string" } }, "array[string]"],
		["a tuple, 2020-12", { type: "array", prefixItems: [{ type: "string" }], items: false, minItems: 1 }, "[string]"],
		[
			"a tuple, draft 7",
			{ type: "array", items: [{ type: "string" }], additionalItems: { type: "number" }, minItems: 1 },
			"[string, …number]",
		],
		[
			"a tuple that may be short",
			{ type: "array", prefixItems: [{ type: "string" }], items: { type: "number" } },
			"array[number | string]",
		],
		["an open object", { type: "object", properties: { a: { type: "string" } } }, "object{a?: string, [string]: any}"],
		[
			"a closed object",
			{ type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false },
			"object{a: string}",
		],
		["a map", { type: "object", additionalProperties: { type: "number" } }, "object[string, number]"],
		[
			"patterns",
			{ type: "object", patternProperties: { "^x-": { type: "string" } }, additionalProperties: false },
			"object[string, string]",
		],
		["an object without type", { properties: { a: { const: "x" } }, required: ["a"] }, 'object{a: "x", [string]: any}'],
		["required alone says nothing of scalars", { required: ["a"] }, "any"],
		["anyOf", { anyOf: [{ type: "string" }, { type: "number" }] }, "number | string"],
		[
			"oneOf beside a type",
			{ type: "object", properties: { a: { type: "string" } }, oneOf: [{ required: ["a"] }, {}] },
			"object{a?: string, [string]: any}",
		],
		[
			"allOf",
			{
				allOf: [
					{ type: "object", properties: { a: { type: "string" } } },
					{ type: "object", properties: { b: { type: "number" } } },
				],
			},
			"object{a?: string, b?: number, [string]: any}",
		],
		["a reference", { $ref: "#/$defs/a", $defs: { a: { type: "string" } } }, "a"],
		[
			"a reference with a description",
			{ $ref: "#/definitions/a", description: "x", definitions: { a: { type: "string" } } },
			"a",
		],
		["a reference and more", { $ref: "#/$defs/a", enum: ["x"], $defs: { a: { type: "string" } } }, '"x"'],
		["an escaped reference", { $ref: "#/$defs/a~1b%20c", $defs: { "a/b c": { type: "null" } } }, "a/b c"],
		["a reference to nowhere", { $ref: "#/$defs/nope" }, "any"],
		["a reference to another file", { $ref: "other.json#/a" }, "any"],
		["keywords that no type can say", { type: "string", pattern: "^a", minLength: 2, not: { const: "b" } }, "string"],
		["an unknown type name", { type: "file" }, "any"],
		[
			"field names that JavaScript has too",
			JSON.parse(
				'{"type":"object","properties":{"__proto__":{"type":"null"},"toString":{"type":"null"}},"additionalProperties":false}',
			),
			"object{__proto__?: null, toString?: null}",
		],
	];
	test.each(cases)("%s", (_, schema, text) => expect(printType(fromJsonSchema(schema))).toBe(text));

	test("a schema may speak of itself", () => {
		const type = fromJsonSchema({
			$ref: "#/$defs/node",
			$defs: {
				node: {
					type: "object",
					properties: { below: { type: "array", items: { $ref: "#/$defs/node" } } },
					additionalProperties: false,
				},
			},
		});
		expect(printType(expand(type))).toBe("object{below?: array[node]}");
		const below = fieldType(type, "below");
		expect(below && printType(below)).toBe("array[node]");
	});

	test("circles that say nothing end", () => {
		expect(printType(expand(fromJsonSchema({ $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } })))).toBe("any");
		expect(printType(expand(fromJsonSchema({ $ref: "#" })))).toBe("any");
		const both = {
			$ref: "#/$defs/a",
			$defs: { a: { allOf: [{ $ref: "#/$defs/b" }] }, b: { anyOf: [{ $ref: "#/$defs/a" }] } },
		};
		expect(printType(expand(fromJsonSchema(both)))).toBe("any");
	});

	test("descriptions become documentation", () => {
		const type = fromJsonSchema({ type: "object", properties: { a: { description: "the first", type: "string" } } });
		expect(fieldOf(type, "a")?.doc).toBe("the first");
	});
});

describe("a type is never narrower than its schema", () => {
	const leaf = fc.constantFrom<object>(
		{ type: "string" },
		{ type: "integer" },
		{ type: ["null", "boolean"] },
		{ enum: ["a", 1, null] },
		{ const: ["a"] },
		{},
		{ required: ["a"] },
		{ $ref: "#/$defs/list" },
	);
	const { schema } = fc.letrec<{ schema: object }>((tie) => ({
		schema: fc.oneof(
			{ maxDepth: 3 },
			leaf,
			fc.record({ type: fc.constant("array"), items: tie("schema") }),
			fc.record({
				prefixItems: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
				type: fc.constant("array"),
				minItems: fc.nat(2),
			}),
			fc.record({
				type: fc.constant("object"),
				properties: fc.record({ a: tie("schema"), b: tie("schema") }, { requiredKeys: [] }),
				required: fc.subarray(["a", "b"]),
				additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
			}),
			fc.record({ allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
			fc.record({
				anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
				type: fc.constantFrom("object", "array", "string"),
			}),
		),
	}));
	const $defs = { list: { type: "array", items: { $ref: "#/$defs/list" } } };
	const value = fc.letrec<{ value: Value }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 3 },
			fc.constantFrom<Value>(null, true, 1, "a", "b", "c"),
			fc.array(tie("value"), { maxLength: 3 }),
			fc.record({ a: tie("value"), b: tie("value"), c: tie("value") }, { requiredKeys: [] }),
		),
	})).value;
	const ajv = new Ajv({ strict: false });

	test("what a schema accepts is of its type, and of the type of the schema that the type gives", () => {
		fc.assert(
			fc.property(schema, fc.array(value, { minLength: 5, maxLength: 20 }), (part, values) => {
				const whole = { ...part, $defs };
				const accepts = ajv.compile(whole);
				const type = fromJsonSchema(whole);
				const again = fromJsonSchema(toJsonSchema(type));
				for (const one of values) {
					if (!accepts(one)) continue;
					expect(checkValue(one, type)).toBeUndefined();
					expect(checkValue(one, again)).toBeUndefined();
				}
			}),
			{ numRuns: 300 },
		);
	});
});
