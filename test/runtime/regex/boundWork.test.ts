import { expect, test } from "vitest";
import { isAnchored, longestSafeText } from "../../../src/runtime/regex/boundWork.ts";
import { parseSubset } from "../../../src/runtime/regex/parseSubset.ts";

const bound = (pattern: string): number => longestSafeText(parseSubset(pattern)!.tree);
const unlimited = 1 << 20;

test.each([
	["abc", "no repetition at all"],
	["^[a-z]+(-[a-z]+)*$", "anchored, and the next character decides"],
	["^a*b", "anchored: one attempt"],
	["(cat|dog|cow)s?", "a few options"],
	["[0-9]{1,3}(\\.[0-9]{1,3}){3}", "counted repetitions"],
	["^.*/x$", "anchored, with one place to try again from"],
])("%s is safe on any text: %s", (pattern) => {
	expect(bound(pattern)).toBe(unlimited);
});

test.each([
	["a*b", "every attempt may run over the same letters"],
	["^.*a.*b", "two stars, the second tried for each place of the first"],
])("%s is safe on texts of some hundred characters: %s", (pattern) => {
	expect(bound(pattern)).toBeGreaterThan(50);
	expect(bound(pattern)).toBeLessThan(5000);
});

test.each(["(a+)+", "(a|a)*", "(ab?b?)*b", "(a|b|ab)+", "x*x*x*x*x*y", "(?:a?){0,30}b", "((a|b)|(b|c))*"])(
	"%s has no bound",
	(pattern) => {
		const parsed = parseSubset(pattern);
		// What may match nothing isn't even in the subset when it is repeated.
		expect(parsed === undefined ? 0 : longestSafeText(parsed.tree)).toBe(0);
	},
);

test("an alternative of many options that share a beginning costs the sum of them", () => {
	const doubling = (times: number) => "(?:a|a)".repeat(times);
	expect(bound(`^${doubling(5)}$`)).toBe(unlimited);
	expect(bound(`^${doubling(30)}$`)).toBe(0);
});

test.each([
	["^a|^b", true],
	["^a|b", false],
	["(^a)b", true],
	["a^", false],
	["(?m)^a", false],
])("%s is anchored: %s", (pattern, anchored) => {
	expect(isAnchored(parseSubset(pattern)!.tree)).toBe(anchored);
});
