import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { vexKind } from "../../../src/documents/vex/vexKind.ts";
import { toJson, toPlain } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";
import { expectGolden } from "../golden.ts";

const cases = join(import.meta.dirname, "cases");
const names = readdirSync(cases).filter((name) => /^[a-z-]+\.json$/.test(name));
const parse = (text: string) => vexKind.parse(new Source("a.json", text), { buildArgs: {} });
const detect = (text: string) => vexKind.detect({ path: "a.json", head: text.slice(0, 8192) });

describe.each(names)("%s", (name) => {
	const source = new Source(name, readFileSync(join(cases, name), "utf8"));
	const { documents, diagnostics } = vexKind.parse(source, { buildArgs: {} });
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
	const lists = ["statements"];
	const pointers: Pointer[] = [[], ["id"], ["created"], ["author"]];
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

describe("which texts are VEX", () => {
	test.each([
		['{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "a"', true],
		['{"document": {"category": "csaf_vex", "csaf_version": "2.0"', true],
		['{"bomFormat": "CycloneDX"}', true],
		['{"@context": "https://schema.org", "name": "x"}', false],
		['{"document": "a"}', false],
		["[]", false],
	])("%s: %s", (text, wanted) => expect(detect(text)).toBe(wanted));
});

test("a bill without analyses has no statements, and a broken document is told", () => {
	expect(parse('{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "CVE-1"}]}').documents).toEqual([]);
	expect(
		parse('{"@context": "https://openvex.dev/ns", "statements": [').diagnostics.map(({ kind }) => kind.code),
	).toEqual(["json-syntax"]);
});

describe.skipIf(!hasCorpus)(`the statements of the corpus${missingNote}`, () => {
	const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(vexKind.schema as object);
	const claimed = corpusFiles("scan-reports").filter(({ text }) => detect(text));
	test("most are claimed", () => expect(claimed.length).toBeGreaterThan(30));
	test.each(claimed.map((source) => [source.name, source] as const))("%s fits the schema", (_, source) => {
		for (const { value } of vexKind.parse(source, { buildArgs: {} }).documents) {
			validate(toPlain(value));
			expect(validate.errors ?? []).toEqual([]);
		}
	});
});
