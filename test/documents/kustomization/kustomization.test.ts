/** What a kustomization says, in one shape, and where it stands. */
import { describe, expect, test } from "vitest";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { kustomizationKind } from "../../../src/documents/kustomization/kustomizationKind.ts";
import { Source } from "../../../src/text/source.ts";

const read = (text: string) => kustomizationKind.parse(new Source("kustomization.yaml", text), { buildArgs: {} });

const text = `kind: Component
bases: [../base]
resources:
  - web.yaml
  - 1
components: [../part]
images:
  - name: web
    newName: registry.example/web
    newTag: "1.4"
    digest: ""
  - newTag: "2"
  - name: log
    tagSuffix: -x
`;
const [document] = read(text).documents as [Document];

test("in one shape", () => {
	expect(document.value).toMatchObject({
		type: "Component",
		takes: [
			{ path: "web.yaml", field: "resources" },
			{ path: "../base", field: "bases" },
			{ path: "../part", field: "components" },
		],
		images: [
			{ name: "web", new_name: "registry.example/web", new_tag: "1.4" },
			{ name: "log", tag_suffix: "-x" },
		],
	});
});

describe("where it stands", () => {
	test.each<[Pointer, string]>([
		[["takes", 0, "path"], "web.yaml"],
		[["takes", 1], "../base"],
		[["takes", 2, "field"], "../part"],
		[["images", 0, "new_tag"], '"1.4"'],
		[["images", 1, "tag_suffix"], "-x"],
		[["images", 1, "name"], "log"],
		[["type"], "Component"],
		[["object", "bases", 0], "../base"],
	])("%j", (pointer, expected) => {
		const span = document.locate(pointer);
		expect(text.slice(span?.start, span?.end)).toBe(expected);
	});
});

test.each<[string, readonly string[]]>([
	["", []],
	["---\n# nothing\n", []],
	["- web.yaml\n", ["kustomization-not-object"]],
	["images: 1\nresources: {}\n", []],
	["images: [1, {name: 2}]\n", []],
])("%j", (given, codes) => expect(read(given).diagnostics.map(({ kind }) => kind.code)).toEqual(codes));
