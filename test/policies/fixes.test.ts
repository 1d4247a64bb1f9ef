/** What fixes make of real Dockerfiles: still Dockerfiles, with no fault that wasn't there, and nothing left to fix. */
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/cli/fix/applyEdits.ts";
import { corpusFiles, hasCorpus, missingNote } from "../documents/corpus.ts";
import { compiled, policyFiles, reportOn, verdictsOf } from "./bundledPolicies.ts";

const fixable = policyFiles.filter(
	(file) => file.policy.on.name === "dockerfile" && verdictsOf(file).some(({ fix }) => fix !== undefined),
);
const pack = compiled(fixable);
const sample = corpusFiles("dockerfiles").filter((_, index) => index % 24 === 0);

const look = (text: string) => {
	const { diagnostics, findings } = reportOn({ Dockerfile: text }, "dockerfile", pack);
	return {
		faults: diagnostics.filter(({ kind }) => kind.severity === "error").map((each) => each.text),
		fixes: findings.filter(({ fix }) => fix !== undefined),
	};
};

describe.runIf(hasCorpus)(`fixes of real files${missingNote}`, () => {
	test.each(sample.map(({ name, text }) => [name, text] as const))("%s", (_, text) => {
		const before = look(text);
		let now = text;
		for (let round = 0, { fixes } = before; fixes.length > 0 && round < 6; round++, { fixes } = look(now))
			now = applyEdits(now, fixes).text;
		const after = look(now);
		expect(after.faults).toEqual(before.faults);
		expect(after.fixes.map(({ message }) => message)).toEqual([]);
	});
});
