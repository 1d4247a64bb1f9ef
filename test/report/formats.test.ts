import { createHash } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { plainPainter } from "../../src/diagnostics/render.ts";
import type { Report } from "../../src/findings/finding.ts";
import { formats } from "../../src/report/formats.ts";
import { script, scriptDigest } from "../../src/report/html/script.ts";
import { style, styleDigest } from "../../src/report/html/style.ts";
import { jsonReportSchema } from "../../src/report/json.schema.ts";
import { markdownReport } from "../../src/report/markdown.ts";
import { expectGolden } from "../golden/expectGolden.ts";
import { emptyReport, hostileReport, sampleReport } from "./sampleReport.ts";
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

describe.each(formats.map((format) => [format.id, format] as const))("%s", (id, { extension, mediaType }) => {
	it("says everything", () => {
		expectGolden(new URL(`goldens/sample.${extension}`, import.meta.url), write(id, sampleReport));
	});
	it("says that there is nothing", () => {
		expectGolden(new URL(`goldens/empty.${extension}`, import.meta.url), write(id, emptyReport));
	});
	it("is the same every time", () => {
		expect(write(id, sampleReport)).toBe(write(id, sampleReport));
	});
	it("stands hostile texts", () => {
		const written = write(id, hostileReport);
		expect(written).not.toMatch(/(?![\t\n\r\u0080-\u009f])\p{Cc}|\p{Surrogate}/u);
		// Only JSON's readers get the second set of control characters: in a terminal one of them begins a command.
		if (!mediaType.includes("json")) expect(written).not.toMatch(/[\u0080-\u009f]/);
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

/** Parses as a strict XML 1.0 parser does, and gives the elements: `name` and attributes. */
function elementsOf(xml: string): readonly { readonly name: string; readonly attributes: Record<string, string> }[] {
	const elements: { readonly name: string; readonly attributes: Record<string, string> }[] = [];
	const parser = new SaxesParser();
	parser.on("error", (error) => {
		throw error;
	});
	parser.on("opentag", ({ name, attributes }) => elements.push({ name, attributes }));
	parser.write(xml).close();
	return elements;
}

describe("junit", () => {
	const junitOf = (report: Report) => elementsOf(write("junit", report));
	/** Jenkins' junit-10.xsd: attributes of each element, the required ones first. */
	const allowed: Readonly<Record<string, readonly string[]>> = {
		testsuites: ["name", "tests", "failures", "errors"],
		testsuite: ["name", "tests", "failures", "errors", "skipped"],
		testcase: ["classname", "name"],
		failure: ["message", "type"],
		error: ["message", "type"],
		skipped: ["message"],
		"system-out": [],
	};
	it.each([
		["a full report", sampleReport],
		["an empty one", emptyReport],
		["a hostile one", hostileReport],
	])("has only what its schema knows: %s", (_, report) => {
		for (const { name, attributes } of junitOf(report)) expect(Object.keys(attributes)).toEqual(allowed[name]);
	});
	it("counts what it holds", () => {
		const elements = junitOf(sampleReport);
		const many = (wanted: string) => String(elements.filter(({ name }) => name === wanted).length);
		expect(elements[0]?.attributes).toMatchObject({
			tests: many("testcase"),
			failures: many("failure"),
			errors: many("error"),
		});
	});
});

describe("checkstyle", () => {
	it.each([
		["a full report", sampleReport],
		["an empty one", emptyReport],
		["a hostile one", hostileReport],
	])("is what its readers take: %s", (_, report) => {
		const [root, ...rest] = elementsOf(write("checkstyle", report));
		expect(root).toEqual({ name: "checkstyle", attributes: { version: "4.3" } });
		for (const { name, attributes } of rest)
			if (name === "file") expect(Object.keys(attributes)).toEqual(["name"]);
			else {
				expect([name, ...Object.keys(attributes)]).toEqual([
					"error",
					"line",
					"column",
					"severity",
					"message",
					"source",
				]);
				expect(["error", "warning", "info", "ignore"]).toContain(attributes.severity);
			}
	});
});

describe("gitlab", () => {
	it("has the fields that GitLab asks for, with fingerprints of their own", () => {
		const issues = JSON.parse(write("gitlab", sampleReport)) as Record<string, never>[];
		const validate = ajv.compile({
			type: "array",
			items: {
				type: "object",
				additionalProperties: false,
				required: ["description", "check_name", "fingerprint", "severity", "location"],
				properties: {
					description: { type: "string", minLength: 1 },
					check_name: { type: "string", minLength: 1 },
					fingerprint: { type: "string", minLength: 1 },
					severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
					location: {
						type: "object",
						required: ["path", "lines"],
						properties: {
							path: { type: "string", not: { pattern: "^\\.?/" } },
							lines: {
								type: "object",
								required: ["begin"],
								properties: { begin: { type: "integer", minimum: 1 } },
							},
						},
					},
				},
			},
		});
		validate(issues);
		expect(validate.errors).toBe(null);
		expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
	});
});

describe("ndjson", () => {
	it("has an object on each line, and the summary last", () => {
		const lines = write("ndjson", hostileReport).trimEnd().split("\n");
		const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
		expect(types.filter((type) => type === "finding").length).toBe(hostileReport.findings.length);
		expect(types.at(-1)).toBe("summary");
	});
});

describe("github", () => {
	it("writes a command on each line, whatever the texts hold", () => {
		const lines = write("github", hostileReport).trimEnd().split("\n");
		for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) [^:]*::[^\p{Cc}]*$/u);
		expect(lines.length).toBe(hostileReport.findings.length + hostileReport.diagnostics.length);
	});
	it("begins with the most severe findings", () => {
		const commands = write("github", { ...sampleReport, diagnostics: [] })
			.trimEnd()
			.split("\n");
		const levels = commands.map((line) => ["error", "warning", "notice"].indexOf(line.slice(2, line.indexOf(" "))));
		expect(levels).toEqual([...levels].sort());
	});
});

describe("tap", () => {
	it("has as many points as it plans", () => {
		const lines = write("tap", hostileReport).split("\n");
		const points = lines.filter((line) => /^(not )?ok \d/.test(line));
		expect(lines[1]).toBe(`1..${points.length}`);
	});
});

describe("markdown", () => {
	it("lets no text be markup", () => {
		const written = write("markdown", hostileReport);
		const outsideCode = written.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
		expect(outsideCode.replace(/<\/?(details|summary)>/g, "")).not.toMatch(/(?<!\\)[<@]|(?<!\\)\[\w/);
		for (const row of written.split("\n").filter((line) => line.startsWith("| ")))
			expect(row.match(/(?<!\\)\|/g)?.length).toBe(5);
	});
	it("keeps within a size, and says how much is left out", () => {
		const short = markdownReport(sampleReport, 700);
		expect(short.length).toBeLessThanOrEqual(700);
		expect(short).toMatch(/… and \d more/);
	});
});

describe("html", () => {
	const digest = (text: string) => createHash("sha256").update(text).digest("base64");
	it("allows its own style and script and nothing else", () => {
		expect(styleDigest).toBe(digest(style));
		expect(scriptDigest).toBe(digest(script));
		const written = write("html", hostileReport);
		expect(written.match(/<(script|style)\b/g)).toEqual(["<style", "<script"]);
		expect(written).not.toMatch(/\b(src|style|on\w+)="/);
		for (const [, address] of written.matchAll(/href="([^"]*)"/g))
			expect(address).toMatch(/^(?:https:\/\/|#[^&"<>]*$)/);
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
		["a hostile one", hostileReport],
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
	it("keeps within what GitHub takes, and says what it left out", () => {
		const [finding] = sampleReport.findings.filter((one) => one.suppressed === undefined);
		if (finding === undefined) throw new Error("the sample has findings");
		const many = Array.from({ length: 25_010 }, (_, index) => ({
			...finding,
			severity: index < 20 ? ("low" as const) : ("high" as const),
		}));
		const { results, invocations } = JSON.parse(write("sarif", { ...sampleReport, findings: many })).runs[0];
		expect(results.length).toBe(25_000);
		expect(results.filter((one: { level: string }) => one.level === "note").length).toBe(10);
		expect(invocations[0].toolExecutionNotifications.at(-1).message.text).toMatch(/^10 less severe/);
	});
	it("tells policies apart that share a code", () => {
		const [first, ...others] = sampleReport.policies;
		if (first === undefined) throw new Error("the sample has policies");
		const shared = { ...sampleReport, policies: [first, { ...first, id: "other.copy" }, ...others] };
		const ids = runOf(shared).tool.driver.rules.map((rule) => rule.id);
		expect(new Set(ids).size).toBe(ids.length);
	});
});
