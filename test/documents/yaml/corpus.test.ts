import { describe, expect, test } from "vitest";
import { parseAllDocuments, type ScalarTag } from "yaml";
import type { Pointer } from "../../../src/documents/document.ts";
import { loadYaml } from "../../../src/documents/yaml/loadYaml.ts";
import { findNode } from "../../../src/documents/yaml/locateNode.ts";
import { plainScalar } from "../../../src/documents/yaml/plainScalar.ts";
import { equals } from "../../../src/runtime/values/equality.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";

const files = corpusFiles("k8s", "compose", "dependabot");

const LARGE = 20_000;

/** Another parser's reading of the structure, with our meaning of plain scalars: all that can differ is the structure. */
const plain: ScalarTag = {
	tag: "tag:yaml.org,2002:str",
	default: true,
	test: /^/,
	resolve: (text) => plainScalar(text, "yaml-1.1"),
};

describe.runIf(hasCorpus)(`real files${missingNote}`, () => {
	test("another parser reads the same values", () => {
		let compared = 0;
		const unlike: string[] = [];
		for (const { name, text } of files) {
			// To a block of text that ends with the file the other parser adds a line break, which Go's don't.
			const source = new Source(name, text.endsWith("\n") ? text : `${text}\n`);
			const { documents, diagnostics } = loadYaml(source, "yaml-1.1");
			// The other parser is slow, and the large files are of one sort.
			if (diagnostics.length > 0 || source.text.length > LARGE) continue;
			const others = parseAllDocuments(source.text, {
				schema: "failsafe",
				customTags: (tags) => [plain, ...tags, "merge"],
				strict: false,
				uniqueKeys: false,
				logLevel: "silent",
			});
			// Where it finds fault with the indentation that Go's parsers allow, it leaves something out.
			if (Array.isArray(others) && others.some(({ errors }) => errors.length > 0)) {
				unlike.push(source.name);
				continue;
			}
			const theirs = (Array.isArray(others) ? others : []).map(
				(document) => document.toJS({ maxAliasCount: -1 }) as unknown,
			);
			const said = theirs.filter((value) => value !== null || documents.some((document) => document.value === null));
			expect(JSON.parse(JSON.stringify(documents.map(({ value }) => toPlain(value)))), source.name).toEqual(
				JSON.parse(JSON.stringify(said)),
			);
			compared += documents.length;
		}
		expect(unlike.length).toBeLessThan(10);
		expect(compared).toBeGreaterThan(1700);
	});

	test("every scalar is found where it stands", () => {
		let found = 0;
		const lost: string[] = [];
		for (const source of files) {
			for (const document of loadYaml(source, "yaml-1.1").documents) {
				const { text, tree } = document;
				if (tree === undefined) continue;
				for (const { pointer, value } of scalars(document.value, [])) {
					const { node, depth } = findNode(tree, pointer);
					if (depth !== pointer.length) lost.push(`${source.name} ${pointer.join("/")}`);
					const scalar = node.kind === "alias" ? node.target : node;
					if (scalar?.kind !== "scalar" || !scalar.verbatim) continue;
					const written = text.slice(scalar.content.start, scalar.content.end);
					const read = scalar.style === "plain" ? plainScalar(written, "yaml-1.1") : written;
					if (!equals(read, value)) lost.push(`${source.name} ${pointer.join("/")}`);
					found++;
				}
			}
		}
		expect(lost).toEqual([]);
		expect(found).toBeGreaterThan(50_000);
	});
});

function* scalars(value: Value, pointer: Pointer): Generator<{ readonly pointer: Pointer; readonly value: Value }> {
	if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* scalars(item, [...pointer, index]);
	else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
		for (const [key, item] of Object.entries(value)) yield* scalars(item as Value, [...pointer, key]);
	else yield { pointer, value };
}
