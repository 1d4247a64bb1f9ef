/** Fields of plain objects whose shape nobody has checked: the value if it has the type that is wanted, else undefined. */
import { isArray, isNumber, isObject, member } from "../runtime/values/access.ts";
import type { ExactNumber } from "../runtime/values/exactNumber.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";

type Holder = PlainObject | undefined;

/** A field that isn't null. */
export function fieldOf(object: Holder, key: string): Value | undefined {
	const value = object === undefined ? undefined : member(object, key);
	return value === null ? undefined : value;
}
/** A text that isn't empty. */
export function textOf(object: Holder, key: string): string | undefined {
	const value = fieldOf(object, key);
	return typeof value === "string" && value !== "" ? value : undefined;
}
export function flagOf(object: Holder, key: string): boolean | undefined {
	const value = fieldOf(object, key);
	return typeof value === "boolean" ? value : undefined;
}
export function numberOf(object: Holder, key: string): number | ExactNumber | undefined {
	const value = fieldOf(object, key);
	return value !== undefined && isNumber(value) ? value : undefined;
}
export function objectOf(object: Holder, key: string): PlainObject | undefined {
	const value = fieldOf(object, key);
	return value !== undefined && isObject(value) ? (value as PlainObject) : undefined;
}
/** A list; empty where there is none. */
export function listOf(object: Holder, key: string): readonly Value[] {
	const value = fieldOf(object, key);
	return value !== undefined && isArray(value) ? value : [];
}
/** The texts of a list; what else stands in it is left out. A new array each time. */
export function textsOf(object: Holder, key: string): string[] {
	return listOf(object, key).filter((item) => typeof item === "string");
}
/** A value as a plain object. */
export function asObject(value: Value | undefined): PlainObject | undefined {
	return value !== undefined && isObject(value) ? (value as PlainObject) : undefined;
}

/** The entry of a table of ours for a key that comes from a policy: `constructor` is in none of them. */
export function entryOf<T>(table: Readonly<Record<string, T>>, key: string | number): T | undefined {
	return Object.hasOwn(table, key) ? table[key] : undefined;
}
