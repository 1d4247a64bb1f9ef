/**
 * Whether a value is of a type, and if not, where it first isn't. Parameters from `policy.yaml` are checked with it.
 * JSON has no sets: `listsToSets` makes them of arrays where the type asks for one.
 */
import { any, never, type ObjectType, type Type } from "../types.ts";
import { isObject, keysAndValues } from "../values/access.ts";
import { RegoObject, setOwn } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { type TypeName, typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { members, type SimpleType } from "./expand.ts";

/** Where a value isn't what its type says. */
export interface Mismatch {
	/** Keys and indexes from the value's root; members of sets have the set's pointer. */
	readonly pointer: readonly Value[];
	/** What the type asks for there; `never` where nothing may be there at all (a field that isn't declared). */
	readonly expected: Type;
	/** What is there; `absent` for a declared field without a value. */
	readonly found: TypeName | "absent";
	/** The value there, if one is. */
	readonly value?: Value;
}

/** The first place where `value` isn't of `type`, in reading order, or undefined if it is. Unknown values fit everything. */
export function checkValue(value: Value, type: Type, pointer: readonly Value[] = []): Mismatch | undefined {
	const found = typeName(value);
	if (found === "unknown") return undefined;
	const all = members(type);
	let nearest: Mismatch | undefined;
	for (const member of all) {
		if (member.kind === "any") return undefined;
		if (member.kind !== found) continue;
		const mismatch = checkSimple(value, member, pointer);
		if (mismatch === undefined) return undefined;
		// Of several members of the same sort, the one that went deepest tells most about what was meant.
		if (nearest === undefined || mismatch.pointer.length > nearest.pointer.length) nearest = mismatch;
	}
	return nearest ?? { pointer, expected: type, found, value };
}

function checkSimple(value: Value, type: SimpleType, pointer: readonly Value[]): Mismatch | undefined {
	switch (type.kind) {
		case "string":
			if (type.values === undefined || type.values.includes(value as string)) return undefined;
			return { pointer, expected: type, found: "string", value };
		case "array": {
			const items = value as readonly Value[];
			for (const [at, item] of items.entries()) {
				const mismatch = checkValue(item, type.items[at] ?? type.rest ?? never, [...pointer, at]);
				if (mismatch !== undefined) return mismatch;
			}
			const missing = type.items[items.length];
			return missing === undefined
				? undefined
				: { pointer: [...pointer, items.length], expected: missing, found: "absent" };
		}
		case "set":
			for (const member of (value as RegoSet).sorted()) {
				const mismatch = checkValue(member, type.of, pointer);
				if (mismatch !== undefined) return mismatch;
			}
			return undefined;
		case "object":
			return checkObject(value, type, pointer);
		default:
			return undefined;
	}
}

function checkObject(value: Value, type: ObjectType, pointer: readonly Value[]): Mismatch | undefined {
	const present = new Set<Value>();
	const { keys, values } = keysAndValues(value);
	for (const [at, key] of keys.entries()) {
		const member = values[at] as Value;
		const field = typeof key === "string" ? type.fields.get(key) : undefined;
		present.add(key);
		const fits = field !== undefined || (type.rest !== undefined && checkValue(key, type.rest.key) === undefined);
		const expected = fits ? (field?.type ?? type.rest?.value ?? any) : never;
		const mismatch = checkValue(member, expected, [...pointer, key]);
		if (mismatch !== undefined) return mismatch;
	}
	for (const [name, field] of type.fields)
		if (!field.optional && !present.has(name))
			return { pointer: [...pointer, name], expected: field.type, found: "absent" };
	return undefined;
}

/** The value with every array made a set where the type allows a set and no array; all else stays as it is. */
export function listsToSets(value: Value, type: Type): Value {
	const all = members(type);
	if (Array.isArray(value)) {
		const list = all.find((member) => member.kind === "array");
		const set = all.find((member) => member.kind === "set");
		if (list?.kind === "array")
			return value.map((item: Value, at) => listsToSets(item, list.items[at] ?? list.rest ?? any));
		if (set?.kind === "set") return RegoSet.of(value.map((item: Value) => listsToSets(item, set.of)));
		return value;
	}
	const object = all.find((member) => member.kind === "object");
	if (object?.kind !== "object" || !isPlain(value)) return value;
	const copy: { [key: string]: Value } = {};
	for (const key of Object.keys(value))
		setOwn(copy, key, listsToSets(value[key] as Value, object.fields.get(key)?.type ?? object.rest?.value ?? any));
	return copy;
}

function isPlain(value: Value): value is { readonly [key: string]: Value } {
	return isObject(value) && !(value instanceof RegoObject);
}
