/** Which part of the input a finding is about: pointers for NODE and for the operands of a fix (DESIGN 2.4). */

import { isObject } from "../values/access.ts";
import { ExactNumber } from "../values/exactNumber.ts";
import { holdsUnknown } from "../values/findUnknown.ts";
import type { Value } from "../values/value.ts";
import type { Context } from "./context.ts";
import type { Pointer } from "./evaluation.ts";
import { member } from "./fields.ts";
import { UNDEFINED_TEXT } from "./text.ts";

/** A node whose way from the input is known: the longest part of it that is there. */
export function inputPlace(cx: Context, keys: readonly (Value | undefined)[]): Pointer {
	return walk(cx.input, [], keys);
}

/**
 * A node that came through rules or functions: the deepest object on the way that the input holds itself, and the keys after it.
 * Empty where the way never touches the input.
 */
export function valuePlace(cx: Context, start: Value | undefined, keys: readonly (Value | undefined)[]): Pointer {
	const { pathOf } = cx.run;
	if (pathOf === undefined) return [];
	let place: Pointer = [];
	let rest = keys;
	let value = start;
	for (let i = 0; value !== undefined; i++) {
		const found = typeof value === "object" && value !== null ? pathOf(value) : undefined;
		if (found !== undefined) {
			place = found;
			rest = keys.slice(i);
			start = value;
		}
		const key = keys[i];
		if (i === keys.length || key === undefined) break;
		value = member(value, key);
	}
	const known = typeof start === "object" && start !== null && pathOf(start) !== undefined;
	return known ? walk(start, place, rest) : [];
}

function walk(start: Value | undefined, from: Pointer, keys: readonly (Value | undefined)[]): Pointer {
	const place = [...from];
	let value = start;
	for (const key of keys) {
		if (key === undefined) break;
		const next = member(value, key);
		const step = key instanceof ExactNumber ? key.plain : key;
		if (next === undefined || (typeof step !== "string" && typeof step !== "number")) break;
		place.push(step);
		value = next;
	}
	return place;
}

/** A finding with its fix, unless a part of the fix, or of a text in it, is undefined or unknown: then the finding stands alone. */
export function withFix(
	finding: { readonly [key: string]: Value },
	fix: { readonly [key: string]: Value | undefined },
): Value {
	for (const key of Object.keys(fix)) if (fix[key] === undefined || holdsUnknown(fix[key])) return finding;
	const { path, text, value } = fix;
	if (lacksPart(text) || lacksPart(value)) return finding;
	if (text !== undefined && typeof text !== "string") return finding;
	if (path !== undefined && !isPointer(path)) return finding;
	return { ...finding, fix: (typeof path === "string" ? { ...fix, path: [path] } : fix) as Value };
}

/** Whether a template string made it of parts that weren't all there: a message may say so, a file may not. */
function lacksPart(value: Value | undefined): boolean {
	if (typeof value === "string") return value.includes(UNDEFINED_TEXT);
	if (Array.isArray(value)) return value.some(lacksPart);
	return value !== undefined && isObject(value) && Object.values(value).some((member) => lacksPart(member as Value));
}

function isPointer(path: Value): boolean {
	if (typeof path === "string") return true;
	return Array.isArray(path) && path.every((key) => typeof key === "string" || typeof key === "number");
}
