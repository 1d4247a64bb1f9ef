/** From a pointer to a node's place in a tree of positions. Takes the tree, gives spans; must not know a document's kind. */

import type { Span } from "../../text/span.ts";
import type { Pointer } from "../document.ts";
import type { Entry, MapNode, PositionNode } from "./positionTree.ts";

/** Where a walk along a pointer ended. */
export interface Found {
	readonly node: PositionNode;
	/** The entry that holds the node, where a mapping does. */
	readonly entry: Entry | undefined;
	/** What holds the node; undefined for the root. */
	readonly parent: PositionNode | undefined;
	/** How many steps of the pointer were there. */
	readonly depth: number;
	/** Whether an alias or a merge was followed: then the text also stands for other nodes. */
	readonly shared: boolean;
}

/** Walks as far along a pointer as the document goes. */
export function findNode(root: PositionNode, pointer: Pointer): Found {
	let found: Found = { node: root, entry: undefined, parent: undefined, depth: 0, shared: false };
	for (const step of pointer) {
		const within = resolved(found.node);
		if (within === undefined) return found;
		const shared = found.shared || found.node.kind === "alias";
		const next = child(within, step);
		if (next === undefined) return found;
		found = {
			node: next.node,
			entry: next.entry,
			parent: within,
			depth: found.depth + 1,
			shared: shared || next.merged,
		};
	}
	return found;
}

function resolved(node: PositionNode): PositionNode | undefined {
	return node.kind === "alias" ? node.target : node;
}

interface Child {
	readonly node: PositionNode;
	readonly entry: Entry | undefined;
	readonly merged: boolean;
}

function child(node: PositionNode, step: string | number): Child | undefined {
	if (node.kind === "list") {
		const item = typeof step === "number" ? node.items[step] : undefined;
		return item === undefined ? undefined : { node: item, entry: undefined, merged: false };
	}
	if (node.kind !== "map") return undefined;
	const key = String(step);
	// Of a key that stands twice the last counts.
	const own = node.entries.findLast((entry) => entry.key === key && !entry.isMerge);
	if (own !== undefined) return { node: own.value, entry: own, merged: false };
	return mergedChild(node, key);
}

function mergedChild(node: MapNode, key: string): Child | undefined {
	for (const { isMerge, value } of node.entries) {
		if (!isMerge) continue;
		const source = resolved(value);
		const maps = source?.kind === "list" ? source.items.map(resolved) : [source];
		for (const map of maps) {
			const inner = map?.kind === "map" ? child(map, key) : undefined;
			if (inner !== undefined) return { ...inner, merged: true };
		}
	}
	return undefined;
}

/**
 * The place to show for a node: the value itself where it is short, and the line that begins it where it goes on over many.
 * For a node that isn't there, that of the nearest one around it.
 */
export function placeOfNode(root: PositionNode, pointer: Pointer): Span {
	const { node, entry } = findNode(root, pointer);
	const isLong = (node.kind === "map" || node.kind === "list") && node.long;
	// Of `{}` the key is what is worth a look.
	const isHollow =
		(node.kind === "map" && node.entries.length === 0) || (node.kind === "list" && node.items.length === 0);
	if (entry !== undefined && isHollow) return { start: entry.keySpan.start, end: node.span.end };
	const isEmpty = node.span.start === node.span.end;
	if (entry !== undefined && (isLong || isEmpty)) return entry.keySpan;
	return isLong ? beginning(node) : node.span;
}

/** A long collection's first entry or item, as far as it is one line. */
function beginning(node: PositionNode): Span {
	if ((node.kind !== "map" && node.kind !== "list") || !node.long) return node.span;
	if (node.kind === "list") return node.items[0] === undefined ? node.span : beginning(node.items[0]);
	const first = node.entries.find(({ isMerge }) => !isMerge) ?? node.entries[0];
	if (first === undefined) return node.span;
	const isShort = first.value.kind === "scalar" && first.value.style !== "block";
	return isShort && first.value.span.end > first.keySpan.end
		? { start: first.keySpan.start, end: first.value.span.end }
		: first.keySpan;
}

/** The whole of a node with its key: what a comment above it speaks about. */
export function extentOfNode(root: PositionNode, pointer: Pointer): Span {
	const { node, entry, depth } = findNode(root, pointer);
	if (depth === 0 || entry === undefined) return node.span;
	return { start: entry.keySpan.start, end: Math.max(entry.keySpan.end, node.span.end) };
}

/** The part of a scalar between two offsets of its value; the node's place where its text isn't the value letter for letter. */
export function partOfNode(root: PositionNode, pointer: Pointer, from: number, to: number): Span {
	const { node, depth } = findNode(root, pointer);
	const scalar = resolved(node);
	if (depth < pointer.length || scalar?.kind !== "scalar" || !scalar.verbatim) return placeOfNode(root, pointer);
	const { start, end } = scalar.content;
	return start + to <= end ? { start: start + from, end: start + to } : scalar.span;
}

/** Where the lines of a block of text stand, without their indentation. */
export interface BlockLines {
	readonly lines: readonly Span[];
	/** Whether the text also stands for other nodes. */
	readonly shared: boolean;
}

/** The lines of a block of text whose value is `value`; undefined for what is no block, or isn't written line for line. */
export function linesOfNode(root: PositionNode, pointer: Pointer, text: string, value: string): BlockLines | undefined {
	const { node, depth, shared } = findNode(root, pointer);
	const scalar = resolved(node);
	if (depth < pointer.length || scalar?.kind !== "scalar" || scalar.style !== "block") return undefined;
	const wanted = value.replace(/\n$/, "").split("\n");
	let at = text.indexOf("\n", scalar.span.start) + 1;
	if (at === 0) return undefined;
	const indentation = indentationOf(text, at, wanted);
	const lines: Span[] = [];
	for (const line of wanted) {
		const stop = text.indexOf("\n", at);
		const end = stop === -1 ? text.length : stop;
		const start = Math.min(at + indentation, end);
		const written = text.slice(start, end).replace(/\r$/, "");
		if (written !== line) return undefined;
		lines.push({ start, end: start + written.length });
		at = end + 1;
	}
	return { lines, shared: shared || node.kind === "alias" };
}

/** By how much the first line that isn't empty is farther in than its value. */
function indentationOf(text: string, from: number, lines: readonly string[]): number {
	let at = from;
	for (const line of lines) {
		const stop = text.indexOf("\n", at);
		const end = stop === -1 ? text.length : stop;
		if (line.trim() !== "") return Math.max(0, text.slice(at, end).replace(/\r$/, "").length - line.length);
		at = end + 1;
	}
	return 0;
}
