/** Fixes change nothing but the text: OPA's conformance cases come to the same with the fixes of their modules in place. */
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../../src/cli/fix/applyEdits.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { lintModule } from "../../../src/lang/lint/lintModule.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";
import { type Case, casesAreThere, readCases } from "../../conformance/readCases.ts";
import { runCase } from "../../conformance/runCase.ts";

function fixesOf(text: string): readonly Diagnostic[] {
	const { module, diagnostics } = parseModule(new Source("a.rego", text), { dialect: "rego" });
	return module === undefined || diagnostics.length > 0
		? []
		: lintModule(module).filter(({ fix }) => fix !== undefined);
}

const fixed = (text: string): string => {
	const fixes = fixesOf(text);
	return fixes.length === 0 ? text : applyEdits(text, fixes).text;
};

describe.skipIf(!casesAreThere())("fixes (skipped where ../shared/conformance/opa-v1 is missing)", () => {
	const cases = casesAreThere() ? readCases() : [];
	const changed = cases
		.map((before) => ({ before, after: { ...before, modules: before.modules.map(fixed) } }))
		.filter(({ before, after }) => after.modules.some((text, index) => text !== before.modules[index]));

	test("there are cases with something to put right", () => expect(changed.length).toBeGreaterThan(50));

	test("they come to the same", () => {
		const outcome = (each: Case): string => runCase(each).outcome;
		const differing = changed.filter(({ before, after }) => outcome(before) !== outcome(after));
		expect(differing.map(({ before, after }) => [before.id, ...after.modules])).toEqual([]);
	});

	test("a second time there is nothing to put right", () => {
		const open = changed.flatMap(({ after }) => after.modules.filter((text) => fixesOf(text).length > 0));
		expect(open).toEqual([]);
	});
});
