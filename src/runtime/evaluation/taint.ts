/**
 * Unknown values during evaluation (DESIGN 5): whatever would need one is undefined, and the evaluation takes note.
 * Only programs compiled with `unknowns` call these.
 */
import { get, isObject } from "../values/access.ts";
import { equals } from "../values/equality.ts";
import { compare } from "../values/order.ts";
import { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { Unknown } from "../values/unknown.ts";
import type { PlainObject, Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import { missing } from "./fields.ts";

/** The first unknown value in a value, however deep. */
export function findUnknown(value: Value): Unknown | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	if (value instanceof Unknown) return value;
	if (Array.isArray(value)) return findAmong(value as readonly Value[]);
	if (value instanceof RegoSet) return findAmong(value.unsorted());
	if (value instanceof RegoObject) {
		let found: Unknown | undefined;
		value.forEach((key, member) => {
			found ??= findUnknown(key) ?? findUnknown(member);
		});
		return found;
	}
	if (!isObject(value)) return undefined;
	for (const key in value) {
		const member = (value as PlainObject)[key];
		if (typeof member !== "object" || member === null) continue;
		const found = findUnknown(member);
		if (found !== undefined) return found;
	}
	return undefined;
}

function findAmong(items: readonly Value[]): Unknown | undefined {
	for (let i = 0; i < items.length; i++) {
		const item = items[i] as Value;
		if (typeof item !== "object" || item === null) continue;
		const found = findUnknown(item);
		if (found !== undefined) return found;
	}
	return undefined;
}

export const holdsUnknown = (value: Value): boolean => findUnknown(value) !== undefined;

/** True for an unknown value, which is noted: it is neither true nor false. */
export function unknown(cx: Context, value: Value | undefined): boolean {
	if (!(value instanceof Unknown)) return false;
	cx.run.meet(value);
	return true;
}

/** True where a value is unknown or holds something that is; noted. */
export function tainted(cx: Context, value: Value): boolean {
	if (typeof value !== "object" || value === null || !cx.run.hasUnknowns) return false;
	const found = findUnknown(value);
	if (found === undefined) return false;
	cx.run.meet(found);
	return true;
}

/** Whether two values are equal; undefined where an unknown value decides. */
export function equalsKnown(cx: Context, a: Value, b: Value): boolean | undefined {
	if (!cx.run.hasUnknowns || (typeof a !== "object" && typeof b !== "object")) return equals(a, b);
	if (tainted(cx, a) || tainted(cx, b)) return undefined;
	return equals(a, b);
}

/** Which of two values comes first; undefined where one is unknown. */
export function compareKnown(cx: Context, a: Value, b: Value): -1 | 0 | 1 | undefined {
	if (tainted(cx, a) || tainted(cx, b)) return undefined;
	return compare(a, b);
}

/** A member by a key that is no own property at first sight; an unknown collection is noted. */
export function missingKnown(cx: Context, collection: Value | undefined, key: string): Value | undefined {
	if (collection instanceof Unknown) {
		cx.run.meet(collection);
		return undefined;
	}
	return missing(collection, key);
}

/** A member by any key; an unknown collection or key is noted. */
export function getKnown(cx: Context, collection: Value, key: Value): Value | undefined {
	if (unknown(cx, collection) || tainted(cx, key)) return undefined;
	return get(collection, key);
}
