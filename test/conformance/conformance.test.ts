/** OPA's conformance cases: every one passes, in result, error code and error text. */
import { afterAll, describe, expect, test } from "vitest";
import { amendedIds, type Case, casesAreThere, readCases } from "./readCases.ts";
import { runCase } from "./runCase.ts";

describe.skipIf(!casesAreThere())(
	"OPA's conformance cases (skipped where ../shared/conformance/opa-v1 is missing)",
	() => {
		const cases = casesAreThere() ? readCases() : [];
		const groups = new Map<string, Case[]>();
		for (const each of cases) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);

		let passed = 0;
		afterAll(() => {
			const amended = cases.filter((each) => each.amended !== undefined).length;
			const count = (number: number): string => number.toLocaleString("en-US");
			process.stdout.write(
				`conformance ${count(passed)} of ${count(cases.length)} (${amended} as OPA 1.22 amended it: test/conformance/amended.json)\n`,
			);
		});

		test.each([...groups.keys()])("%s", (name) => {
			const failures: string[] = [];
			for (const each of groups.get(name) ?? []) {
				const verdict = runCase(each);
				if (verdict.outcome === "pass") passed++;
				else failures.push(`${each.id}: ${verdict.why}`);
			}
			expect(failures).toEqual([]);
		});

		// Groups about the language itself: nothing may change where values could be unknown but none is.
		const core =
			"completedoc compositereferences comprehensions defaultkeyword disjunction elsekeyword eqexpr every functions negation partialobjectdoc partialsetdoc refheads stringinterpolation virtualdocs withkeyword";
		test.each(core.split(" "))("%s, compiled for unknown values", (name) => {
			const failures = (groups.get(name) ?? [])
				.map((each) => ({ id: each.id, verdict: runCase(each, { unknowns: true }) }))
				.filter(({ verdict }) => verdict.outcome !== "pass");
			expect(failures).toEqual([]);
		});

		test("amendments are of cases that there are", () => {
			const ids = new Set(cases.map(({ id }) => id));
			expect(amendedIds().filter((id) => !ids.has(id))).toEqual([]);
		});
	},
);
