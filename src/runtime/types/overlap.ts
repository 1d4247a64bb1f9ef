/**
 * Whether two types have a value in common: the question behind "this comparison can never hold" and "this operand fits".
 * When it can't be told, the answer is yes: a check built on it must not invent mistakes.
 */
import type { ArrayType, ObjectType, Type } from "../types.ts";
import { isSimple, members, type SimpleType } from "./expand.ts";

/** How deep two types are compared; below that they are taken to fit. Named types can be as deep as one looks. */
const DEEPEST = 8;

/**
 * How empty collections count. For `==` two empty arrays are equal whatever they might have held (`equal`). For an operand,
 * an array of numbers is no array of strings, even though it might be empty at the time (`operand`).
 */
export type Overlap = "equal" | "operand";

/** Whether some value can be of both types. `never` and `any` overlap with everything, for nothing is known of them. */
export function overlaps(a: Type, b: Type, mode: Overlap = "equal", depth = 0): boolean {
	if (a === b || depth > DEEPEST || a.kind === "any" || b.kind === "any") return true;
	if (isSimple(a) && isSimple(b)) return simpleOverlap(a, b, mode, depth);
	const left = members(a);
	const right = members(b);
	if (left.length === 0 || right.length === 0) return true;
	return left.some((one) => right.some((other) => simpleOverlap(one, other, mode, depth)));
}

function simpleOverlap(a: SimpleType, b: SimpleType, mode: Overlap, depth: number): boolean {
	if (a.kind === "any" || b.kind === "any") return true;
	switch (a.kind) {
		case "null":
		case "boolean":
		case "number":
			return a.kind === b.kind;
		case "string":
			return b.kind === "string" && valuesOverlap(a.values, b.values);
		case "array":
			return b.kind === "array" && arraysOverlap(a, b, mode, depth);
		case "object":
			return b.kind === "object" && objectsOverlap(a, b, mode, depth);
		case "set":
			return b.kind === "set" && (mode === "equal" || overlaps(a.of, b.of, mode, depth + 1));
	}
}

function valuesOverlap(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
	if (a === undefined || b === undefined) return true;
	if (a.length === 1) return b.includes(a[0] as string);
	const known = new Set(b);
	return a.some((value) => known.has(value));
}

function arraysOverlap(a: ArrayType, b: ArrayType, mode: Overlap, depth: number): boolean {
	if (a.rest === undefined && a.items.length < b.items.length) return false;
	if (b.rest === undefined && b.items.length < a.items.length) return false;
	const longest = Math.max(a.items.length, b.items.length);
	for (let at = 0; at < longest; at++) {
		const left = a.items[at] ?? a.rest;
		const right = b.items[at] ?? b.rest;
		if (left !== undefined && right !== undefined && !overlaps(left, right, mode, depth + 1)) return false;
	}
	if (mode === "equal" || a.rest === undefined || b.rest === undefined) return true;
	return overlaps(a.rest, b.rest, mode, depth + 1);
}

function objectsOverlap(a: ObjectType, b: ObjectType, mode: Overlap, depth: number): boolean {
	return fieldsOverlap(a, b, mode, depth) && fieldsOverlap(b, a, mode, depth) && restsOverlap(a, b, mode, depth);
}

function fieldsOverlap(a: ObjectType, b: ObjectType, mode: Overlap, depth: number): boolean {
	for (const [name, field] of a.fields) {
		const other = b.fields.get(name)?.type ?? restOf(b, name);
		// Absent in both would do.
		if (field.optional && b.fields.get(name)?.optional !== false) continue;
		if (other === undefined || !overlaps(field.type, other, mode, depth + 1)) return false;
	}
	return true;
}

function restOf(object: ObjectType, name: string): Type | undefined {
	if (object.rest === undefined) return undefined;
	return overlaps(object.rest.key, { kind: "string", values: [name] }) ? object.rest.value : undefined;
}

/** Keys aren't compared: OPA doesn't either (types.unifiesObjects), and an object without members has none. */
function restsOverlap(a: ObjectType, b: ObjectType, mode: Overlap, depth: number): boolean {
	if (mode === "equal" || a.rest === undefined || b.rest === undefined) return true;
	if (a.fields.size > 0 || b.fields.size > 0) return true;
	return overlaps(a.rest.value, b.rest.value, mode, depth + 1);
}
