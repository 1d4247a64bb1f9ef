/** Reading members of values for emitted code: what its inlined `value?.key` doesn't settle. Own keys only. */
import { get, sortedKeys } from "../values/access.ts";
import { equals } from "../values/equality.ts";
import { ExactNumber } from "../values/exactNumber.ts";
import { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { Unknown } from "../values/unknown.ts";
import type { PlainObject, Value } from "../values/value.ts";

/**
 * The member that `collection?.key` found nothing (or null) for: a set's element, a RegoObject's member, or null itself.
 * Only for keys that no prototype has; see `inheritedNames`.
 */
export function missing(collection: Value | undefined, key: string): Value | undefined {
	if (typeof collection !== "object" || collection === null) return undefined;
	if (collection instanceof RegoSet) return collection.has(key) ? key : undefined;
	if (collection instanceof RegoObject) return collection.get(key);
	return (collection as PlainObject)[key];
}

/** Names that a value's JavaScript object answers to though no data has them: these are read with own-key checks. */
export const inheritedNames: ReadonlySet<string> = new Set(
	[Object, Array, String, Number, Boolean, RegoSet, RegoObject, ExactNumber, Unknown]
		.flatMap((type) => Object.getOwnPropertyNames(type.prototype))
		.concat(
			Object.getOwnPropertyNames(new ExactNumber("1.0")),
			Object.getOwnPropertyNames(new Unknown("", [])),
			"length",
		),
);

/** A member of a value that may be undefined. */
export function member(collection: Value | undefined, key: Value): Value | undefined {
	return collection === undefined ? undefined : get(collection, key);
}

/** The item of an array (or the member under this number in anything else). */
export function item(collection: Value | undefined, index: number): Value | undefined {
	if (Array.isArray(collection)) return (collection as readonly Value[])[index];
	return collection === undefined ? undefined : get(collection, index);
}

/** A step in base documents, whose keys are compared as texts: `data.list["1"]`, `data.table[2]` (OPA: storage paths). */
export function baseStep(collection: Value | undefined, key: Value): Value | undefined {
	if (collection === undefined) return undefined;
	if (Array.isArray(collection) && typeof key === "string") {
		return /^(0|[1-9][0-9]*)$/.test(key) ? (collection as readonly Value[])[Number(key)] : undefined;
	}
	const found = get(collection, key);
	return found === undefined && typeof key === "number" && !Array.isArray(collection)
		? get(collection, String(key))
		: found;
}

/** Whether an object has exactly these keys: what an object pattern asks for. */
export function hasKeys(value: Value | undefined, keys: readonly Value[]): boolean {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	if (value instanceof RegoSet || value instanceof ExactNumber || value instanceof Unknown) return false;
	if (sortedKeys(value as PlainObject).length !== keys.length) return false;
	for (const key of keys) if (get(value as PlainObject, key) === undefined) return false;
	return true;
}

export function isArrayOf(value: Value | undefined, length: number): value is readonly Value[] {
	return Array.isArray(value) && value.length === length;
}

/** Whether two values differ. Scalars that JavaScript tells apart do, unless one of them is an exact number: that is an object. */
export function differ(a: Value, b: Value): boolean {
	return a !== b && ((typeof a !== "object" && typeof b !== "object") || !equals(a, b));
}
