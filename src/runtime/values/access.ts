/** Looking into values: members by key, keys in OPA's order, sizes. Own keys only: `constructor` finds nothing that isn't data. */
import { ExactNumber } from "./exactNumber.ts";
import { compareStrings, sortStrings } from "./order.ts";
import { isPlain } from "./plainObject.ts";
import { RegoObject } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { PlainObject, Value } from "./value.ts";

export function isObject(value: Value): value is PlainObject | RegoObject {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		(isPlain(value) || value instanceof RegoObject)
	);
}

/** An array as a type guard that also narrows readonly arrays. */
export function isArray(value: Value): value is readonly Value[] {
	return Array.isArray(value);
}

export function isNumber(value: Value): value is number | ExactNumber {
	return typeof value === "number" || value instanceof ExactNumber;
}

/** True for arrays, objects and sets. */
export function isComposite(value: Value): value is readonly Value[] | PlainObject | RegoObject | RegoSet {
	return typeof value === "object" && value !== null && !(value instanceof ExactNumber) && !(value instanceof Unknown);
}

/** The member of an object, the item of an array, or the element itself if it is in the set; undefined where there is none. */
export function get(collection: Value, key: Value): Value | undefined {
	if (typeof collection !== "object" || collection === null) return undefined;
	if (Array.isArray(collection)) {
		if (typeof key === "number") return (collection as readonly Value[])[key];
		return key instanceof ExactNumber && key.plain !== undefined
			? (collection as readonly Value[])[key.plain]
			: undefined;
	}
	if (isPlain(collection)) return typeof key === "string" ? member(collection, key) : undefined;
	if (collection instanceof RegoSet) return collection.has(key) ? key : undefined;
	return collection instanceof RegoObject ? collection.get(key) : undefined;
}

/** The own member of a plain object. */
export function member(object: PlainObject, key: string): Value | undefined {
	const found = object[key];
	// What Object.prototype answers with are functions, but for `__proto__`: so no own-key test is needed for all else.
	if (typeof found === "function") return undefined;
	return typeof found === "object" && key === "__proto__" && !Object.hasOwn(object, key) ? undefined : found;
}

/** An object's keys in OPA's order. */
export function sortedKeys(object: PlainObject | RegoObject): readonly Value[] {
	return isPlain(object) ? sortedNames(object) : object.sortedKeys();
}

/** A plain object's keys in OPA's order. */
export function sortedNames(object: PlainObject): readonly string[] {
	const keys = Object.keys(object);
	for (let i = 1; i < keys.length; i++) {
		if (compareStrings(keys[i - 1] as string, keys[i] as string) > 0) return sortStrings(keys);
	}
	return keys;
}

/** Two arrays in parallel. */
export interface Members {
	readonly keys: readonly Value[];
	readonly values: readonly Value[];
}

const none: Members = { keys: [], values: [] };

/** What `collection[k] = v` goes through, in OPA's order; nothing for scalars. A set's elements are their own keys. */
export function keysAndValues(collection: Value): Members {
	if (typeof collection !== "object" || collection === null) return none;
	if (Array.isArray(collection)) {
		const { length } = collection;
		const keys = new Array<Value>(length);
		for (let i = 0; i < length; i++) keys[i] = i;
		return { keys, values: collection };
	}
	if (isPlain(collection)) {
		const keys = sortedNames(collection);
		const values = new Array<Value>(keys.length);
		for (let i = 0; i < keys.length; i++) values[i] = collection[keys[i] as string] as Value;
		return { keys, values };
	}
	if (collection instanceof RegoSet) {
		const members = collection.sorted();
		return { keys: members, values: members };
	}
	if (!(collection instanceof RegoObject)) return none;
	const keys = collection.sortedKeys();
	return { keys, values: keys.map((key) => collection.get(key) as Value) };
}

/** How many members a collection has; undefined for scalars. */
export function sizeOf(value: Value): number | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	if (Array.isArray(value)) return value.length;
	if (!isPlain(value)) return value instanceof RegoSet || value instanceof RegoObject ? value.size : undefined;
	let size = 0;
	for (const _ in value) size++;
	return size;
}
