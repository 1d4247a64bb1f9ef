/**
 * Inferred types share parts: `[x, x]` of `[y, y]` of … is small and endless to go through. A type of too many parts is given up for
 * `any`, which can hide a mistake but never invents one.
 */
import { any, type Type } from "../../runtime/types.ts";

/** So many parts of a type are told apart. */
const MOST_PARTS = 20_000;

/** How many parts a type has when all are written out, by type: those it is made of are looked up. */
const sizes = new WeakMap<Type, number>();

/** The type, or `any` where it has too many parts. */
export function boundedType(type: Type): Type {
	return sizeOf(type) > MOST_PARTS ? any : type;
}

function sizeOf(type: Type): number {
	const known = sizes.get(type);
	if (known !== undefined) return known;
	let size = 1;
	for (const part of partsOf(type)) size += sizeOf(part);
	sizes.set(type, size);
	return size;
}

/** The types that a type is made of; a named one counts as itself, for it may lead back to itself. */
function partsOf(type: Type): readonly Type[] {
	switch (type.kind) {
		case "array":
			return [...type.items, ...(type.rest === undefined ? [] : [type.rest])];
		case "set":
			return [type.of];
		case "union":
			return type.of;
		case "object": {
			const fields = [...type.fields.values()].map((field) => field.type);
			return type.rest === undefined ? fields : [...fields, type.rest.key, type.rest.value];
		}
		default:
			return [];
	}
}
