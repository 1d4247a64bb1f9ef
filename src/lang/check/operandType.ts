/** The types of operands: constants, locals and composites of them. Takes what is known of locals, reports nothing. */

import { union } from "../../runtime/types/union.ts";
import {
	any,
	arrayOf,
	boolean,
	type Field,
	never,
	nothing,
	number,
	setOf,
	string,
	type Type,
} from "../../runtime/types.ts";
import { isArray, isNumber, keysAndValues } from "../../runtime/values/access.ts";
import { RegoSet } from "../../runtime/values/regoSet.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Local, Operand } from "../core.ts";
import { boundedType } from "./boundedType.ts";

/** What is known of locals so far; a local that isn't in it is not bound yet. */
export type LocalTypes = ReadonlyMap<Local, Type>;

/**
 * How a string literal is taken. `exact`: as this very string, to compare it with what a schema lists. `loose`: as some
 * string, for a name it is given to; constants such as `mode := "strict"` are there to be changed.
 */
export type Precision = "exact" | "loose";

/** Arrays of more elements than this are said by one element type. */
const LONGEST_TUPLE = 16;

/** The type of an operand, or undefined while a local in it is not bound. */
export function operandType(operand: Operand, locals: LocalTypes, precision: Precision = "loose"): Type | undefined {
	switch (operand.kind) {
		case "constant":
			return valueType(operand.value, precision);
		case "local":
			return locals.get(operand.local);
		case "array": {
			const items = operandTypes(operand.items, locals, precision);
			return items && boundedType(arrayType(items, precision));
		}
		case "set": {
			const items = operandTypes(operand.items, locals, precision);
			return items && boundedType(setOf(join(items)));
		}
		case "object": {
			const keys = operandTypes(
				operand.entries.map((entry) => entry.key),
				locals,
				"exact",
			);
			const values = operandTypes(
				operand.entries.map((entry) => entry.value),
				locals,
				precision,
			);
			return keys && values && boundedType(objectType(keys, values));
		}
	}
}

function operandTypes(operands: readonly Operand[], locals: LocalTypes, precision: Precision): Type[] | undefined {
	const types: Type[] = [];
	for (const operand of operands) {
		const type = operandType(operand, locals, precision);
		if (type === undefined) return undefined;
		types.push(type);
	}
	return types;
}

/** The type of a value that stands in the program. */
export function valueType(value: Value, precision: Precision): Type {
	if (value === null) return nothing;
	if (typeof value === "boolean") return boolean;
	if (typeof value === "string") return precision === "exact" ? { kind: "string", values: [value] } : string;
	if (isNumber(value)) return number;
	if (value instanceof Unknown) return any;
	if (isArray(value))
		return arrayType(
			value.map((item) => valueType(item, precision)),
			precision,
		);
	if (value instanceof RegoSet) return setOf(join(value.unsorted().map((item) => valueType(item, precision))));
	const { keys, values } = keysAndValues(value);
	return objectType(
		keys.map((key) => valueType(key, "exact")),
		values.map((item) => valueType(item, precision)),
	);
}

function arrayType(items: readonly Type[], precision: Precision): Type {
	return precision === "loose" && items.length > LONGEST_TUPLE ? arrayOf(join(items)) : { kind: "array", items };
}

/** Keys that are one known string are fields; others go to the rest. */
function objectType(keys: readonly Type[], values: readonly Type[]): Type {
	const fields = new Map<string, Field>();
	let rest: { key: Type; value: Type } | undefined;
	for (const [at, key] of keys.entries()) {
		const value = values[at] as Type;
		const name = key.kind === "string" && key.values?.length === 1 ? key.values[0] : undefined;
		if (name !== undefined) fields.set(name, { type: value, optional: false });
		else rest = { key: union(rest?.key ?? never, key), value: union(rest?.value ?? never, value) };
	}
	return { kind: "object", fields, ...(rest === undefined ? {} : { rest }) };
}

/** The union of any number of types. */
export function join(types: readonly Type[]): Type {
	let joined: Type = never;
	for (const type of types) if (type !== joined) joined = joined === never ? type : union(joined, type);
	return joined;
}

/** The same type with strings that are listed one by one taken as any string, at its top. */
export function widen(type: Type): Type {
	if (type.kind === "string") return string;
	return type.kind === "union" ? union(...type.of.map(widen)) : type;
}
