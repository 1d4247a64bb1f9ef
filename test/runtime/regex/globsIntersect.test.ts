import { expect, test } from "vitest";
import { failure } from "../../../src/runtime/builtins/builtin.ts";
import { globsIntersect } from "../../../src/runtime/regex/globsIntersect.ts";

test.each([
	["a.a.[0-9]+z", ".b.b2359825792*594823z", true],
	["[a-z]+", "[0-9]*", false],
	["b.*", "bar", true],
	["[a-z]+\\[[0-9]+\\]", "foo\\[1\\]", true],
	["a+", "a*", true],
	["[ab]*c", "[bc]+", true],
	["abc", "abd", false],
	["", "", true],
	["[]", ".", true],
	["[]", "a", false],
])("%s and %s: %s", (left, right, expected) => {
	expect(globsIntersect(left, right)).toBe(expected);
	expect(globsIntersect(right, left)).toBe(expected);
});

test.each([
	["pqrs]", "input:pqrs], pos:5, set-close ']' with no preceding '[': the input provided is invalid"],
	["[a", "input:[a, pos:2, found [ without matching ]: the input provided is invalid"],
	["*a", "input:*a, pos:1, flag '*' must be preceded by a non-flag: the input provided is invalid"],
	["a\\", "input:a\\, pos:1, input ends with a \\ (escape) character: the input provided is invalid"],
	[
		"[z-a]",
		"input:[z-a], pos:4, range is out of order: 'a' comes before 'z' in Unicode: the input provided is invalid",
	],
])("%s is refused", (glob, message) => {
	let thrown: unknown;
	try {
		globsIntersect(glob, "a");
	} catch (error) {
		thrown = error;
	}
	expect(thrown).toEqual(failure(message));
});

test("many repetitions on both sides take no more than some milliseconds", () => {
	const start = performance.now();
	expect(globsIntersect("[ab]*a*".repeat(100), `${"[ab]+b*".repeat(100)}c`)).toBe(false);
	expect(performance.now() - start).toBeLessThan(2000);
});
