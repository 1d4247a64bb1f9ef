/** OPA's conformance cases as a ratchet: what passes must go on passing, and a known failure that passes must leave the list. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Case, casesAreThere, readCases } from "./readCases.ts";
import { runCase } from "./runCase.ts";

/** By case id: why it fails. */
const knownFailures = new Map<string, string>(
	Object.entries(JSON.parse(readFileSync(join(import.meta.dirname, "knownFailures.json"), "utf8"))),
);

describe.skipIf(!casesAreThere())(
	"OPA's conformance cases (skipped where ../shared/conformance/opa-v1 is missing)",
	() => {
		const groups = new Map<string, Case[]>();
		for (const each of casesAreThere() ? readCases() : []) {
			groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
		}

		test.each([...groups.keys()])("%s", (name) => {
			const surprises: string[] = [];
			for (const each of groups.get(name) ?? []) {
				const verdict = runCase(each);
				const isKnown = knownFailures.has(each.id);
				if (verdict.outcome === "pass" && isKnown) surprises.push(`${each.id}: passes now, take it off the list`);
				else if (verdict.outcome !== "pass" && !isKnown) surprises.push(`${each.id}: ${verdict.why}`);
			}
			expect(surprises).toEqual([]);
		});

		// Groups about the language itself: nothing may change where values could be unknown but none is.
		const core =
			"completedoc compositereferences comprehensions defaultkeyword disjunction elsekeyword eqexpr every functions negation partialobjectdoc partialsetdoc refheads stringinterpolation virtualdocs withkeyword";
		test.each(core.split(" "))("%s, compiled for unknown values", (name) => {
			const failures = (groups.get(name) ?? [])
				.filter(({ id }) => !knownFailures.has(id))
				.map((each) => ({ id: each.id, verdict: runCase(each, { unknowns: true }) }))
				.filter(({ verdict }) => verdict.outcome !== "pass");
			expect(failures).toEqual([]);
		});

		test("the list of known failures names only cases that there are", () => {
			const ids = new Set([...groups.values()].flat().map(({ id }) => id));
			expect([...knownFailures.keys()].filter((id) => !ids.has(id))).toEqual([]);
		});
	},
);
