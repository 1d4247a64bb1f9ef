/**
 * From an object in a document to the pointer that leads to it.
 * Values carry no places (DESIGN 2.4); what tells one object of a document from another is that it is another object.
 */
import type { Pointer } from "../documents/document.ts";
import type { Value } from "../runtime/values/value.ts";

/**
 * A function that gives the pointer of an object or array within `root`, or undefined for one that isn't part of it.
 * The index is made at the first call: no finding, no cost. An object that stands in two places has the first one's pointer.
 */
export function nodePointers(root: Value): (node: object) => Pointer | undefined {
	let index: Map<object, Step> | undefined;
	return (node) => {
		index ??= indexNodes(root);
		const step = index.get(node);
		return step === undefined ? undefined : pointerOf(step);
	};
}

/** How a node is reached; the root has no parent. Keeping steps rather than pointers makes the index linear in the document. */
interface Step {
	readonly parent: Step | undefined;
	readonly key: string | number;
}

function indexNodes(root: Value): Map<object, Step> {
	const index = new Map<object, Step>();
	const pending: { readonly value: object; readonly step: Step }[] = [];
	const add = (value: unknown, parent: Step | undefined, key: string | number): void => {
		if (typeof value !== "object" || value === null || index.has(value)) return;
		const step: Step = { parent, key };
		index.set(value, step);
		pending.push({ value, step });
	};
	add(root, undefined, "");
	// Breadth first, so that of several places the one nearest to the root is taken.
	for (let next = 0; next < pending.length; next++) {
		const { value, step } = pending[next] as (typeof pending)[number];
		if (Array.isArray(value)) for (const [key, item] of value.entries()) add(item, step, key);
		else if (isPlain(value))
			for (const key of Object.keys(value)) add((value as Record<string, unknown>)[key], step, key);
	}
	return index;
}

function isPlain(value: object): boolean {
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

function pointerOf(step: Step): Pointer {
	const keys: (string | number)[] = [];
	for (let at = step; at.parent !== undefined; at = at.parent) keys.push(at.key);
	return keys.reverse();
}
