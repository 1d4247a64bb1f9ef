/** Texts of policies enter CEL as literals: nothing in them is read as CEL. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { call, code, literal } from "../../src/cel/code.ts";
import { asCode, both, either, not } from "../../src/cel/condition.ts";
import { Unsayable } from "../../src/cel/unsayable.ts";
import { numberFromText } from "../../src/runtime/values/exactNumber.ts";
import { RegoSet } from "../../src/runtime/values/regoSet.ts";

describe("literals", () => {
	test("any text is one string of CEL, and that text", () => {
		const letters = fc.oneof(
			fc.string({ unit: "grapheme" }),
			fc.string({ unit: fc.constantFrom(..."\\\"'`\n\r\t\0\u007f{}$r") }),
		);
		fc.assert(
			fc.property(letters, (text) => {
				const { text: written } = literal(text);
				// A raw string ends at its first quote, and has no escapes.
				if (written.startsWith('r"'))
					expect([written.slice(2, -1), written.indexOf('"', 2)]).toEqual([text, written.length - 1]);
				else expect(JSON.parse(written)).toBe(text);
				expect(written).not.toMatch(/[\n\r]/);
			}),
		);
	});

	test.each([
		["numbers", [1, -2, 1.5, 1e21], "[dyn(1), dyn(-2), dyn(1.5), dyn(1e+21)]"],
		["whole numbers", [1, 2], "[1, 2]"],
		["texts", ["a", "b"], '["a", "b"]'],
		["several types", ["a", 1, null, true], '[dyn("a"), dyn(1), dyn(null), dyn(true)]'],
		["a set", RegoSet.of(["b", "a"]), '["a", "b"]'],
		["an object", { b: 1, a: 2 }, '{"a": 2, "b": 1}'],
		["an object within one", { a: { b: [] } }, '{"a": dyn({"b": dyn([])})}'],
	])("%s", (_, value, text) => {
		expect(literal(value).text).toBe(text);
	});

	test.each([
		["half a character", "\ud800"],
		["a number that no double holds", numberFromText("123456789012345678901234567890")],
	])("%s has none", (_, value) => {
		expect(() => literal(value)).toThrow(Unsayable);
	});

	test("an expression doesn't grow without end", () => {
		expect(() => literal("a".repeat(40_000))).toThrow(Unsayable);
	});
});

describe("conditions", () => {
	const [a, b, c] = [code("a"), code("b"), code("c")];

	test.each([
		["known ones fold away", both(true, () => either([false, a])), "a"],
		["a false one decides", both(a, () => false), "false"],
		["or in and is in parentheses", both(either([a, b]), () => c), "(a || b) && c"],
		["and in or needs none", either([both(a, () => b), c]), "a && b || c"],
		["not of both", not(both(a, () => b)), "!(a && b)"],
		["not of not", not(not(call(a, "b"))), "a.b()"],
		["the same twice", either([a, a]), "a"],
	])("%s", (_, condition, text) => {
		expect(asCode(condition).text).toBe(text);
	});
});
