/** Findings in what Helm and kustomize rendered say which file it came from, and exceptions for that file hold. */
import { expect, test } from "vitest";
import type { Document } from "../../../src/documents/document.ts";
import { manifestKind } from "../../../src/documents/manifest/manifestKind.ts";
import { workloadKind } from "../../../src/documents/workload/workloadKind.ts";
import { type Excuse, reaches } from "../../../src/findings/excuse.ts";
import { placeOf } from "../../../src/places/placeOf.ts";
import { Source } from "../../../src/text/source.ts";

const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n";
const noted = (note: string): string =>
	`apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/origin: |\n${note.replace(/^/gm, "      ")}\nspec: {containers: [{name: a, image: a}]}\n`;
const read = (text: string): Document[] =>
	[manifestKind, workloadKind].flatMap((kind) => [
		...kind.parse(new Source("rendered.yaml", text), { buildArgs: {} }).documents,
	]);

test.each<[string, string, string | undefined]>([
	["helm", `---\n# Source: shop/templates/web.yaml\n${pod}`, "shop/templates/web.yaml"],
	[
		"helm, a chart in a chart, Windows lines",
		`---\r\n# Source: shop/charts/db/templates/a b.yaml\r\n${pod}`,
		"shop/charts/db/templates/a b.yaml",
	],
	[
		"behind other comments",
		`---\n# Copyright Acme\n\n# Source: shop/templates/web.yaml\n${pod}`,
		"shop/templates/web.yaml",
	],
	["kustomize", noted("path: base/web.yaml"), "base/web.yaml"],
	[
		"kustomize, from elsewhere",
		noted("path: base/web.yaml\nrepo: https://git.example/acme/base\nref: v1"),
		"https://git.example/acme/base//base/web.yaml",
	],
	["nothing rendered it", pod, undefined],
	["a comment further down", `${pod}# Source: shop/templates/web.yaml\n`, undefined],
])("%s", (_, text, origin) => {
	const documents = read(text);
	expect(documents).toHaveLength(2);
	for (const document of documents) expect(placeOf(document, []).origin).toBe(origin);
});

test("each document has a note of its own", () => {
	const text = `---\n# Source: shop/templates/a.yaml\n${pod}---\n# Source: shop/templates/b.yaml\n${pod}---\n${pod}`;
	expect(read(text).map(({ origin }) => origin)).toEqual([
		"shop/templates/a.yaml",
		"shop/templates/b.yaml",
		undefined,
		"shop/templates/a.yaml",
		"shop/templates/b.yaml",
		undefined,
	]);
});

test.each([
	["shop/templates/*.yaml", true],
	["rendered.yaml", true],
	["other/**", false],
])("an exception for %s: %s", (files, isExcused) => {
	const [document] = read(`---\n# Source: shop/templates/web.yaml\n${pod}`);
	const reach: Excuse["reach"] = { kind: "glob", files, base: "" };
	expect(reaches(reach, { place: placeOf(document as Document, []) })).toBe(isExcused);
});
