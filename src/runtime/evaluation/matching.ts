/**
 * Hash joins: which rows of a collection have a value under a key, for loops in loops that look for it (`m.package == p`). An index
 * is made at the second look at the same rows, and lives as long as they do: base documents keep theirs from evaluation to evaluation.
 */
import { get } from "../values/access.ts";
import { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";

type Scalar = string | number | boolean;
/** Positions by value; `looked`: asked for once; `unfit`: some row has a composite or an unknown value there, which no Map can find. */
type Index = ReadonlyMap<Scalar, readonly number[]> | "looked" | "unfit";

const indexes = new WeakMap<readonly Value[], Map<string, Index>>();

/** With fewer rows than this, going through them is faster. */
const FEW = 16;
const none: readonly number[] = [];

/** The positions of the rows whose member `key` may equal a value, in order; undefined where all have to be gone through. */
export function matching(rows: readonly Value[], key: string, wanted: Value): readonly number[] | undefined {
	if (rows.length < FEW || typeof wanted === "object") return undefined;
	let byKey = indexes.get(rows);
	if (byKey === undefined) {
		byKey = new Map();
		indexes.set(rows, byKey);
	}
	let index = byKey.get(key);
	if (index === undefined) {
		byKey.set(key, "looked");
		return undefined;
	}
	if (index === "looked") {
		index = indexOf(rows, key);
		byKey.set(key, index);
	}
	return index === "unfit" ? undefined : ((index as ReadonlyMap<Scalar, readonly number[]>).get(wanted) ?? none);
}

function indexOf(rows: readonly Value[], key: string): Index {
	const index = new Map<Scalar, number[]>();
	for (let i = 0; i < rows.length; i++) {
		const row = rows[i] as Value;
		// Looking into what is unknown, or may hold something that is, is taken note of.
		if (row instanceof Unknown || row instanceof RegoSet || row instanceof RegoObject) return "unfit";
		const value = get(row, key);
		if (value === undefined || value === null) continue;
		if (typeof value === "object") return "unfit";
		const before = index.get(value);
		if (before === undefined) index.set(value, [i]);
		else before.push(i);
	}
	return index;
}
