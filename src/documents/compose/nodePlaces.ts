/** Nodes as a document's value, and the way back: of every element of every object and array, where it was written. */
import { setOwn } from "../../runtime/values/regoObject.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Pointer } from "../document.ts";
import { type Node, type Origin, seenValue } from "./composeNode.ts";

/** Where a pointer leads. */
export interface FoundOrigin {
	readonly origin: Origin;
	/** Whether the element itself is there, not only something around it. */
	readonly exact: boolean;
}

export class NodePlaces {
	readonly #origins = new WeakMap<object, Map<string | number, Origin>>();
	readonly #root: Origin;

	/** @param root where the document as a whole stands */
	constructor(root: Origin) {
		this.#root = root;
	}

	/** A new value; no part of it is shared with another. */
	valueOf(node: Node): Value {
		if (node.kind === "scalar") return seenValue(node);
		const origins = new Map<string | number, Origin>();
		if (node.kind === "list") {
			const list = node.items.map((item, index) => {
				origins.set(index, item.origin);
				return this.valueOf(item);
			});
			this.#origins.set(list, origins);
			return list;
		}
		const object: Record<string, Value> = {};
		for (const [key, item] of node.entries) {
			origins.set(key, item.origin);
			setOwn(object, key, this.valueOf(item));
		}
		this.#origins.set(object, origins);
		return object;
	}

	/** Follows a pointer through a value that was made here; with a source, to the last element that stands in it. */
	find(root: Value, pointer: Pointer, source?: Source): FoundOrigin {
		let origin = this.#root;
		let exact = source === undefined || origin.document.source === source;
		let value: Value | undefined = root;
		for (const key of pointer) {
			const found: Origin | undefined =
				typeof value === "object" && value !== null ? this.#origins.get(value)?.get(key) : undefined;
			const isThere = found !== undefined && (source === undefined || found.document.source === source);
			exact = isThere;
			if (found === undefined) break;
			if (isThere) origin = found;
			value = (value as Readonly<Record<string | number, Value>>)[key];
		}
		return { origin, exact };
	}
}
