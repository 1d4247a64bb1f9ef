/**
 * Types of values, as signatures, schemas and the checker speak of them: plain readonly data, a union on `kind`.
 * Shapes follow OPA's types package (types/types.go), with optional fields added.
 */

export type Type =
	| AnyType
	| NullType
	| BooleanType
	| NumberType
	| StringType
	| ArrayType
	| ObjectType
	| SetType
	| UnionType
	| NamedType;

export interface AnyType {
	readonly kind: "any";
}
export interface NullType {
	readonly kind: "null";
}
export interface BooleanType {
	readonly kind: "boolean";
}
export interface NumberType {
	readonly kind: "number";
}
/** A string; `values` lists the only ones it can be, where a schema says so. */
export interface StringType {
	readonly kind: "string";
	readonly values?: readonly string[];
}
/** `items` are the types of the first elements, `rest` that of all further ones (absent: there are none). */
export interface ArrayType {
	readonly kind: "array";
	readonly items: readonly Type[];
	readonly rest?: Type;
}
/** `fields` are known by name; `rest` says what other keys may hold (absent: there are none, so an unknown field is a mistake). */
export interface ObjectType {
	readonly kind: "object";
	readonly fields: ReadonlyMap<string, Field>;
	readonly rest?: { readonly key: Type; readonly value: Type };
}
export interface Field {
	readonly type: Type;
	readonly optional: boolean;
	/** One line for hover and docs. */
	readonly doc?: string;
}
export interface SetType {
	readonly kind: "set";
	readonly of: Type;
}
/** At least two members, none of them a union or `any`; made by `union`. With no member at all it is `never`. */
export interface UnionType {
	readonly kind: "union";
	readonly of: readonly Type[];
}
/** A type that is said elsewhere, so that a schema can speak of itself. `expand` gives what it stands for. */
export interface NamedType {
	readonly kind: "named";
	readonly name: string;
	readonly resolve: () => Type;
}

export const any: AnyType = { kind: "any" };
export const nothing: NullType = { kind: "null" };
export const boolean: BooleanType = { kind: "boolean" };
export const number: NumberType = { kind: "number" };
export const string: StringType = { kind: "string" };

/** An array of any length whose elements have one type. */
export const arrayOf = <T extends Type>(rest: T): ArrayType & { readonly rest: T } => ({
	kind: "array",
	items: [],
	rest,
});
/** An array of just these elements. */
export const tuple = (...items: readonly Type[]): ArrayType => ({ kind: "array", items });
export const setOf = (of: Type): SetType => ({ kind: "set", of });
/** An object with any keys of one type and values of one type. */
export const objectOf = (key: Type, value: Type): ObjectType => ({
	kind: "object",
	fields: new Map(),
	rest: { key, value },
});
/** The type of no value at all: what an empty set's elements have, or what two types have in common that share nothing. */
export const never: Type = { kind: "union", of: [] };

export { union } from "./types/union.ts";
