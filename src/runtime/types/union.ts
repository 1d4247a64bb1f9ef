/**
 * The normal form of "one of these types": flat, without doubles, strings merged, in a fixed order, and never large.
 * Takes types, gives a type. Precision is given up before size is: a wider type can hide a mistake but never invents one.
 */
import type { Field, Type } from "../types.ts";

/** So many different strings are still told apart; more of them are just strings. */
const MOST_VALUES = 64;
/** So many arrays, objects and sets are still told apart; more of a kind become one that holds anything. */
const MOST_MEMBERS = 12;

const order: Readonly<Record<Type["kind"], number>> = {
	null: 0,
	boolean: 1,
	number: 2,
	string: 3,
	array: 4,
	object: 5,
	set: 6,
	named: 7,
	union: 8,
	any: 9,
};

/** One of several types: nested unions are flattened, `any` swallows the rest, a single member stands for itself. */
export function union(...members: readonly Type[]): Type {
	if (members.length === 1) return members[0] as Type;
	let flat: Type[] = [];
	for (const member of members) {
		if (member.kind === "any") return member;
		if (member.kind === "union") for (const inner of member.of) addMember(flat, inner);
		else addMember(flat, member);
	}
	if (flat.length > MOST_MEMBERS) flat = widenCrowds(flat);
	if (flat.length === 1) return flat[0] as Type;
	return { kind: "union", of: flat.sort((a, b) => order[a.kind] - order[b.kind]) };
}

function addMember(flat: Type[], member: Type): void {
	if (member.kind === "string") {
		const at = flat.findIndex((other) => other.kind === "string");
		const other = flat[at];
		if (other?.kind === "string") flat[at] = mergeStrings(other.values, member.values);
		else flat.push(member);
	} else if (!flat.some((other) => equalTypes(other, member))) flat.push(member);
}

function mergeStrings(a: readonly string[] | undefined, b: readonly string[] | undefined): Type {
	if (a === undefined || b === undefined) return { kind: "string" };
	const values = new Set([...a, ...b]);
	return values.size > MOST_VALUES ? { kind: "string" } : { kind: "string", values: [...values].sort() };
}

function widenCrowds(flat: readonly Type[]): Type[] {
	const any: Type = { kind: "any" };
	const wide: Type[] = flat.filter((type) => order[type.kind] < order.array);
	const has = (kind: Type["kind"]): boolean => flat.some((type) => type.kind === kind);
	// What a name stands for isn't looked into here, so a crowd with names in it could be anything.
	if (has("named")) return [any];
	if (has("array")) wide.push({ kind: "array", items: [], rest: any });
	if (has("object")) wide.push({ kind: "object", fields: new Map(), rest: { key: any, value: any } });
	if (has("set")) wide.push({ kind: "set", of: any });
	return wide;
}

/** Whether two types are the same, by structure; named types only by identity or name and origin. */
export function equalTypes(a: Type, b: Type): boolean {
	if (a === b) return true;
	switch (a.kind) {
		case "any":
		case "null":
		case "boolean":
		case "number":
			return a.kind === b.kind;
		case "string":
			return b.kind === "string" && equalValues(a.values, b.values);
		case "array":
			return b.kind === "array" && equalLists(a.items, b.items) && equalOptional(a.rest, b.rest);
		case "set":
			return b.kind === "set" && equalTypes(a.of, b.of);
		case "union":
			return b.kind === "union" && equalLists(a.of, b.of);
		case "named":
			return b.kind === "named" && a.name === b.name && a.resolve === b.resolve;
		case "object":
			return (
				b.kind === "object" &&
				equalFields(a.fields, b.fields) &&
				equalOptional(a.rest?.key, b.rest?.key) &&
				equalOptional(a.rest?.value, b.rest?.value)
			);
	}
}

function equalOptional(a: Type | undefined, b: Type | undefined): boolean {
	return a === undefined || b === undefined ? a === b : equalTypes(a, b);
}

function equalLists(a: readonly Type[], b: readonly Type[]): boolean {
	return a.length === b.length && a.every((type, at) => equalTypes(type, b[at] as Type));
}

function equalValues(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
	if (a === undefined || b === undefined) return a === b;
	return a.length === b.length && a.every((value, at) => value === b[at]);
}

function equalFields(a: ReadonlyMap<string, Field>, b: ReadonlyMap<string, Field>): boolean {
	if (a.size !== b.size) return false;
	for (const [name, field] of a) {
		const other = b.get(name);
		if (other === undefined || other.optional !== field.optional || !equalTypes(field.type, other.type)) return false;
	}
	return true;
}
