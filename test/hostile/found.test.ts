/** Programs that fuzzing found to go wrong, each made small. */
import { expect, test } from "vitest";
import { evaluate } from "../runtime/evaluation/evaluate.ts";

test.each<[what: string, text: string, gives: unknown]>([
	["an object that nothing is done with", 'package t\n\np if { some v in [1]; {"a": v, "b": {2}} }', true],
	["an object that is nothing but a test in every", 'package t\n\np if { every v in [1] { {"": v, "2": {3}} } }', true],
	["an object given to a name that is never used", 'package t\n\np if { some v in [1]; x := {"a": v}; v == 1 }', true],
])("%s", (_, text, gives) => {
	expect(evaluate(text, "t.p")).toEqual(gives);
});

test.each([
	["going through a text", 'package t\n\np if { some v in "abc"; v == 1 }'],
	["a call in every that can't be", "package t\n\np if { every v in input { indexof([], v) > 0 } }"],
	["a comparison in every that can't hold", 'package t\n\np if { every v in input { {1} = contains(v, "a") } }'],
])("OPA lets it pass, and so it passes here: %s", (_, text) => {
	expect(evaluate(text, "t.p", { input: ["a"] })).toBeUndefined();
});
