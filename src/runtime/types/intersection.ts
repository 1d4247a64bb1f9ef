/** The values that two types have in common, as a type: what `allOf` says, and what a value is after it passed a test. */
import { type ArrayType, type Field, never, type ObjectType, type Type } from "../types.ts";
import { members, type SimpleType } from "./expand.ts";
import { overlaps } from "./overlap.ts";
import { union } from "./union.ts";

/** How deep types are taken apart; below that the first one stands for both. */
const DEEPEST = 12;

/** What is of both types; `never` where they share nothing. Never narrower than the truth. */
export function intersection(a: Type, b: Type, depth = 0): Type {
	if (a === b || b.kind === "any" || depth > DEEPEST) return a;
	if (a.kind === "any") return b;
	const found: Type[] = [];
	for (const left of members(a)) {
		for (const right of members(b)) {
			if (!overlaps(left, right)) continue;
			const one = simpleIntersection(left, right, depth);
			if (one !== undefined) found.push(one);
		}
	}
	return found.length === 0 ? never : union(...found);
}

function simpleIntersection(a: SimpleType, b: SimpleType, depth: number): Type | undefined {
	if (b.kind === "any") return a;
	switch (a.kind) {
		case "any":
			return b;
		case "null":
		case "boolean":
		case "number":
			return a.kind === b.kind ? a : undefined;
		case "string":
			if (b.kind !== "string") return undefined;
			if (a.values === undefined) return b;
			return b.values === undefined
				? a
				: { kind: "string", values: a.values.filter((value) => b.values?.includes(value)) };
		case "array":
			return b.kind === "array" ? commonArray(a, b, depth) : undefined;
		case "set":
			return b.kind === "set" ? { kind: "set", of: intersection(a.of, b.of, depth + 1) } : undefined;
		case "object":
			return b.kind === "object" ? commonObject(a, b, depth) : undefined;
	}
}

function commonArray(a: ArrayType, b: ArrayType, depth: number): Type {
	const items: Type[] = [];
	const rest = a.rest && b.rest ? intersection(a.rest, b.rest, depth + 1) : undefined;
	for (let at = 0; at < Math.max(a.items.length, b.items.length); at++) {
		const left = a.items[at] ?? a.rest;
		const right = b.items[at] ?? b.rest;
		if (left === undefined || right === undefined) break;
		items.push(intersection(left, right, depth + 1));
	}
	return { kind: "array", items, ...(rest === undefined ? {} : { rest }) };
}

function commonObject(a: ObjectType, b: ObjectType, depth: number): Type {
	const fields = new Map<string, Field>();
	const add = (name: string, field: Field, other: Field | undefined, rest: ObjectType["rest"]): void => {
		if (fields.has(name)) return;
		if (other === undefined && rest === undefined) return;
		const type = intersection(field.type, other?.type ?? rest?.value ?? never, depth + 1);
		const doc = field.doc ?? other?.doc;
		fields.set(name, {
			type,
			optional: field.optional && (other?.optional ?? true),
			...(doc === undefined ? {} : { doc }),
		});
	};
	for (const [name, field] of a.fields) add(name, field, b.fields.get(name), b.rest);
	for (const [name, field] of b.fields) add(name, field, a.fields.get(name), a.rest);
	if (a.rest === undefined || b.rest === undefined) return { kind: "object", fields };
	const key = intersection(a.rest.key, b.rest.key, depth + 1);
	return { kind: "object", fields, rest: { key, value: intersection(a.rest.value, b.rest.value, depth + 1) } };
}
