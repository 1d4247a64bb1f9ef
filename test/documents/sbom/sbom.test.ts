import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { parsePackageUrl } from "../../../src/documents/package-url/parsePackageUrl.ts";
import { licenseChoices } from "../../../src/documents/sbom/licenseChoices.ts";
import { sbomKind } from "../../../src/documents/sbom/sbomKind.ts";
import { toJson, toPlain } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";
import { expectGolden } from "../golden.ts";

const cases = join(import.meta.dirname, "cases");
const names = [
	...readdirSync(cases).filter((name) => /^[a-z-]+\.(?:json|yaml|spdx)$/.test(name)),
	"../same/cyclonedx.xml",
	"../same/spdx3.json",
];
const parse = (text: string) => sbomKind.parse(new Source("a.json", text), { buildArgs: {} });
const detect = (text: string) => sbomKind.detect({ path: "a.spdx", head: text.slice(0, 8192) });

describe.each(names)("%s", (name) => {
	const source = new Source(name, readFileSync(join(cases, name), "utf8"));
	const { documents, diagnostics } = sbomKind.parse(source, { buildArgs: {} });
	const golden = join(cases, name);
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

/** The places of the document itself and of everything in its lists, with their fields. */
function placesOf(document: Document, source: Source): string {
	const value = document.value as Record<string, Value>;
	const lists = ["components", "dependencies"];
	const pointers: Pointer[] = [[], ["name"], ["created"], ["tools"], ["image"]];
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

describe("which texts are bills of materials", () => {
	test.each([
		['{"bomFormat": "CycloneDX", "specVersion": "1.6"}', true],
		['{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT"}', true],
		['<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">', true],
		['<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.2">', true],
		['<project xmlns="http://maven.apache.org/POM/4.0.0">', false],
		['<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#">', true],
		['{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}', true],
		['{"@context": "https://schema.org", "@graph": []}', false],
		["SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", true],
		["# a comment\n\nSPDXVersion: SPDX-2.2\n", true],
		["spdxVersion: SPDX-2.3\n", true],
		['{"artifacts": [{"id": "1", "name": "a", "foundBy": "dpkg"', true],
		['{"artifacts": [{"path": "dist.zip"}]}', false],
		['{"name": "x", "version": "1.0.0", "dependencies": {}}', false],
		["// SPDX-License-Identifier: MIT\n", false],
		["apiVersion: v1\nkind: Pod\n", false],
	])("%j: %s", (text, wanted) => expect(detect(text)).toBe(wanted));
});

describe("the ways to comply with a license", () => {
	test.each<[string, string[][]]>([
		["MIT", [["MIT"]]],
		["MIT OR Apache-2.0", [["MIT"], ["Apache-2.0"]]],
		[
			"MIT AND (BSD-2-Clause OR ISC)",
			[
				["MIT", "BSD-2-Clause"],
				["MIT", "ISC"],
			],
		],
		["MIT OR ISC AND Zlib", [["MIT"], ["ISC", "Zlib"]]],
		["GPL-2.0-only with Classpath-exception-2.0", [["GPL-2.0-only WITH Classpath-exception-2.0"]]],
		["Apache License 2.0", [["Apache License 2.0"]]],
		["MIT OR", [["MIT OR"]]],
		["(MIT", [["(MIT"]]],
		["NOASSERTION", []],
		["", []],
	])("%s", (text, wanted) => expect(licenseChoices(text)).toEqual(wanted));
	test("an expression that blows up is taken as it stands", () => {
		const text = new Array(20).fill("(A OR B)").join(" AND ");
		expect(licenseChoices(text)).toEqual([[text]]);
		expect(licenseChoices("(".repeat(5000))).toEqual([["(".repeat(5000)]]);
	});
});

describe("package URLs", () => {
	test.each<[string, object | undefined]>([
		["pkg:npm/%40acme/left@1.0.0", { type: "npm", namespace: "@acme", name: "left", version: "1.0.0", qualifiers: {} }],
		["pkg:npm/@acme/left", { type: "npm", namespace: "@acme", name: "left", qualifiers: {} }],
		[
			"pkg:deb/debian/a@1%2B2?arch=amd64&distro=debian-12#x",
			{
				type: "deb",
				namespace: "debian",
				name: "a",
				version: "1+2",
				qualifiers: { arch: "amd64", distro: "debian-12" },
			},
		],
		["PKG://GEM/rails@7", { type: "gem", name: "rails", version: "7", qualifiers: {} }],
		["pkg:npm", undefined],
		["https://example.org", undefined],
		["pkg:generic/a@%ZZ", { type: "generic", name: "a", version: "%ZZ", qualifiers: {} }],
	])("%s", (text, wanted) => expect(parsePackageUrl(text)).toEqual(wanted));
});

describe("what is wrong is told", () => {
	test.each([
		['{"bomFormat": "CycloneDX", ', "json-syntax"],
		['{"a": 1}', "sbom-unknown-format"],
	])("%s: %s", (text, code) => expect(parse(text).diagnostics.map(({ kind }) => kind.code)).toEqual([code]));
});

describe.skipIf(!hasCorpus)(`the bills of the corpus${missingNote}`, () => {
	const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(sbomKind.schema as object);
	const claimed = corpusFiles("sbom").filter(({ text }) => detect(text));
	test("most are claimed", () => expect(claimed.length).toBeGreaterThan(80));
	test.each(claimed.map((source) => [source.name, source] as const))("%s fits the schema", (_, source) => {
		for (const { value } of sbomKind.parse(source, { buildArgs: {} }).documents) {
			validate(toPlain(value));
			expect(validate.errors ?? []).toEqual([]);
		}
	});
});

describe("a text that begins with much that is no content is told at once", () => {
	const ends = {
		"blank lines": "\n".repeat(4_000),
		"lines of spaces": " \n".repeat(4_000),
		"comments and blank lines": "# a\n\n\n".repeat(1_000),
		"lines with carriage returns": "\r\n".repeat(4_000),
	};
	test.each(Object.entries(ends))("%s", (_, start) => {
		const begin = performance.now();
		expect(detect(`${start}x: 1\n`)).toBe(false);
		expect(detect(`${start}SPDXVersion: SPDX-2.3\n`)).toBe(true);
		expect(detect(`${start}spdxVersion: SPDX-2.3\n`)).toBe(true);
		// The patterns once took a second for twenty-eight blank lines, and twice as long for each further one.
		expect(performance.now() - begin).toBeLessThan(2_000);
	});
});
