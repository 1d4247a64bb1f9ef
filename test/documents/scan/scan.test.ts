import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { scanKind } from "../../../src/documents/scan/scanKind.ts";
import { toJson, toPlain } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";
import { expectGolden } from "../golden.ts";

const cases = join(import.meta.dirname, "cases");
const names = readdirSync(cases).filter((name) => /^[a-z-]+\.jsonl?$/.test(name));
const parse = (text: string) => scanKind.parse(new Source("a.json", text), { buildArgs: {} });
const detect = (text: string) => scanKind.detect({ path: "a.json", head: text.slice(0, 8192) });

describe.each(names)("%s", (name) => {
	const source = new Source(name, readFileSync(join(cases, name), "utf8"));
	const { documents, diagnostics } = scanKind.parse(source, { buildArgs: {} });
	const golden = join(cases, name.replace(/\.jsonl?$/, ""));
	test("is claimed and read without fault", () => {
		expect(detect(source.text)).toBe(true);
		expect(diagnostics).toEqual([]);
		expect(documents.length).toBeGreaterThan(0);
	});
	test("what policies see", () =>
		expectGolden(
			`${golden}.normalized.txt`,
			documents.map((each) => `${each.name}\n${toJson(each.value, "\t")}\n`).join(""),
		));
	test("where it stands", () =>
		expectGolden(`${golden}.places.txt`, documents.map((each) => placesOf(each, source)).join("\n")));
});

/** The places of the report itself and of everything in its lists, with their fields. */
function placesOf(document: Document, source: Source): string {
	const value = document.value as Record<string, Value>;
	const lists = ["vulnerabilities", "ignored", "secrets", "misconfigurations", "targets"];
	const pointers: Pointer[] = [[], ["name"], ["created"], ["scanner"], ["image"], ["os"]];
	for (const list of lists)
		for (const [index, item] of ((value[list] as Value[]) ?? []).entries())
			pointers.push([list, index], ...Object.keys(item as object).map((key) => [list, index, key]));
	return pointers
		.map((pointer) => {
			const span = document.locate(pointer);
			const text = span === undefined ? "nowhere" : source.slice(span).replace(/\s+/g, " ").slice(0, 80);
			return `/${pointer.join("/")} → ${text}\n`;
		})
		.join("");
}

describe("which texts are reports", () => {
	test.each([
		['{"SchemaVersion": 2, "ArtifactName": "a", "Results": []}', true],
		['{"matches": [], "source": {}}', true],
		['{"matches": [\n {\n  "vulnerability": {', true],
		['{"matches": [{"home": "a"}]}', false],
		['{"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": []}', true],
		['{"runs": [{"id": 1}]}', false],
		['{"vulnerabilities": {"lodash": {}}, "auditReportVersion": 2}', false],
		['{"name": "x", "version": "1.0.0", "dependencies": {}}', false],
		['{"schemaVersion": 2, "layers": []}', false],
		['{"apiVersion": "v1", "kind": "Pod"}', false],
		["[]", false],
		["SchemaVersion: 2", false],
	])("%s: %s", (text, wanted) => expect(detect(text)).toBe(wanted));
});

describe("what is wrong with a report is told, and the rest is read", () => {
	const codes = (text: string) => parse(text).diagnostics.map(({ kind, text }) => [kind.code, text]);
	test.each([
		['{"SchemaVersion": 2, "Results": [', "json-syntax", "the text ends in the middle of a value"],
		['{"SchemaVersion": 2, "Results": ]}', "json-syntax", "cannot read this as JSON"],
		['{"a": 1}', "scan-unknown-format", "no report of a scanner"],
		[
			'{"version": "15.0.7", "vulnerabilities": [], "scan": {"status": "failure", "scanner": {"name": "Trivy"}}}',
			"scan-failed",
			"Trivy says",
		],
		[
			'{"repositoryName": "a", "imageScanStatus": {"status": "FAILED", "description": "UnsupportedImageError"}}',
			"scan-failed",
			"UnsupportedImageError",
		],
	])("%s: %s", (text, code, words) => {
		const found = codes(text);
		expect(found.map(([each]) => each)).toEqual([code]);
		expect(found[0]?.[1]).toContain(words);
	});
	test("a broken line among others", () => {
		const line = '{"SchemaVersion": 2, "ArtifactName": "a", "Results": []}';
		const { documents, diagnostics } = parse(`${line}\n{"SchemaVersion": }\n${line}\n`);
		expect(documents.map(({ name }) => name)).toEqual(["1", "2"]);
		expect(diagnostics.map(({ kind }) => kind.code)).toEqual(["json-syntax"]);
	});
});

test("what a secret is doesn't reach policies", () => {
	const [document] = parse(
		JSON.stringify({
			SchemaVersion: 2,
			Results: [
				{
					Target: "a",
					Class: "secret",
					Secrets: [{ RuleID: "r", Severity: "HIGH", Match: "key=hunter2secret", StartLine: 3 }],
				},
			],
		}),
	).documents;
	expect(toJson(document?.value as Value)).not.toContain("hunter2");
	expect((document?.value as { secrets?: unknown } | undefined)?.secrets).toEqual([
		{ rule: "r", title: "", severity: "high", path: "a", line: 3 },
	]);
});

test("a report of 50 MB is read, and its places found, in bounded time", { timeout: 120_000 }, () => {
	const one = {
		VulnerabilityID: "CVE-2020-1",
		PkgName: "a",
		InstalledVersion: "1",
		FixedVersion: "2",
		Severity: "HIGH",
		Description: "x".repeat(900),
	};
	const all = Array.from({ length: 50_000 }, (_, index) => ({ ...one, InstalledVersion: String(index) }));
	const text = JSON.stringify({
		SchemaVersion: 2,
		ArtifactName: "a",
		Results: [{ Target: "a", Class: "os-pkgs", Vulnerabilities: all }],
	});
	const [document] = parse(text).documents;
	const span = document?.locate(["vulnerabilities", 49_999, "severity"]);
	expect(text.slice(span?.start, span?.end)).toBe('"HIGH"');
	for (let index = 0; index < 50_000; index += 10) document?.locate(["vulnerabilities", index, "id"]);
});

describe.skipIf(!hasCorpus)(`the reports of the corpus${missingNote}`, () => {
	const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(scanSchema());
	const claimed = corpusFiles("scan-reports").filter(({ text }) => detect(text));
	test("most are claimed", () => expect(claimed.length).toBeGreaterThan(90));
	test.each(claimed.map((source) => [source.name, source] as const))("%s fits the schema", (_, source) => {
		for (const { value } of scanKind.parse(source, { buildArgs: {} }).documents) {
			validate(toPlain(value));
			expect(validate.errors ?? []).toEqual([]);
		}
	});
});

function scanSchema(): object {
	return scanKind.schema as object;
}
