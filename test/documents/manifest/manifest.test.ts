import { describe, expect, test } from "vitest";
import { manifestKind } from "../../../src/documents/manifest/manifestKind.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";

const parse = (text: string) => manifestKind.parse(new Source("a.yaml", text), { buildArgs: {} });
const head = (kind: string, metadata: string) => `apiVersion: v1\nkind: ${kind}\nmetadata: ${metadata}\n`;

describe("what objects are called", () => {
	test.each([
		[head("Pod", "{name: a, namespace: b}"), ["Pod/b/a"]],
		[head("Pod", "{name: a}"), ["Pod/a"]],
		[head("Pod", "{generateName: a-}"), ["Pod/a-*"]],
		[head("Pod", "{}"), ["Pod"]],
		[head("Pod", "null"), ["Pod"]],
		[`${head("Pod", "{name: a}")}---\n${head("Service", "{name: b}")}`, ["Pod/a", "Service/b"]],
		[
			`${head("List", "{}")}items:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n`,
			["Pod/a", "Pod/b"],
		],
		[`${head("PodList", "{}")}items:\n- metadata: {name: a}\n`, ["Pod/a"]],
		[`${head("List", "{}")}items: []\n`, []],
		[head("Shoplist", "{name: a}"), ["Shoplist/a"]],
		[head("WishList", "{name: a}"), ["WishList/a"]],
		['{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}', ["Pod/a"]],
	])("%j", (text, names) => {
		const { documents, diagnostics } = parse(text);
		expect(documents.map(({ name }) => name)).toEqual(names);
		expect(diagnostics).toEqual([]);
	});
});

test.each([
	["no kind", "apiVersion: v1\n", "`kind`"],
	["no apiVersion", "kind: Pod\n", "`apiVersion`"],
	["a number as kind", "apiVersion: v1\nkind: 1\n", "`kind`"],
	["a list", "- a\n", "`apiVersion`"],
	["an item that is none", `${head("List", "{}")}items: [1]\n`, "`apiVersion`"],
])("%s is no object, and said to be none", (_, text, missing) => {
	const { documents, diagnostics } = parse(text);
	expect(documents).toEqual([]);
	expect(diagnostics.map(({ kind }) => kind.code)).toEqual(["manifest-not-an-object"]);
	expect(diagnostics[0]?.text).toContain(missing);
});

test("values are as Kubernetes reads them", () => {
	const { documents } = parse(
		`${head("ConfigMap", "{name: a, labels: {on: off}}")}data: {a: yes, b: 0644, c: "yes"}\n`,
	);
	expect(toPlain(documents[0]?.value ?? null)).toMatchObject({
		metadata: { labels: { true: false } },
		data: { a: true, b: 420, c: "yes" },
	});
});

test("places and fixes lead through a list's items", () => {
	const text = `${head("List", "{}")}items:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec:\n    hostNetwork: true\n`;
	const [document] = parse(text).documents;
	const underlined = (...pointer: (string | number)[]) => {
		const span = document?.locate(pointer);
		return span && text.slice(span.start, span.end);
	};
	expect(underlined()).toBe("Pod");
	expect(underlined("spec", "hostNetwork")).toBe("true");
	expect(underlined("spec", "hostPID")).toBe("spec");
	expect(underlined("status")).toBe("apiVersion: v1");
	const made = document?.edit?.({ op: "replace", node: ["spec", "hostNetwork"], text: "false" });
	expect(made && text.slice(0, made.span.start) + made.text).toBe(text.replace("true\n", "false"));
	const scope = document?.scope?.(["spec"]);
	expect(scope && text.slice(scope.start, scope.end)).toBe("spec:\n    hostNetwork: true");
});

describe.runIf(hasCorpus)(`real manifests${missingNote}`, () => {
	test("all objects are read but for those in the few texts that are no YAML", () => {
		const codes: Record<string, number> = {};
		let count = 0;
		for (const source of corpusFiles("k8s")) {
			if (!manifestKind.detect({ path: source.name, head: source.text.slice(0, 4096) })) continue;
			const { documents, diagnostics } = manifestKind.parse(source, { buildArgs: {} });
			count += documents.length;
			for (const { kind } of diagnostics) codes[kind.code] = (codes[kind.code] ?? 0) + 1;
		}
		expect(count).toBeGreaterThan(2200);
		// Seven files are refused by libyaml as well; what follows such a text in one of them is no object.
		expect(codes).toEqual({ "yaml-syntax": 7, "yaml-duplicate-key": 1, "manifest-not-an-object": 1 });
	});
});
