/**
 * Files in the shapes of other tools. The goldens of Conftest and of Trivy's Dockerfile were compared with what those tools' own
 * parsers give (docs/results.md); what they can't read at all isn't in them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { conftest } from "../../../src/documents/shapes/conftest.ts";
import type { Shape } from "../../../src/documents/shapes/shape.ts";
import { kindsIn, shapes } from "../../../src/documents/shapes/shapes.ts";
import { trivy } from "../../../src/documents/shapes/trivy.ts";
import { readDocuments } from "../../../src/engine/readDocuments.ts";
import { toJson, toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";
import { expectGolden } from "../golden.ts";

const cases = join(import.meta.dirname, "cases");
const read = (shape: Shape, source: Source): readonly Document[] =>
	readDocuments({ source }, { kinds: [], shape }).documents;
const values = (shape: Shape, name: string, text: string) =>
	read(shape, new Source(name, text)).map(({ value }) => toPlain(value));

describe.each([
	[conftest, "Dockerfile"],
	[conftest, "stream.yaml"],
	[conftest, "list.yaml"],
	[conftest, ".dockerignore"],
	[trivy, "Dockerfile"],
	[trivy, "stream.yaml"],
	[trivy, "list.yaml"],
] as const)("the shape $id", (shape, name) => {
	test(`of ${name}`, () => {
		const documents = read(shape, new Source(name, readFileSync(join(cases, name), "utf8")));
		const shown = documents.map(({ kind, name, value }) => `${kind} ${name}\n${toJson(value, "\t")}\n`);
		expectGolden(join(cases, `${name}.${shape.id}.txt`), shown.join(""));
	});
});

describe("which files a shape reads, and as what", () => {
	const kindsOf = (shape: Shape, path: string, head = "") =>
		kindsIn(shape)
			.filter((kind) => kind.detect({ path, head }))
			.map(({ id }) => id);
	const object = "apiVersion: v1\nkind: Pod\n";
	test.each([
		[conftest, "web/Dockerfile", "", ["dockerfile"]],
		[conftest, "a.dockerfile", "", ["dockerfile"]],
		[conftest, "deploy/a.yaml", object, ["yaml"]],
		[conftest, "package.json", "{}", ["json"]],
		[conftest, "compose.yml", "services: {}", ["yaml"]],
		[conftest, "<stdin>", "a: 1", ["yaml"]],
		[conftest, "app/.dockerignore", "", ["ignore"]],
		[conftest, "main.tf", "", []],
		[trivy, "web/Dockerfile", "", ["dockerfile"]],
		[trivy, "deploy/a.yaml", object, ["kubernetes"]],
		[trivy, "compose.yml", "services: {}", ["yaml"]],
		[trivy, "package.json", "{}", ["json"]],
		[trivy, ".dockerignore", "", []],
	] as const)("%o %s", (shape, path, head, ids) => expect(kindsOf(shape, path, head)).toEqual(ids));
});

describe("where things stand", () => {
	const text = "# c\nFROM a\nRUN b \\\n  c\nFROM d\nRUN e\n";
	test.each<[string, Shape, string, Pointer, string]>([
		["a comment", conftest, "Dockerfile", [0], "# c"],
		["a command", conftest, "Dockerfile", [2, "Value", 0], "RUN b \\\n  c"],
		["all of it", conftest, "Dockerfile", [], text],
		["a command of a stage", trivy, "Dockerfile", ["Stages", 1, "Commands", 1, "Value"], "RUN e"],
		["a stage", trivy, "Dockerfile", ["Stages", 1], "FROM d"],
		["all of it, in stages", trivy, "Dockerfile", [], text],
	])("%s", (_, shape, name, pointer, wanted) => {
		const source = new Source(name, text);
		const span = read(shape, source)[0]?.locate(pointer);
		expect(span && source.slice(span)).toBe(wanted);
	});

	test("an object, and a part of it", () => {
		const source = new Source("a.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  a: 1\n");
		for (const shape of shapes) {
			const [document] = read(shape, source);
			expect(source.slice(document?.locate([]) ?? { start: 0, end: 0 })).toBe("Pod");
			expect(source.slice(document?.locate(["spec", "a"]) ?? { start: 0, end: 0 })).toBe("1");
		}
	});
});

describe("Conftest's ways with data files", () => {
	test.each([
		["a stream", "a: 1\n---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
		["nothing between marks", "a: 1\n---\n# c\n---\nb: 2\n", [{ a: 1 }, null, { b: 2 }]],
		["a mark at the end", "a: 1\n---\n", [{ a: 1 }, null]],
		["an empty file", "", [null]],
		["only comments", "# a\n", [null]],
		["a list is as many inputs as it has items", "- 1\n- [2]\n", [1, [2]]],
		["lists in a stream are inputs", "- 1\n---\n- 2\n", [[1], [2]]],
		["the line break before a mark belongs to no document", "a: |\n  x\n---\nb: 1\n", [{ a: "x" }, { b: 1 }]],
		["a mark with something behind it", "a: 1\n--- # c\nb: 2\n", [{ a: 1 }, { b: 2 }]],
		["carriage returns", "a: 1\r\n---\r\nb: 2\r\n", [{ a: 1 }, { b: 2 }]],
	])("%s", (_, text, wanted) => expect(values(conftest, "a.yaml", text)).toEqual(wanted));
});

describe("which of Trivy's checks are for which input", () => {
	const selecting = (...selector: object[]) => ({ input: { selector } });
	test.each<[string, Readonly<Record<string, unknown>>, string, string | undefined, boolean]>([
		["no selector", {}, "dockerfile", undefined, true],
		["its type", selecting({ type: "dockerfile" }), "dockerfile", undefined, true],
		["another type", selecting({ type: "kubernetes" }), "dockerfile", undefined, false],
		["a type of the cloud", selecting({ type: "cloud", subtypes: [{ provider: "aws" }] }), "kubernetes", "Pod", false],
		["any object", selecting({ type: "kubernetes" }), "kubernetes", "Pod", true],
		["its kind", selecting({ type: "kubernetes", subtypes: [{ kind: "pod" }] }), "kubernetes", "Pod", true],
		["another kind", selecting({ type: "kubernetes", subtypes: [{ kind: "role" }] }), "kubernetes", "Pod", false],
		["no longer in use", { deprecated: true }, "dockerfile", undefined, false],
	])("%s", (_, custom, kind, objectKind, wanted) =>
		expect(trivy.applies(custom, { kind, value: objectKind === undefined ? {} : { kind: objectKind } })).toBe(wanted),
	);
});

test("no text breaks a shape", () => {
	const token = fc.constantFrom(
		"FROM a\n",
		"RUN <<E\n",
		"E\n",
		"COPY [",
		'"a"',
		"]\n",
		"\\\n",
		"# c\n",
		"ENV A",
		"=",
		" ",
		"---\n",
		"a: ",
		"- ",
		"|\n",
		"\t",
		"ONBUILD ",
		"HEALTHCHECK ",
		"é",
		"\r\n",
		"!",
		"&a ",
		"*a",
	);
	fc.assert(
		fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
			for (const shape of shapes)
				for (const name of ["Dockerfile", "a.yaml", "a.json", ".dockerignore"]) {
					const source = new Source(name, tokens.join(""));
					for (const document of read(shape, source)) {
						const { start, end } = document.locate([0, "a"]) ?? { start: 0, end: 0 };
						expect(start).toBeLessThanOrEqual(end);
						expect(end).toBeLessThanOrEqual(source.text.length);
						toJson(document.value);
					}
				}
		}),
		{ numRuns: 200 },
	);
});
