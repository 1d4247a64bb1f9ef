/** Equality of values: numbers by value whatever their spelling, objects and sets whatever their order. OPA: ast.ValueEqual. */
import { compareNumbers, ExactNumber } from "./exactNumber.ts";
import { visit } from "./meter.ts";
import { isPlain } from "./plainObject.ts";
import { RegoObject } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { PlainObject, Value } from "./value.ts";

/** Whether two values are the same. */
export function equals(a: Value, b: Value): boolean {
	if (a === b) return true;
	if (typeof a === "object") {
		if (typeof b === "object") return a !== null && b !== null && equalComposites(a, b);
		return typeof b === "number" && a instanceof ExactNumber && compareNumbers(a, b) === 0;
	}
	return typeof a === "number" && typeof b === "object" && b instanceof ExactNumber && compareNumbers(a, b) === 0;
}

type Composite = Exclude<Value, null | boolean | string | number>;

function equalComposites(a: Composite, b: Composite): boolean {
	visit();
	if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
	if (Array.isArray(b)) return false;
	if (isPlain(a)) return isPlain(b) && equalObjects(a, b);
	if (a instanceof RegoSet) return b instanceof RegoSet && equalSets(a, b);
	if (a instanceof ExactNumber) return b instanceof ExactNumber && compareNumbers(a, b) === 0;
	if (a instanceof RegoObject) return b instanceof RegoObject && equalKeyed(a, b);
	return a instanceof Unknown && b instanceof Unknown && a.text === b.text && a.needs.join("\n") === b.needs.join("\n");
}

function equalArrays(a: readonly Value[], b: readonly Value[]): boolean {
	const { length } = a;
	if (length !== b.length) return false;
	for (let i = 0; i < length; i++) {
		const left = a[i] as Value;
		const right = b[i] as Value;
		if (left !== right && !equals(left, right)) return false;
	}
	return true;
}

function equalObjects(a: PlainObject, b: PlainObject): boolean {
	let left = 0;
	for (const key in a) {
		const value = a[key] as Value;
		const other = b[key];
		if (value !== other && (other === undefined || !equals(value, other))) return false;
		// Without an own key of that name the prototype would answer here; functions differ from every value anyway.
		if (key === "__proto__" && !Object.hasOwn(b, key)) return false;
		left++;
	}
	for (const _ in b) left--;
	return left === 0;
}

function equalSets(a: RegoSet, b: RegoSet): boolean {
	if (a.size !== b.size) return false;
	const items = a.unsorted();
	for (let i = 0; i < items.length; i++) if (!b.has(items[i] as Value)) return false;
	return true;
}

function equalKeyed(a: RegoObject, b: RegoObject): boolean {
	if (a.size !== b.size) return false;
	return a.every((key, value) => {
		const other = b.get(key);
		return other !== undefined && equals(value, other);
	});
}
