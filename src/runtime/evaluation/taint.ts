/**
 * Unknown values during evaluation (DESIGN 5): whatever would need one is undefined, and the evaluation takes note.
 * Only programs compiled with `unknowns` call these.
 */
import { isMember } from "../builtins/membership.ts";
import { get } from "../values/access.ts";
import { alike } from "../values/alike.ts";
import { equals } from "../values/equality.ts";
import { findUnknown } from "../values/findUnknown.ts";
import { compare } from "../values/order.ts";
import { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import { missing } from "./fields.ts";
import { anyValues } from "./rows.ts";

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

/** Whether two values are equal; undefined (and noted) where an unknown value decides. */
export function equalsKnown(cx: Context, a: Value, b: Value): boolean | undefined {
	if (!cx.run.hasUnknowns || (typeof a !== "object" && typeof b !== "object")) return equals(a, b);
	const same = alike(a, b);
	if (same === undefined && !tainted(cx, a)) tainted(cx, b);
	return same;
}

/** Whether a value is in a collection; undefined (and noted) where an unknown value decides. */
export function memberKnown(cx: Context, value: Value, collection: Value): boolean | undefined {
	if (!cx.run.hasUnknowns) return isMember(value, collection);
	if (unknown(cx, collection)) return undefined;
	// What is in a set is in it, whatever else is; nearly all of these are names in sets of names.
	if (typeof value !== "object" && collection instanceof RegoSet && isMember(value, collection)) return true;
	const inside = findUnknown(collection);
	const itself = findUnknown(value);
	if (inside === undefined && itself === undefined) return isMember(value, collection);
	let met: Unknown | undefined;
	for (const member of anyValues(collection)) {
		const same = alike(member, value);
		if (same === true) return true;
		if (same === undefined) met ??= itself ?? findUnknown(member);
	}
	if (met === undefined) return false;
	cx.run.meet(met);
	return undefined;
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
	return elementKnown(cx, collection, missing(collection, key));
}

/** A member by any key; an unknown collection or key is noted. */
export function getKnown(cx: Context, collection: Value, key: Value): Value | undefined {
	if (unknown(cx, collection) || tainted(cx, key)) return undefined;
	return elementKnown(cx, collection, get(collection, key));
}

/** What was looked for: where it isn't in a set, an unknown element may be it. */
function elementKnown(cx: Context, collection: Value | undefined, found: Value | undefined): Value | undefined {
	if (found === undefined && (collection instanceof RegoSet || collection instanceof RegoObject))
		tainted(cx, collection);
	return found;
}

const unclear = new Unknown("", []);

/** What the input says at a path; an unknown value where one decides it. Takes no note: those who ask for themselves do. */
export function answerKnown(input: Value | undefined, path: readonly string[]): Value | undefined {
	let found = input;
	for (const key of path) {
		if (found === undefined) return undefined;
		// Elements of a set may be unknown too; there are none in documents, so this need not be fast.
		if (found instanceof Unknown || found instanceof RegoSet || found instanceof RegoObject) return unclear;
		found = get(found, key);
	}
	return found;
}
