// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile text
/**
 * Documents at random, by harm to real ones: read as every kind that there is, asked for places, edited, and read again. A case is
 * the file's name on the first line, and its text.
 */
import type { Document, Edit, Pointer, Siblings } from "../../../src/documents/document.ts";
import { kinds, kindsOf, whyUnclaimed } from "../../../src/documents/kinds.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles } from "../../documents/corpus.ts";
import type { Fault, Fuzzer } from "./fuzzer.ts";
import { mutateText } from "./mutateText.ts";
import { Random } from "./random.ts";

interface Seed {
	readonly name: string;
	readonly text: string;
}

/** Enough of each kind where the collection is missing. */
const own: readonly Seed[] = [
	{
		name: "Dockerfile",
		text: '# escape=\\\nARG V=1\nFROM a:${V} AS b\nRUN <<E && x "y $z" | w\nbody\nE\nFROM b\nCOPY --from=b ["a", "/b"]\nENV A=1 B="c d"\nCMD ["x"]\n',
	},
	{
		name: "pod.yaml",
		text: "apiVersion: v1\nkind: Pod\nmetadata: &m {name: x}\nspec:\n  containers:\n  - name: a # one\n    image: 'a:1'\n    env:\n    - {name: A, value: |-\n        text}\n---\nkind: List\napiVersion: v1\nitems: [*m]\n",
	},
	{
		name: "image.json",
		text: '{"architecture": "amd64", "os": "linux", "config": {"Env": ["A=1"], "User": "0"}, "rootfs": {"type": "layers", "diff_ids": []}, "history": [{"created_by": "/bin/sh -c #(nop) CMD"}]}',
	},
	{ name: ".dockerignore", text: "# all\n**\n!src/**/*.ts\n*.pem\n[a-z]?\\*\n" },
];

function readSeeds(): Seed[] {
	const files = (folder: string, name: (file: string) => string): Seed[] =>
		corpusFiles(folder)
			.filter(({ text }) => text.length < 30_000)
			.map((source) => ({ name: name(source.name.replace(/^.*\//, "")), text: source.text }));
	return [
		...own,
		...files("dockerfiles", () => "Dockerfile"),
		...files("k8s", (name) => name),
		...files("image-configs", () => "image.json"),
		...files("dockerignore", () => ".dockerignore"),
	];
}

let seeds: Seed[] | undefined;
let texts: string[] = [];

function make(random: Random): string {
	if (seeds === undefined) {
		seeds = readSeeds();
		texts = seeds.map(({ text }) => text);
	}
	const { name, text } = random.pick(seeds);
	return `${name}\n${mutateText(random, text, texts)}`;
}

const siblingsWith = (ignore: string): Siblings => ({
	read: (path) => (path === ".dockerignore" ? ignore : undefined),
	list: () =>
		["src/", "src/a.ts", "src/id_rsa", ".env", "__proto__", "a b/", "a b/\n"].map((path) => ({ path, size: 1 })),
});

function check(text: string): Fault | undefined {
	const end = text.indexOf("\n");
	const name = text.slice(0, end);
	const isIgnore = name === ".dockerignore";
	const siblings = siblingsWith(isIgnore ? text.slice(end + 1) : "");
	const source = isIgnore ? new Source("Dockerfile", "FROM a\nCOPY . /\n") : new Source(name, text.slice(end + 1));
	const candidate = { path: name, head: source.text.slice(0, 8192) };
	const claiming =
		kindsOf(candidate).length === 0 ? ([whyUnclaimed(candidate), kinds] as const) : (["", kinds] as const);
	for (const kind of claiming[1]) {
		const { documents, diagnostics } = kind.parse(source, { buildArgs: { __proto__: "x" }, siblings });
		for (const { span, source: where } of diagnostics) {
			const limit = where === source ? source.text.length : (where?.text.length ?? 0);
			if (span !== undefined && (span.start < 0 || span.start > span.end || span.end > limit))
				return { what: `a diagnostic of ${kind.id} outside the text`, detail: `${span.start}-${span.end} of ${limit}` };
		}
		const random = new Random(text.length);
		for (const document of documents) {
			const fault = documentFault(document, random);
			if (fault !== undefined) return { ...fault, what: `${kind.id}: ${fault.what}` };
		}
	}
}

function documentFault(document: Document, random: Random): Fault | undefined {
	const pointers = pointersOf(document.value);
	pointers.push(["nope", 3, "__proto__"], ["__proto__"], [-1], ["length"]);
	const { text } = document.source;
	for (const pointer of pointers) {
		for (const span of [document.locate(pointer), document.scope?.(pointer)]) {
			if (span !== undefined && (span.start < 0 || span.start > span.end || span.end > text.length))
				return {
					what: "a place outside the text",
					detail: `${JSON.stringify(pointer)}: ${span.start}-${span.end} of ${text.length}`,
				};
		}
	}
	for (let left = 6; left > 0; left--) {
		const edit = randomEdit(random, random.pick(pointers));
		const made = document.edit?.(edit);
		if (made === undefined) continue;
		const { span } = made;
		if (span.start < 0 || span.start > span.end || span.end > text.length)
			return { what: "an edit outside the text", detail: JSON.stringify(edit) };
		const after = text.slice(0, span.start) + made.text + text.slice(span.end);
		const kind = kinds.find(({ id }) => id === document.kind);
		kind?.parse(new Source(document.source.name, after), { buildArgs: {} });
	}
}

function pointersOf(root: Value): Pointer[] {
	const found: Pointer[] = [[]];
	for (const pointer of found) {
		if (found.length > 150) break;
		let value = root as unknown;
		for (const key of pointer) value = (value as Record<string | number, unknown>)[key];
		if (typeof value !== "object" || value === null || value instanceof Unknown) continue;
		for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) found.push([...pointer, key]);
	}
	return found;
}

function randomEdit(random: Random, node: Pointer): Edit {
	const text = random.pick(["x", "a: b", "", "1", "yes", "a\nb", '"', "RUN x", "__proto__", "\u2028"]);
	switch (random.below(4)) {
		case 0:
			return { op: "replace", node, text };
		case 1: {
			const value = random.pick<Value>([true, "x", 1, [], {}, { a: [1, { b: null }] }, text]);
			return { op: "set", node, path: random.pick<Pointer>([[], ["a"], ["a", "b"], ["__proto__"], [0]]), value };
		}
		case 2:
			return { op: "remove", node };
		default:
			return { op: random.pick(["insert_before", "insert_after"] as const), node, text };
	}
}

export const documents: Fuzzer = { name: "documents", make, check };
