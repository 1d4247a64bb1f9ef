/**
 * OPA's total order of values: null < boolean < number < string < array < object < set; strings by code point, objects as
 * their sorted members and then by size, sets as their sorted lists. OPA: ast.Compare.
 */
import { sortedKeys, sortedNames } from "./access.ts";
import { compareNumbers, ExactNumber } from "./exactNumber.ts";
import { visit } from "./meter.ts";
import { isPlain } from "./plainObject.ts";
import { RegoObject } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import type { Unknown } from "./unknown.ts";
import type { PlainObject, Value } from "./value.ts";

/** Orders two values. */
export function compare(a: Value, b: Value): -1 | 0 | 1 {
	if (a === b) return 0;
	if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
	if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
	const rank = rankOf(a);
	const other = rankOf(b);
	if (rank !== other) return rank < other ? -1 : 1;
	if (rank > 3) visit();
	switch (rank) {
		case 1:
			return a === false ? -1 : 1;
		case 2:
			return compareNumbers(a as number | ExactNumber, b as number | ExactNumber);
		case 4:
			return compareArrays(a as readonly Value[], b as readonly Value[]);
		case 5:
			return compareObjects(a as PlainObject | RegoObject, b as PlainObject | RegoObject);
		case 6:
			return compareArrays((a as RegoSet).sorted(), (b as RegoSet).sorted());
		default:
			return compareStrings(unknownText(a as Unknown), unknownText(b as Unknown));
	}
}

function rankOf(value: Value): number {
	switch (typeof value) {
		case "boolean":
			return 1;
		case "number":
			return 2;
		case "string":
			return 3;
	}
	if (value === null) return 0;
	if (Array.isArray(value)) return 4;
	if (isPlain(value) || value instanceof RegoObject) return 5;
	if (value instanceof RegoSet) return 6;
	// Unknowns have no place in OPA's order; at the end they do the least harm.
	return value instanceof ExactNumber ? 2 : 7;
}

const unknownText = (unknown: Unknown): string => `${unknown.text}\n${unknown.needs.join("\n")}`;

/** Units that UTF-16 orders otherwise than code points: surrogates, and those above them. */
const high = /[\ud800-\uffff]/;

/** How far to look for the first difference unit by unit before the engine's own comparison is faster. */
const NEAR = 12;

/** Orders two strings by code point. */
export function compareStrings(a: string, b: string): -1 | 0 | 1 {
	const shorter = Math.min(a.length, b.length);
	const near = Math.min(shorter, NEAR);
	for (let i = 0; i < near; i++) {
		const left = a.charCodeAt(i);
		const right = b.charCodeAt(i);
		if (left !== right) return codePointRank(left) < codePointRank(right) ? -1 : 1;
	}
	// UTF-16 units order alike but where a surrogate meets a unit above the surrogates, so both strings must have such.
	if (shorter <= NEAR || !high.test(a) || !high.test(b)) return a < b ? -1 : a > b ? 1 : 0;
	for (let i = near; i < shorter; i++) {
		const left = a.charCodeAt(i);
		const right = b.charCodeAt(i);
		if (left !== right) return codePointRank(left) < codePointRank(right) ? -1 : 1;
	}
	return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

/** Moves the surrogates, which stand for code points from U+10000, above U+E000–U+FFFF. */
function codePointRank(unit: number): number {
	if (unit < 0xd800) return unit;
	return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function compareArrays(a: readonly Value[], b: readonly Value[]): -1 | 0 | 1 {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) {
		const order = compare(a[i] as Value, b[i] as Value);
		if (order !== 0) return order;
	}
	return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

function compareObjects(a: PlainObject | RegoObject, b: PlainObject | RegoObject): -1 | 0 | 1 {
	const left = sortedKeys(a);
	const right = sortedKeys(b);
	const length = Math.min(left.length, right.length);
	for (let i = 0; i < length; i++) {
		const key = left[i] as Value;
		const other = right[i] as Value;
		const order = compare(key, other) || compare(valueAt(a, key), valueAt(b, other));
		if (order !== 0) return order;
	}
	return left.length < right.length ? -1 : left.length > right.length ? 1 : 0;
}

/** The value of a key that is known to be there. */
function valueAt(object: PlainObject | RegoObject, key: Value): Value {
	return (object instanceof RegoObject ? object.get(key) : object[key as string]) as Value;
}

/** The values in OPA's order, in a new array; equal ones keep their order. */
export function sortValues(values: readonly Value[]): readonly Value[] {
	const { length } = values;
	if (length < 2) return values.slice();
	const kind = typeof values[0];
	let i = 1;
	if (kind === "string") {
		while (i < length && typeof values[i] === "string") i++;
		if (i === length) return sortStrings(values.slice() as string[]);
	} else if (kind === "number") {
		while (i < length && typeof values[i] === "number") i++;
		if (i === length) return (values.slice() as number[]).sort((a, b) => a - b);
	}
	if (kind === "object") {
		while (i < length && isPlainObject(values[i] as Value)) i++;
		if (i === length && isPlainObject(values[0] as Value)) return sortObjects(values as readonly PlainObject[]);
	}
	return values.slice().sort(compare);
}

function isPlainObject(value: Value): boolean {
	return typeof value === "object" && value !== null && !Array.isArray(value) && isPlain(value);
}

interface Row {
	readonly object: PlainObject;
	/** In order. */
	readonly keys: readonly string[];
	/** The value under the first key: most comparisons end there. */
	readonly first: Value;
}

/** Plain objects in order: the keys of each are put in order once, not at every comparison, and those of objects alike once for all. */
function sortObjects(objects: readonly PlainObject[]): readonly Value[] {
	let written: readonly string[] = [];
	let keys: readonly string[] = [];
	const rows: Row[] = [];
	for (let i = 0; i < objects.length; i++) {
		const object = objects[i] as PlainObject;
		if (!hasKeysInTurn(object, written)) {
			written = Object.keys(object);
			keys = sortedNames(object);
		}
		rows.push({ object, keys, first: keys.length === 0 ? null : (object[keys[0] as string] as Value) });
	}
	rows.sort(compareRows);
	return rows.map(({ object }) => object);
}

/** Whether these are an object's keys, in the order in which they came. */
function hasKeysInTurn(object: PlainObject, keys: readonly string[]): boolean {
	let i = 0;
	for (const key in object) if (key !== keys[i++]) return false;
	return i === keys.length;
}

function compareRows(a: Row, b: Row): number {
	if (a.keys !== b.keys || a.keys.length === 0) return compareObjects(a.object, b.object);
	const first = a.first === b.first ? 0 : compare(a.first, b.first);
	if (first !== 0) return first;
	for (let i = 1; i < a.keys.length; i++) {
		const key = a.keys[i] as string;
		const left = a.object[key] as Value;
		const right = b.object[key] as Value;
		const order = left === right ? 0 : compare(left, right);
		if (order !== 0) return order;
	}
	return 0;
}

/** Sorts an array of strings by code point, in place. */
export function sortStrings(strings: string[]): string[] {
	const { length } = strings;
	for (let i = 0; i < length; i++) if (high.test(strings[i] as string)) return strings.sort(compareStrings);
	// JavaScript's own order is by UTF-16 unit, which is the same for these, and far faster than a comparator.
	return strings.sort();
}
