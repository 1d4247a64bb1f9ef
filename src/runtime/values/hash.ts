/**
 * Structural hashes: equal values hash alike, whatever way numbers are spelled and in whatever order members were put in.
 * Only the upper levels of a deep value are looked at: equality decides the rest.
 */
import { ExactNumber } from "./exactNumber.ts";
import { visit } from "./meter.ts";
import { isPlain } from "./plainObject.ts";
import type { RegoObject } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { PlainObject, Value } from "./value.ts";

/** Levels below a value that take part in its hash. */
const DEPTH = 8;

/** A 32-bit hash of a value. */
export function hash(value: Value): number {
	return hashTo(value, DEPTH);
}

function hashTo(value: Value, depth: number): number {
	switch (typeof value) {
		case "string":
			return hashString(value);
		case "number":
			return hashNumber(value);
		case "boolean":
			return value ? 0x3c6ef372 : 0x1b873593;
	}
	if (value === null) return 0x2545f491;
	visit();
	if (Array.isArray(value)) return hashArray(value, depth);
	if (isPlain(value)) return hashObject(value, depth);
	if (value instanceof ExactNumber) {
		const { plain, decimal } = value;
		return plain === undefined ? hashString(decimal.digits) ^ decimal.magnitude : hashNumber(plain);
	}
	if (value instanceof RegoSet) return hashMembers(value.unsorted(), depth);
	if (value instanceof Unknown) return hashString(value.text);
	return hashKeyed(value as RegoObject, depth);
}

const OBJECT = 0x5bd1e995;

function hashObject(object: PlainObject, depth: number): number {
	let sum = OBJECT;
	if (depth > 0)
		for (const key in object) sum = (sum + mix(hashString(key), hashTo(object[key] as Value, depth - 1))) | 0;
	return sum;
}

function hashKeyed(object: RegoObject, depth: number): number {
	let sum = OBJECT ^ object.size;
	if (depth > 0) {
		object.forEach((key, value) => {
			sum = (sum + mix(hashTo(key, depth - 1), hashTo(value, depth - 1))) | 0;
		});
	}
	return sum;
}

function hashArray(items: readonly Value[], depth: number): number {
	let sum = 0x811c9dc5 ^ items.length;
	if (depth > 0) for (let i = 0; i < items.length; i++) sum = mix(sum, hashTo(items[i] as Value, depth - 1));
	return sum;
}

function hashMembers(items: readonly Value[], depth: number): number {
	let sum = 0x27d4eb2f ^ items.length;
	if (depth > 0) for (let i = 0; i < items.length; i++) sum = (sum + mix(7, hashTo(items[i] as Value, depth - 1))) | 0;
	return sum;
}

function mix(a: number, b: number): number {
	let mixed = Math.imul(a ^ (b >>> 15), 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
	mixed ^= mixed >>> 13;
	return mixed | 0;
}

/** Long strings are told apart by their length and ends. */
const WHOLE = 64;

function hashString(text: string): number {
	const { length } = text;
	let sum = 0x811c9dc5 ^ length;
	if (length <= WHOLE) {
		for (let i = 0; i < length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
		return sum;
	}
	for (let i = 0; i < WHOLE / 2; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
	for (let i = length - WHOLE / 2; i < length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
	return sum;
}

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

function hashNumber(number: number): number {
	if ((number | 0) === number) return Math.imul(number, 0x9e3779b1);
	float[0] = number + 0;
	return mix(halves[0] as number, halves[1] as number);
}
