/** Named types and unions taken apart: what every operation over types does first. */
import type { Type } from "../types.ts";

/** How many names may stand for names before a schema is taken for a circle that says nothing. */
const LONGEST_CHAIN = 64;

/** What a named type stands for (never itself a named type); every other type is given back as it is. */
export function expand(type: Type): Exclude<Type, { readonly kind: "named" }> {
	let current = type;
	for (let steps = 0; current.kind === "named"; steps++) {
		if (steps === LONGEST_CHAIN) return { kind: "any" };
		current = current.resolve();
	}
	return current;
}

/** A type that is neither a name nor a union. */
export type SimpleType = Exclude<Type, { readonly kind: "named" } | { readonly kind: "union" }>;

/** The types that a value of `type` can have, one by one: the members of a union (through names), else the type itself. */
export function members(type: Type): readonly SimpleType[] {
	if (isSimple(type)) return [type];
	const known = expand(type);
	if (known.kind !== "union") return [known];
	if (known.of.every(isSimple)) return known.of;
	return known.of.flatMap(members);
}

/** Whether a type is its own only member: asked first by what is asked of nearly every type, so that it takes no list to answer. */
export function isSimple(type: Type): type is SimpleType {
	return type.kind !== "named" && type.kind !== "union";
}

/** Whether nothing is known of a value, `any` being one of the things that it can be. Types of no value count as unknown too. */
export function isUnknown(type: Type): boolean {
	if (isSimple(type)) return type.kind === "any";
	const all = members(type);
	return all.length === 0 || all.some((member) => member.kind === "any");
}

/** The one kind that all values of a type have, null aside; undefined where there are several. */
export function onlyKind(type: Type): SimpleType["kind"] | undefined {
	const kinds = new Set(members(type).map((member) => member.kind));
	if (kinds.size > 1) kinds.delete("null");
	return kinds.size === 1 ? [...kinds][0] : undefined;
}
