/**
 * The tree of virtual documents under `data`, and reading it where emitted code can't name a rule: whole packages, and
 * references with keys that are known only when they run (OPA: topdown evalTree).
 */
import { get, isObject, sortedKeys } from "../values/access.ts";
import { equals } from "../values/equality.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { ObjectBuilder } from "../values/regoObject.ts";
import type { PlainObject, Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import { baseStep } from "./fields.ts";
import { keys as keysOf, values as valuesOf } from "./rows.ts";

export interface DocumentNode {
	/** The rule at this path; absent for packages. */
	readonly read: ((cx: Context) => Value | undefined) | undefined;
	readonly children: readonly (readonly [Value, DocumentNode])[];
}

/** Makes a node of the tree. */
export function documentNode(
	read: ((cx: Context) => Value | undefined) | undefined,
	children: readonly (readonly [Value, DocumentNode])[],
): DocumentNode {
	return { read, children };
}

const named = new WeakMap<DocumentNode, ReadonlyMap<Value, DocumentNode>>();

/** The node under a key, if there is one. */
export function child(node: DocumentNode, key: Value): DocumentNode | undefined {
	if (typeof key !== "string") return node.children.find(([name]) => equals(name, key))?.[1];
	let children = named.get(node);
	if (children === undefined) {
		children = new Map(node.children);
		named.set(node, children);
	}
	return children.get(key);
}

/** The node at a path of known keys. */
export function nodeAt(tree: DocumentNode, path: readonly Value[]): DocumentNode | undefined {
	let node: DocumentNode | undefined = tree;
	for (let i = 0; i < path.length && node !== undefined; i++) node = child(node, path[i] as Value);
	return node;
}

/** A whole document: a rule's value, or everything of a package over the base documents of the same path. */
export function fullDocument(cx: Context, node: DocumentNode, path: readonly Value[]): Value | undefined {
	if (node.read !== undefined) return node.read(cx);
	const instead = cx.replaced(path);
	if (instead !== undefined) return instead.value;
	const base = cx.base(path);
	if (base !== undefined && !isObject(base)) return node.children.length === 0 ? base : virtualPart(cx, node, path);
	const virtual = virtualPart(cx, node, path);
	return base === undefined ? virtual : merged(base as PlainObject | RegoObject, virtual);
}

function virtualPart(cx: Context, node: DocumentNode, path: readonly Value[]): PlainObject | RegoObject {
	const result = new ObjectBuilder();
	for (const [key, inner] of node.children) {
		const value = fullDocument(cx, inner, [...path, key]);
		if (value !== undefined) result.set(key, value);
	}
	return result.finish();
}

/** Base documents together with virtual ones: objects are merged, else the base document counts (OPA: evalTree.extent). */
function merged(base: PlainObject | RegoObject, virtual: PlainObject | RegoObject): PlainObject | RegoObject {
	const result = new ObjectBuilder();
	for (const key of sortedKeys(base)) result.set(key, get(base, key) as Value);
	for (const key of sortedKeys(virtual)) {
		const below = get(base, key);
		const above = get(virtual, key) as Value;
		const both = below !== undefined && isObject(below) && isObject(above);
		result.set(key, both ? merged(below, above) : (below ?? above));
	}
	return result.finish();
}

/**
 * `data.path[k1][k2]…` where a key is known (a value) or open (undefined): one row for each way, its open keys first, what is
 * there last. Only documents that a key leads to are evaluated.
 */
export function documentRows(
	cx: Context,
	tree: DocumentNode,
	path: readonly Value[],
	keys: readonly (Value | undefined)[],
): Value[][] {
	const rows: Value[][] = [];
	const node = nodeAt(tree, path);
	const instead = cx.replaced(path);
	if (instead !== undefined) valueRows(cx, instead.value, keys, 0, [], rows, false);
	else if (node === undefined) valueRows(cx, cx.base(path), keys, 0, [], rows, true);
	else nodeRows(cx, node, path, keys, 0, [], rows);
	return rows;
}

function nodeRows(
	cx: Context,
	node: DocumentNode,
	path: readonly Value[],
	keys: readonly (Value | undefined)[],
	at: number,
	open: readonly Value[],
	rows: Value[][],
): void {
	const instead = cx.replacements === undefined ? undefined : cx.replaced(path);
	if (instead !== undefined) {
		valueRows(cx, instead.value, keys, at, open, rows, false);
		return;
	}
	if (at === keys.length || node.read !== undefined) {
		valueRows(cx, fullDocument(cx, node, path), keys, at, open, rows, false);
		return;
	}
	const key = keys[at];
	if (key !== undefined) {
		const inner = child(node, key);
		if (inner !== undefined) nodeRows(cx, inner, [...path, key], keys, at + 1, open, rows);
		else valueRows(cx, baseStep(cx.base(path), key), keys, at + 1, open, rows, true);
		return;
	}
	const base = cx.base(path);
	const names = keysOf(base);
	const values = valuesOf(base);
	for (let i = 0; i < values.length; i++) {
		const name = names === undefined ? i : (names[i] as Value);
		if (child(node, name) !== undefined) continue;
		valueRows(cx, values[i], keys, at + 1, [...open, name], rows, true);
	}
	for (const [name, inner] of node.children) {
		nodeRows(cx, inner, [...path, name], keys, at + 1, [...open, name], rows);
	}
}

function valueRows(
	cx: Context,
	value: Value | undefined,
	keys: readonly (Value | undefined)[],
	at: number,
	open: readonly Value[],
	rows: Value[][],
	isBase: boolean,
): void {
	if (value === undefined) return;
	if (at === keys.length) {
		rows.push([...open, value]);
		return;
	}
	const key = keys[at];
	if (key !== undefined) {
		valueRows(cx, isBase ? baseStep(value, key) : get(value, key), keys, at + 1, open, rows, isBase);
		return;
	}
	const names = keysOf(value);
	const members = valuesOf(value);
	for (let i = 0; i < members.length; i++) {
		const name = names === undefined ? i : (names[i] as Value);
		valueRows(cx, members[i], keys, at + 1, [...open, name], rows, isBase);
	}
}
