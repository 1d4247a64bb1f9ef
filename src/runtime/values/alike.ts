/**
 * Equality where values may be unknown, or hold something that is: yes, no, or can't be told. Two values differ for certain where
 * they differ in a part that both know.
 */
import { equals } from "./equality.ts";
import { findUnknown } from "./findUnknown.ts";
import { visit } from "./meter.ts";
import { isPlain } from "./plainObject.ts";
import { typeName } from "./typeName.ts";
import { Unknown } from "./unknown.ts";
import type { PlainObject, Value } from "./value.ts";

/** Whether two values are equal; undefined where what is unknown in them decides. */
export function alike(a: Value, b: Value): boolean | undefined {
	// What came from one place is one value, known or not.
	if (a === b) return true;
	if (a instanceof Unknown || b instanceof Unknown) return undefined;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return equals(a, b);
	visit();
	if (Array.isArray(a) && Array.isArray(b)) return alikeItems(a, b);
	if (typeName(a) !== typeName(b)) return false;
	if (typeName(a) === "object" && isPlain(a) && isPlain(b)) return alikeMembers(a, b);
	return findUnknown(a) === undefined && findUnknown(b) === undefined ? equals(a, b) : undefined;
}

function alikeItems(a: readonly Value[], b: readonly Value[]): boolean | undefined {
	if (a.length !== b.length) return false;
	let result: boolean | undefined = true;
	for (let i = 0; i < a.length; i++) {
		const same = alike(a[i] as Value, b[i] as Value);
		if (same === false) return false;
		result &&= same;
	}
	return result;
}

function alikeMembers(a: PlainObject, b: PlainObject): boolean | undefined {
	const keys = Object.keys(a);
	if (keys.length !== Object.keys(b).length) return false;
	let result: boolean | undefined = true;
	for (const key of keys) {
		if (!Object.hasOwn(b, key)) return false;
		const same = alike(a[key] as Value, b[key] as Value);
		if (same === false) return false;
		result &&= same;
	}
	return result;
}

/** Sets of more elements are not looked through pair by pair. */
const MANY = 200;

/** What keeps the size of a set of these from being known: one that may be the same as another. */
export function unknownSize(members: readonly Value[]): Unknown | undefined {
	if (members.length < 2) return undefined;
	for (let i = 0; i < members.length; i++) {
		const member = members[i] as Value;
		const unknown = findUnknown(member);
		if (unknown === undefined) continue;
		if (members.length > MANY) return unknown;
		for (let other = 0; other < members.length; other++) {
			if (other !== i && alike(member, members[other] as Value) !== false) return unknown;
		}
	}
	return undefined;
}
