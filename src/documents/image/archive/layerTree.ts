/**
 * What layers come to, one above the other (OCI image-spec, layer.md: whiteouts). No entry is lost: one that a later layer deletes or
 * overwrites says which, for its bytes are still in the image.
 */
import type { LayerContents, LayerEntry } from "./readLayer.ts";

export interface PlacedEntry {
	readonly entry: LayerEntry;
	/** The layer that has it, and the one that hides it, from 0. */
	readonly layer: number;
	hiddenIn?: number;
}

interface Node {
	placed?: PlacedEntry;
	/** Files, which are most of all entries, have none. */
	children?: Map<string, Node>;
}

/** All entries, layer by layer in their order. A layer that couldn't be read is undefined. */
export function stackLayers(layers: readonly (LayerContents | undefined)[]): PlacedEntry[] {
	const root: Node = {};
	const all: PlacedEntry[] = [];
	for (const [layer, contents] of layers.entries()) {
		if (contents === undefined) continue;
		// A whiteout is about layers below, wherever in its own it stands; so they go first, and each node goes at most once.
		for (const path of contents.emptied) {
			const node = find(root, path);
			if (node === undefined) continue;
			for (const child of node.children?.values() ?? []) hide(child, layer);
			node.children?.clear();
		}
		for (const path of contents.removed) remove(root, path, layer);
		for (const entry of contents.entries) {
			const placed: PlacedEntry = { entry, layer };
			all.push(placed);
			place(root, placed);
		}
	}
	return all;
}

const partsOf = (path: string): string[] => path.split("/").filter((part) => part !== "");

function find(root: Node, path: string): Node | undefined {
	let node: Node | undefined = root;
	for (const part of partsOf(path)) node = node?.children?.get(part);
	return node;
}

function remove(root: Node, path: string, layer: number): void {
	const parts = partsOf(path);
	const last = parts.pop();
	const parent = find(root, parts.join("/"));
	const node = last === undefined ? undefined : parent?.children?.get(last);
	if (last === undefined || node === undefined) return;
	hide(node, layer);
	parent?.children?.delete(last);
}

function place(root: Node, placed: PlacedEntry): void {
	let node = root;
	for (const part of partsOf(placed.entry.path)) {
		node.children ??= new Map();
		let next = node.children.get(part);
		if (next === undefined) {
			next = {};
			node.children.set(part, next);
		}
		node = next;
	}
	if (node.placed !== undefined) node.placed.hiddenIn = placed.layer;
	// A folder over a folder is the same folder with other settings; anything else takes what was in it away.
	if (placed.entry.type !== "dir") {
		for (const child of node.children?.values() ?? []) hide(child, placed.layer);
		node.children?.clear();
	}
	node.placed = placed;
}

/** Without recursion: how deep the tree is is up to the archive. */
function hide(start: Node, layer: number): void {
	const open = [start];
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		if (node.placed !== undefined) node.placed.hiddenIn ??= layer;
		for (const child of node.children?.values() ?? []) open.push(child);
	}
}
