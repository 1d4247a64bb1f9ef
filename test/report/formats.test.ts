import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { plainPainter } from "../../src/diagnostics/render.ts";
import type { Report } from "../../src/findings/finding.ts";
import { formats } from "../../src/report/formats.ts";
import { jsonReportSchema } from "../../src/report/json.schema.ts";
import { expectGolden } from "../golden/expectGolden.ts";
import { emptyReport, sampleReport } from "./sampleReport.ts";
import { sarifSchema } from "./sarif.schema.ts";

const options = { painter: plainPainter, version: "0.0.0-test" };
const write = (id: string, report: Report): string => {
	const format = formats.find((one) => one.id === id);
	if (format === undefined) throw new Error(`no format ${id}`);
	return format.write(report, options);
};

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
ajv.addFormat("uri", { type: "string", validate: (text) => URL.canParse(text) });
ajv.addFormat("uri-reference", {
	type: "string",
	validate: (text) => !/[\s<>"{}|\\^`]/.test(text) && URL.canParse(text, "file:///r/"),
});

describe.each(formats.map((format) => [format.id, format] as const))("%s", (id, { extension }) => {
	it("says everything", () => {
		expectGolden(new URL(`goldens/sample.${extension}`, import.meta.url), write(id, sampleReport));
	});
	it("says that there is nothing", () => {
		expectGolden(new URL(`goldens/empty.${extension}`, import.meta.url), write(id, emptyReport));
	});
	it("is the same every time", () => {
		expect(write(id, sampleReport)).toBe(write(id, sampleReport));
	});
	it("never shows a secret", () => {
		expect(write(id, sampleReport)).not.toContain("hunter2");
	});
	it("has no absolute path", () => {
		expect(write(id, sampleReport)).not.toMatch(/(^|[\s"'(])\/(work|home|tmp|root)\b|file:\/\//);
	});
});

describe("json", () => {
	it.each([
		["a full report", sampleReport],
		["an empty one", emptyReport],
	])("fits its published schema: %s", (_, report) => {
		const validate = ajv.compile(jsonReportSchema);
		validate(JSON.parse(write("json", report)));
		expect(validate.errors).toBe(null);
	});
});

interface SarifRun {
	readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
	readonly artifacts: readonly { readonly location: { readonly uri: string } }[];
	readonly results: readonly {
		readonly ruleId: string;
		readonly ruleIndex: number;
		readonly suppressions?: readonly unknown[];
		readonly locations: readonly [
			{
				readonly physicalLocation: {
					readonly artifactLocation: { readonly uri: string; readonly index: number };
					readonly region: { readonly startLine: number; readonly startColumn?: number };
				};
			},
		];
	}[];
}

describe("sarif", () => {
	const runOf = (report: Report): SarifRun => JSON.parse(write("sarif", report)).runs[0];

	it.each([
		["a full report", sampleReport],
		["an empty one", emptyReport],
	])("fits the standard and GitHub's limits: %s", (_, report) => {
		const validate = ajv.compile(sarifSchema);
		validate(JSON.parse(write("sarif", report)));
		expect(validate.errors).toBe(null);
	});
	it("refers to rules and files by the right number", () => {
		const run = runOf(sampleReport);
		for (const { ruleId, ruleIndex, locations } of run.results) {
			const { uri, index } = locations[0].physicalLocation.artifactLocation;
			expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
			expect(run.artifacts[index]?.location.uri).toBe(uri);
		}
	});
	it("gives all results suppressions or none", () => {
		expect(runOf(sampleReport).results.every((one) => Array.isArray(one.suppressions))).toBe(true);
		const unsuppressed = {
			...sampleReport,
			findings: sampleReport.findings.filter((one) => one.suppressed === undefined),
		};
		expect(runOf(unsuppressed).results.some((one) => "suppressions" in one)).toBe(false);
	});
	it("counts columns in code points", () => {
		const region = runOf(sampleReport).results.map(({ locations }) => locations[0].physicalLocation.region);
		expect(region).toContainEqual({ startLine: 5, startColumn: 9, endLine: 5, endColumn: 13 });
	});
	it("tells policies apart that share a code", () => {
		const [first, ...others] = sampleReport.policies;
		if (first === undefined) throw new Error("the sample has policies");
		const shared = { ...sampleReport, policies: [first, { ...first, id: "other.copy" }, ...others] };
		const ids = runOf(shared).tool.driver.rules.map((rule) => rule.id);
		expect(new Set(ids).size).toBe(ids.length);
	});
});
