/** What lies one step below a value: at a known key, at an unknown one, and which keys there are. */
import { any, type Field, never, number, type Type } from "../types.ts";
import { isSimple, members, type SimpleType } from "./expand.ts";
import { overlaps } from "./overlap.ts";
import { union } from "./union.ts";

/** A key that is known when the program is read. */
export type Key = string | number;

/**
 * The type at a known key, or undefined where no value of `type` can have one.
 * Of a union, those members count that can have the key: the others are undefined there, which is Rego's way of choosing.
 */
export function fieldType(type: Type, key: Key): Type | undefined {
	if (isSimple(type)) return simpleField(type, key);
	const found: Type[] = [];
	const all = members(type);
	for (const member of all) {
		const one = simpleField(member, key);
		if (one !== undefined) found.push(one);
	}
	if (found.length > 0) return union(...found);
	return all.length === 0 ? any : undefined;
}

function simpleField(type: SimpleType, key: Key): Type | undefined {
	switch (type.kind) {
		case "any":
			return any;
		case "array":
			return typeof key === "number" && Number.isInteger(key) && key >= 0 ? (type.items[key] ?? type.rest) : undefined;
		case "object": {
			const field = typeof key === "string" ? type.fields.get(key) : undefined;
			if (field !== undefined) return field.type;
			return type.rest !== undefined && overlaps(type.rest.key, keyType(key)) ? type.rest.value : undefined;
		}
		case "set": {
			const own = keyType(key);
			return overlaps(type.of, own) ? (typeof key === "string" ? { kind: "string" } : own) : undefined;
		}
		default:
			return undefined;
	}
}

/** The type of a key, as exactly as types go. */
export function keyType(key: Key): Type {
	return typeof key === "string" ? { kind: "string", values: [key] } : number;
}

/** The declaration of a known field, in the first member of a union that has it: for its documentation. */
export function fieldOf(type: Type, name: string): Field | undefined {
	for (const member of members(type)) {
		const field = member.kind === "object" ? member.fields.get(name) : undefined;
		if (field !== undefined) return field;
	}
	return undefined;
}

/** The keys and the values of a collection; `never` both for an empty one. */
export interface Elements {
	readonly key: Type;
	readonly value: Type;
}

const anything: Elements = { key: any, value: any };

/** What iterating yields, or undefined where no value of `type` is a collection. */
export function elements(type: Type): Elements | undefined {
	if (isSimple(type)) return simpleElements(type);
	const keys: Type[] = [];
	const values: Type[] = [];
	const all = members(type);
	for (const member of all) {
		const one = simpleElements(member);
		if (one === undefined) continue;
		keys.push(one.key);
		values.push(one.value);
	}
	if (keys.length > 0) return { key: union(...keys), value: union(...values) };
	return all.length === 0 ? anything : undefined;
}

function simpleElements(type: SimpleType): Elements | undefined {
	switch (type.kind) {
		case "any":
			return anything;
		case "array":
			return { key: number, value: union(...type.items, ...(type.rest === undefined ? [] : [type.rest])) };
		case "set":
			return { key: type.of, value: type.of };
		case "object": {
			const fields = [...type.fields.values()].map((field) => field.type);
			const key = type.fields.size > 0 ? union({ kind: "string", values: [...type.fields.keys()].sort() }) : never;
			if (type.rest === undefined) return { key, value: union(...fields) };
			return { key: union(key, type.rest.key), value: union(...fields, type.rest.value) };
		}
		default:
			return undefined;
	}
}

/** The type at a key that is only known by its type, or undefined where no value of `type` can have such a key. */
export function elementAt(type: Type, key: Type): Type | undefined {
	if (isSimple(type)) return simpleElementAt(type, key);
	const found: Type[] = [];
	const all = members(type);
	for (const member of all) {
		const one = simpleElementAt(member, key);
		if (one !== undefined) found.push(one);
	}
	if (found.length > 0) return union(...found);
	return all.length === 0 ? any : undefined;
}

function simpleElementAt(type: SimpleType, key: Type): Type | undefined {
	const values = members(key);
	if (type.kind === "object" && values.length > 0 && values.every((one) => one.kind === "string" && one.values)) {
		const found = values.flatMap((one) => (one.kind === "string" ? (one.values ?? []) : []));
		const types = found.flatMap((name) => fieldType(type, name) ?? []);
		return types.length > 0 ? union(...types) : undefined;
	}
	const one = simpleElements(type);
	return one !== undefined && overlaps(one.key, key) ? one.value : undefined;
}

/** The names of all known fields of all members, by code point; and whether there may be others. */
export function knownFields(type: Type): { readonly names: readonly string[]; readonly open: boolean } {
	const names = new Set<string>();
	let open = false;
	for (const member of members(type)) {
		if (member.kind === "any") open = true;
		if (member.kind !== "object") continue;
		for (const name of member.fields.keys()) names.add(name);
		open ||= member.rest !== undefined;
	}
	return { names: [...names].sort(), open };
}
