import { describe, expect, test } from "vitest";
import { builtins, groups } from "../../../src/runtime/builtins/index.ts";
import { equals } from "../../../src/runtime/values/equality.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import { evaluateText, outcome } from "./evaluateTerm.ts";

describe("the examples in a builtin's declaration hold", () => {
	for (const { name, examples } of builtins.values()) {
		for (const { call, gives } of examples) {
			test(`${name}: ${call}${gives === undefined ? " has no value" : ` gives ${gives}`}`, () => {
				if (gives === undefined) {
					expect(outcome(call)).toMatch(/^(?:undefined$|error: |type error: )/);
					return;
				}
				const found = evaluateText(call);
				expect(equals(found, evaluateText(gives)), toRegoText(found)).toBe(true);
			});
		}
	}
});

describe("every builtin", () => {
	const names = groups.flat().map(({ name }) => name);

	test("is declared once", () => {
		expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
	});

	/** What the compiler takes care of has nothing to try. */
	const unusual = new Set(["eq", "assign", "print"]);
	test.each(groups.flat().filter(({ name }) => !unusual.has(name)))("$name has an example", ({ examples }) => {
		expect(examples.length).toBeGreaterThan(0);
	});

	test.each(groups.flat())("$name says what it does in one sentence", ({ doc }) => {
		expect(doc).toMatch(/^[A-Z0-9`-].*[^.]\.$/s);
		expect(doc).not.toContain("\n");
	});
});
