/** Going through collections: emitted loops run over arrays, so that one loop serves arrays, objects and sets. */
import { isObject, keysAndValues, sortedKeys } from "../values/access.ts";
import { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { Unknown } from "../values/unknown.ts";
import type { PlainObject, Value } from "../values/value.ts";
import type { Context } from "./context.ts";

const nothing: readonly Value[] = [];

/** The values of a collection, in OPA's order; none for scalars. An array is given as it is. */
export function values(collection: Value | undefined): readonly Value[] {
	if (Array.isArray(collection)) return collection as readonly Value[];
	if (typeof collection !== "object" || collection === null) return nothing;
	if (collection instanceof RegoSet) return collection.sorted();
	return keysAndValues(collection).values;
}

/** The values of a collection in any order, those of a set maybe more than once: for where neither can be seen. */
export function anyValues(collection: Value | undefined): readonly Value[] {
	if (Array.isArray(collection)) return collection as readonly Value[];
	if (typeof collection !== "object" || collection === null) return nothing;
	if (collection instanceof RegoSet) return collection.loose();
	if (collection instanceof RegoObject || !isObject(collection)) return keysAndValues(collection).values;
	return Object.values(collection);
}

/** The keys that go with `values`; undefined for an array, whose keys are the positions. */
export function keys(collection: Value | undefined): readonly Value[] | undefined {
	if (Array.isArray(collection)) return undefined;
	if (typeof collection !== "object" || collection === null) return nothing;
	if (collection instanceof RegoSet) return collection.sorted();
	return isObject(collection) ? sortedKeys(collection) : nothing;
}

/** The keys that go with `anyValues`. */
export function anyKeys(collection: Value | undefined): readonly Value[] | undefined {
	if (Array.isArray(collection)) return undefined;
	if (typeof collection !== "object" || collection === null) return nothing;
	if (collection instanceof RegoSet) return collection.loose();
	if (collection instanceof RegoObject) return collection.sortedKeys();
	return isObject(collection) ? Object.keys(collection) : nothing;
}

/** The same four, taking note of an unknown collection. */
export const known = {
	values: noting(values),
	anyValues: noting(anyValues),
	keys: noting(keys),
	anyKeys: noting(anyKeys),
};

function noting<T>(rows: (collection: Value | undefined) => T): (cx: Context, collection: Value | undefined) => T {
	return (cx, collection) => {
		if (collection instanceof Unknown) cx.run.meet(collection);
		return rows(collection);
	};
}

/** The domain of `every`: undefined for what can't be gone through. */
export function domain(collection: Value | undefined): Value | undefined {
	if (Array.isArray(collection) || collection instanceof RegoSet) return collection;
	return collection !== undefined && isObject(collection as PlainObject) && typeof collection === "object"
		? collection
		: undefined;
}
