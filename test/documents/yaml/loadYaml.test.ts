import { describe, expect, test } from "vitest";
import type { Pointer } from "../../../src/documents/document.ts";
import { loadYaml } from "../../../src/documents/yaml/loadYaml.ts";
import { toPlain } from "../../../src/runtime/values/json.ts";
import { Source } from "../../../src/text/source.ts";

const load = (text: string) => loadYaml(new Source("a.yaml", text), "yaml-1.1");
const values = (text: string) => load(text).documents.map(({ value }) => toPlain(value));
/** Code and underlined text of each diagnostic. */
const faults = (text: string) =>
	load(text).diagnostics.map(({ kind, source, span }) => [kind.code, span && source?.slice(span)]);

describe("documents of a stream", () => {
	test.each([
		["one", "a: 1\n", [{ a: 1 }]],
		["two", "a: 1\n---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
		["a mark at the start and the end", "---\na: 1\n---\n", [{ a: 1 }]],
		["only comments between", "---\n# nothing\n---\na: 1\n--- # x\n", [{ a: 1 }]],
		["an end mark", "a: 1\n...\nb: 2\n", [{ a: 1 }, { b: 2 }]],
		["a directive", "%YAML 1.1\n---\na: 1\n---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
		["a scalar behind the mark", "--- text\n--- 5\n", ["text", 5]],
		["dashes that are no mark", "a: x---\nb: |\n  ---\n  c\n", [{ a: "x---", b: "---\nc\n" }]],
		["an empty file", "", []],
		["white space", " \n\t\n", []],
		["comments", "# a\n# b", []],
		["null", "null\n", [null]],
		["carriage returns", "a: 1\r\n---\r\nb:\r\n  - 2\r\n", [{ a: 1 }, { b: [2] }]],
		["JSON", '{"a": [1, true, null, "é"]}', [{ a: [1, true, null, "é"] }]],
		["JSON with tabs", '{\n\t"a": 1\n}', [{ a: 1 }]],
		["YAML in braces", "{a: yes}", [{ a: true }]],
	])("%s", (_, text, wanted) => expect(values(text)).toEqual(wanted));

	test("a broken one leaves the others", () => {
		const text = "a: 1\n---\nb: [1\n---\nc: 3\n";
		expect(values(text)).toEqual([{ a: 1 }, { c: 3 }]);
		expect(faults(text)).toHaveLength(1);
		expect(faults(text)[0]?.[0]).toBe("yaml-syntax");
	});
});

describe("what stands in a document", () => {
	test.each([
		["quoted words are text", `a: "yes"\nb: 'null'\nc: "0777"`, { a: "yes", b: "null", c: "0777" }],
		["keys are text", "yes: 1\n1: 2\n1.5: 3\n010: 4", { true: 1, 1: 2, 1.5: 3, 8: 4 }],
		["blocks", "a: |\n  x\n  y\nb: >-\n  x\n  y\n", { a: "x\ny\n", b: "x y" }],
		["a block that the file ends in the middle of a line", "a: |\n  x\n  y", { a: "x\ny" }],
		["the same, folded and kept", "a: >+\n  x\n  y", { a: "x y" }],
		["the same, with an empty last line", "a: |+\n  x\n\n", { a: "x\n\n" }],
		[
			"tags",
			"a: !!str 1\nb: !!int '2'\nc: !!float 3\nd: !!bool 'yes'\ne: !Ref x\nf: ! 4\ng: !!null ''",
			{ a: "1", b: 2, c: 3, d: true, e: "x", f: "4", g: null },
		],
		["binary", "a: !!binary aGVsbG8=", { a: "hello" }],
		["anchors", "a: &x [1]\nb: *x\nc: &y text\nd: *y", { a: [1], b: [1], c: "text", d: "text" }],
		["merges", "a: &a {x: 1, z: 2}\nb:\n  <<: *a\n  z: 3", { a: { x: 1, z: 2 }, b: { x: 1, z: 3 } }],
		["a merge behind the keys", "a: &a {x: 1}\nb:\n  x: 2\n  <<: *a", { a: { x: 1 }, b: { x: 2 } }],
		[
			"merges of several",
			"a: &a {x: 1}\nb: &b {x: 2, z: 2}\nc:\n  <<: [*a, *b]",
			{ a: { x: 1 }, b: { x: 2, z: 2 }, c: { x: 1, z: 2 } },
		],
		["a quoted merge key is a key", `"<<": {a: 1}`, { "<<": { a: 1 } }],
		[
			"brackets that close under their key, as Go's parsers allow",
			"a: [\n  1,\n  2\n]\nb:\n  c: {\n  d: 1\n  }\n",
			{ a: [1, 2], b: { c: { d: 1 } } },
		],
		["quotes that go on under their key", "a:\n  b: 'x\n  y'\n", { a: { b: "x y" } }],
	])("%s", (_, text, wanted) => expect(values(text)).toEqual([wanted]));

	test("keys with a meaning in JavaScript are data", () => {
		const [document] = load("__proto__: {a: 1}\nconstructor: 2\n").documents;
		expect(Object.keys(document?.value as object)).toEqual(["__proto__", "constructor"]);
		expect(Object.getPrototypeOf(document?.value)).toBe(Object.prototype);
	});
});

describe("what is said about faults, and where", () => {
	test.each([
		["a key twice", "a: 1\nb: 2\na: 3\n", [["yaml-duplicate-key", "a"]]],
		["a key of a merge isn't twice", "x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n", []],
		["an alias to nothing", "a: *b\n", [["yaml-alias-unknown", "b"]]],
		["an alias within its anchor", "a: &b\n  c: *b\n", [["yaml-alias-unknown", "b"]]],
		["a mapping as a key", "{a: 1}: 2\n", [["yaml-key-not-text", "a"]]],
		["a merge of text", "a:\n  <<: text\n", [["yaml-merge-not-mapping", "<<"]]],
		["infinity", "a: .inf\n", [["yaml-number-not-json", ".inf"]]],
		["a tag that doesn't fit", "a: !!int x\n", [["yaml-tag-mismatch", "!!int"]]],
		["bad indentation", "a:\n  b: 1\n c: 2\n", [["yaml-syntax", "c"]]],
		["a tab as indentation", "a:\n\tb: 1\n", [["yaml-syntax", "\t"]]],
		["too deep", "[".repeat(300), [["yaml-too-deep", "["]]],
		["a template", "a: {{ .Values.a }}\nb:\n{{- if x }}\n  c: 1\n", [["yaml-template", "{{ .Values.a }}"]]],
		["a template, said once", "a: {{ .x }}\n---\nb: {{ .y }}\n", [["yaml-template", "{{ .x }}"]]],
		["braces in quotes are text", "a: '{{ .Values.a }}'\n", []],
		["braces in a comment are no template", "# {{ x }}\na: [\n", [["yaml-syntax", ""]]],
	] as const)("%s", (_, text, wanted) => expect(faults(text)).toEqual(wanted));

	test("aliases that would grow without bound", () => {
		const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
		for (let level = 1; level < 12; level++)
			lines.push(
				`a${level}: &a${level} [${Array(10)
					.fill(`*a${level - 1}`)
					.join(", ")}]`,
			);
		expect(values(lines.join("\n"))).toEqual([]);
		expect(faults(lines.join("\n"))[0]?.[0]).toBe("yaml-alias-bomb");
	});

	test("merges that would grow without bound", () => {
		const keys = Array.from({ length: 5000 }, (_, key) => `k${key}: 1`).join(", ");
		const text = `base: &b {${keys}}\nlist:\n${"- <<: *b\n".repeat(5000)}`;
		expect(faults(text)[0]?.[0]).toBe("yaml-alias-bomb");
	});

	test("many aliases of little are no bomb", () => {
		expect(faults(`a: &a {x: 1}\nb: [${Array(5000).fill("*a").join(", ")}]`)).toEqual([]);
	});
});

describe("places", () => {
	const text = `# head
a:
  b: "one" # why
  c: [1, {d: 2}]
  list:
    - name: x
      v: 1
    - - deep
  block: |
    text
  none:
anchor: &here {k: v}
alias: *here
merged:
  <<: *here
`;
	const [document] = load(text).documents;
	const underlined = (pointer: Pointer) => {
		const span = document?.place(pointer);
		return span === undefined ? undefined : text.slice(span.start, span.end);
	};
	test.each<[Pointer, string]>([
		[["a", "b"], '"one"'],
		[["a"], "a"],
		[["a", "c"], "[1, {d: 2}]"],
		[["a", "c", 1], "{d: 2}"],
		[["a", "c", 1, "d"], "2"],
		[["a", "list"], "list"],
		[["a", "list", 0], "name: x"],
		[["a", "list", 0, "v"], "1"],
		[["a", "list", 1, 0], "deep"],
		[["a", "block"], "|\n    text"],
		[["a", "none"], "none"],
		[["a", "missing", "further"], "a"],
		[["a", "list", 0, "missing"], "name: x"],
		[["a", "list", 7], "list"],
		[["alias"], "*here"],
		[["alias", "k"], "v"],
		[["merged", "k"], "v"],
		[["__proto__"], "a"],
	])("%j", (pointer, wanted) => expect(underlined(pointer)).toBe(wanted));

	test("the extent of a node holds its key and all below", () => {
		const span = document?.extent(["a", "list", 0]);
		expect(span && text.slice(span.start, span.end)).toBe("name: x\n      v: 1");
		const whole = document?.extent(["a", "b"]);
		expect(whole && text.slice(whole.start, whole.end)).toBe('b: "one"');
	});

	test("a part of a value, where the text is the value letter for letter", () => {
		const [inner] = load("a: 'x:tag'\nb: \"x\\u003atag\"\n").documents;
		expect(inner?.part(["a"], 2, 5)).toEqual({ start: 6, end: 9 });
		expect(inner?.part(["b"], 2, 5)).toEqual({ start: 14, end: 26 });
	});
});
