/** Puts a pack into the text of `policy.yaml`, where it stands among the others, with comments and layout as they were. */
import { isMap, isPair, isScalar, isSeq, type Node, parseDocument, stringify } from "yaml";
import type { SignedBy } from "../../sharing/signature.ts";

export interface NewEntry {
	readonly name: string;
	readonly from: string;
	readonly version: string;
	readonly signedBy?: SignedBy;
}

/**
 * @param text of policy.yaml, without errors; empty for a new one
 * @param defaults packs in use where the file names none: they stay in use
 */
export function addEntry(text: string, entry: NewEntry, defaults: readonly string[]): string {
	const { contents } = parseDocument(text, { stringKeys: true });
	const pair = isMap(contents)
		? contents.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === "packs")
		: undefined;
	if (pair === undefined || !isSeq(pair.value)) {
		const names = defaults.map((name) => `  - ${name}\n`).join("");
		const head = text === "" || text.endsWith("\n") ? text : `${text}\n`;
		return `${head}packs:\n${names}${blockItem(entry, "  ")}`;
	}
	return pair.value.flow ? inFlow(text, pair.value, entry) : inBlock(text, pair.value, entry);
}

interface Ranged {
	readonly range?: readonly [number, number, number] | null | undefined;
}

function inFlow(text: string, list: Ranged & { readonly items: readonly unknown[] }, entry: NewEntry): string {
	const close = (list.range?.[1] ?? text.length) - 1;
	const before = text.slice(0, close);
	const kept = before.trimEnd();
	const isOpen = list.items.length > 0 && !kept.endsWith(",");
	return `${kept}${isOpen ? ", " : kept.endsWith(",") ? " " : ""}${flowItem(entry)}${before.slice(kept.length)}${text.slice(close)}`;
}

function inBlock(text: string, list: { readonly items: readonly unknown[] }, entry: NewEntry): string {
	const last = list.items.at(-1) as Node;
	const start = last.range?.[0] ?? 0;
	const lineStart = text.lastIndexOf("-", start);
	const indent = text.slice(text.lastIndexOf("\n", lineStart) + 1, lineStart);
	const end = text.slice(0, last.range?.[1] ?? text.length).trimEnd().length;
	// A comment behind the last entry belongs to it.
	const lineEnd = text.indexOf("\n", end);
	const at = lineEnd === -1 ? text.length : lineEnd + 1;
	const head = text.slice(0, at);
	return `${head.endsWith("\n") ? head : `${head}\n`}${blockItem(entry, indent)}${text.slice(at)}`;
}

function blockItem(entry: NewEntry, indent: string): string {
	const lines = stringify(entry, { lineWidth: 0 }).trimEnd().split("\n");
	return lines.map((line, index) => `${indent}${index === 0 ? "- " : "  "}${line}\n`).join("");
}

function flowItem(entry: NewEntry): string {
	return stringify(entry, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trim();
}
