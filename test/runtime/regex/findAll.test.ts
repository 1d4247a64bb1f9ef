import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../src/runtime/regex/compilePattern.ts";
import { findAll, replaceAll, splitText } from "../../../src/runtime/regex/findAll.ts";

describe("finding", () => {
	test.each([
		["a.", "paranormal", -1, ["ar", "an", "al"]],
		["a.", "paranormal", 2, ["ar", "an"]],
		["a.", "paranormal", 0, []],
		["a*", "baaa", -1, ["", "aaa"]],
		["a*", "baaac", -1, ["", "aaa", ""]],
		["", "😀", -1, ["", ""]],
		["^a", "aa", -1, ["a"]],
		["\\b", "ab cd", -1, ["", "", "", ""]],
		["\\pL", "é1ü", -1, ["é", "ü"]],
	])("%s in %j, at most %i", (pattern, text, limit, expected) => {
		const matches = findAll(compilePattern(pattern), text, limit);
		expect(matches.map(({ start, end }) => text.slice(start, end))).toEqual(expected);
	});

	test.each([
		[
			"a(x*)b",
			"-ab-axxb-",
			[
				["ab", ""],
				["axxb", "xx"],
			],
		],
		[
			"(a)|(b)",
			"ab",
			[
				["a", "a", ""],
				["b", "", "b"],
			],
		],
		// A group keeps what it held in an earlier round; JavaScript would forget it.
		["(?:(a)|b)*", "ab", [["ab", "a"]]],
		["(?:a(b)?)+", "aba", [["aba", "b"]]],
	])("groups of %s in %s", (pattern, text, expected) => {
		const matches = findAll(compilePattern(pattern), text, -1, { needsGroups: true });
		expect(matches.map(({ groups }) => groups)).toEqual(expected);
	});
});

describe("splitting", () => {
	test.each([
		["a", "banana", ["b", "n", "n", ""]],
		["z+", "pizza", ["pi", "a"]],
		["^[a-z]+$", "foobar baz", ["foobar baz"]],
		["^[a-z ]+$", "foobar baz", ["", ""]],
		["a*", "baaac", ["b", "c"]],
		["", "abc", ["a", "b", "c"]],
		["x", "", [""]],
		["", "", []],
	])("%s splits %j", (pattern, text, expected) => {
		expect(splitText(compilePattern(pattern), text, pattern === "")).toEqual(expected);
	});
});

describe("replacing", () => {
	test.each([
		["-wy-wxxy-", "w(x*)y", "0", "-0-0-"],
		["foo", "(foo)", "$1$1", "foofoo"],
		["foo", "(foo)", "$1x", ""],
		["foo", "(foo)", "${1}x", "foox"],
		["ab", "(?P<first>a)(?P<second>b)", "$second$first", "ba"],
		["abc", "b*", "-", "-a-c-"],
		["😀x", "", "-", "-😀-x-"],
		["abc", "(b)", "$$1 $2 $x $", "a$1   $c"],
		["abc", "b", "$01$999", "ac"],
		["", "a", "b", ""],
		["", "", "b", "b"],
		["foo", "^[a-z]", "F", "Foo"],
	])("in %j, %s by %j", (text, pattern, template, expected) => {
		expect(replaceAll(compilePattern(pattern), text, template)).toBe(expected);
	});
});
