/** A secret that a policy found is in no report whole: not in messages, not in frames, not in what a fix would write. */
import { expect, test } from "vitest";
import { plainPainter } from "../../src/diagnostics/render.ts";
import { formats } from "../../src/report/formats.ts";
import { compiled, filesIn, policyFiles, reportOn } from "./bundledPolicies.ts";

/** What stands for a secret in the examples of the pack. */
const secrets = [
	"correct-horse-battery",
	"npm_Zk3v9QxT7uWpLr2mYd8sHc5nBf1gJa6eKo0V",
	"ghp_0123456789abcdefghijABCDEFGHIJ012345",
	"glpat-0123456789abcdefghij",
	"9f8e7d6c5b4a39281706",
	"s3cr3t-0rchid",
];

const pack = compiled(policyFiles);
const cases = policyFiles.flatMap(({ name, examples }) =>
	examples
		.filter(
			({ verdict, files }) => verdict === "bad" && secrets.some((secret) => JSON.stringify(files).includes(secret)),
		)
		.map((example, index) => ({ name: `${name} ${index + 1}`, example })),
);

test.each(cases)("$name", ({ example }) => {
	// All policies, since another one may point at the same line.
	const report = reportOn(filesIn(example), example.on, pack);
	expect(report.findings.length).toBeGreaterThan(0);
	for (const format of formats) {
		const written = format.write(report, { painter: plainPainter, version: "0" });
		for (const secret of secrets) expect(written).not.toContain(secret);
	}
});

test("there are such examples", () => expect(cases.length).toBeGreaterThan(20));
