/**
 * Values of a compose file that know where they were written: what is merged from several places keeps the place of each part.
 * Plain data with a few ways to make it; knows neither compose's fields nor its rules.
 */
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import { hole } from "../dockerfile/expand.ts";
import type { Pointer } from "../document.ts";
import type { YamlDocument } from "../yaml/loadYaml.ts";

/** Where a node was written. Steps rather than pointers, so that a large file costs no more than it has nodes. */
export interface Origin {
	readonly document: YamlDocument;
	readonly parent?: Origin;
	readonly key?: string | number;
	/** The part of a scalar's text that it is. */
	readonly part?: Span;
}

/** What an override file says of a value besides the value: take it away, or put this one in its place. */
export type MergeTag = "reset" | "override";

export interface ScalarNode {
	readonly kind: "scalar";
	/** With holes in a text where `needs` isn't empty. */
	readonly value: Value;
	/** The text before variables were filled in. */
	readonly written: string;
	/** Variables that would have to be given to know it. */
	readonly needs: readonly string[];
	readonly origin: Origin;
	readonly tag?: MergeTag;
}

export interface ListNode {
	readonly kind: "list";
	readonly items: readonly Node[];
	readonly origin: Origin;
	readonly tag?: MergeTag;
	/** How a later file's list is laid over it: item by item where they have a key, else behind it, or in its place. */
	readonly merge?: "replace" | ((item: Node) => string);
}

export interface MapNode {
	readonly kind: "map";
	readonly entries: ReadonlyMap<string, Node>;
	readonly origin: Origin;
	readonly tag?: MergeTag;
	/** A later one stands in its place, whole. */
	readonly whole?: true;
}

export type Node = ScalarNode | ListNode | MapNode;

export const noEntries: ReadonlyMap<string, Node> = new Map();
const none: readonly string[] = [];

/** Something that the file says by other words: `"80:80"` says a protocol. It stands where those words do. */
export function implied(value: Value, origin: Origin): ScalarNode {
	return { kind: "scalar", value, written: typeof value === "string" ? value : "", needs: none, origin };
}

export function mapNode(entries: Iterable<readonly [string, Node | undefined]>, origin: Origin): MapNode {
	return {
		kind: "map",
		entries: new Map([...entries].filter((entry): entry is [string, Node] => entry[1] !== undefined)),
		origin,
	};
}

export function listNode(items: readonly Node[], origin: Origin): ListNode {
	return { kind: "list", items, origin };
}

/** Part of a text, with the place of just that part where the text stands in the file letter for letter. */
export function partOf(node: ScalarNode, start: number, end: number): ScalarNode {
	const text = textOf(node) ?? "";
	const value = text.slice(start, end);
	const isVerbatim = node.written === text && typeof node.value === "string";
	const before = node.origin.part?.start ?? 0;
	return {
		kind: "scalar",
		value,
		written: isVerbatim ? value : node.written,
		needs: value.includes(hole) ? node.needs : none,
		origin: isVerbatim ? { ...node.origin, part: { start: before + start, end: before + end } } : node.origin,
	};
}

/** A scalar's text, numbers and switches included, with its holes; undefined for null and for what is no scalar. */
export function textOf(node: Node | undefined): string | undefined {
	if (node?.kind !== "scalar" || node.value === null) return undefined;
	const { value } = node;
	return typeof value === "string" ? value : typeof value === "object" ? node.written : String(value);
}

/** A scalar's text where all of it is known. */
export function knownText(node: Node | undefined): string | undefined {
	return node?.kind === "scalar" && node.needs.length === 0 ? textOf(node) : undefined;
}

export function childOf(node: Node | undefined, key: string): Node | undefined {
	return node?.kind === "map" ? node.entries.get(key) : undefined;
}

export const isNothing = (node: Node | undefined): boolean =>
	node === undefined || (node.kind === "scalar" && node.value === null);

/** A scalar as policies see it. */
export function seenValue({ value, needs, written }: ScalarNode): Value {
	return needs.length === 0 ? value : new Unknown(written, needs);
}

export function pointerOf(origin: Origin): Pointer {
	const keys: (string | number)[] = [];
	for (let at: Origin | undefined = origin; at !== undefined; at = at.parent)
		if (at.key !== undefined) keys.push(at.key);
	return keys.reverse();
}
