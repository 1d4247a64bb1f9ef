/**
 * Checks operands against what a builtin declares, in OPA's words, before it is called. Only the outer kind is looked at:
 * what elements must be is the implementations' business, since they go through them anyway.
 */
import { any, type Type, union } from "../types.ts";
import { isNumber } from "../values/access.ts";
import { ExactNumber, type RegoNumber } from "../values/exactNumber.ts";
import { toInt64, toInteger } from "../values/numbers.ts";
import { isPlain } from "../values/plainObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { typeName } from "../values/typeName.ts";
import { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";
import { type Argument, type Builtin, type BuiltinError, operandError } from "./builtin.ts";

/** Which kinds of values an operand may be of: one bit each. */
export type Mask = number;

/** The masks of a builtin's operands, in order. Made once per builtin. */
export function operandMasks(builtin: Builtin): readonly Mask[] {
	let masks = made.get(builtin);
	if (masks === undefined) {
		masks = builtin.args.map(({ type, accepts }) => maskOf(accepts ?? type));
		made.set(builtin, masks);
	}
	return masks;
}

const made = new WeakMap<Builtin, readonly Mask[]>();

/** Whether an operand is of a kind that it may be of. */
export function fits(mask: Mask, operand: Value): boolean {
	return mask === ALL || (mask & kindOf(operand)) !== 0;
}

/** What is wrong with the operands of a call, in OPA's text (`operand 1 must be string but got number`); undefined where nothing is. */
export function operandProblem(builtin: Builtin, operands: readonly Value[]): string | undefined {
	const masks = operandMasks(builtin);
	for (let i = 0; i < masks.length; i++) {
		const operand = operands[i] as Value;
		if (!fits(masks[i] as Mask, operand)) return `operand ${i + 1} ${mismatch(builtin.args[i] as Argument, operand)}`;
	}
	return undefined;
}

const kinds = { null: 1, boolean: 2, number: 4, string: 8, array: 16, object: 32, set: 64 } as const;
/** Unknowns never come here; if one does, it isn't this check's to refuse. */
const UNKNOWN = 128;
const ALL = 255;

function maskOf(type: Type): number {
	switch (type.kind) {
		case "any":
			return ALL;
		case "union":
			return type.of.reduce((mask, member) => mask | maskOf(member), UNKNOWN);
		case "named":
			return maskOf(type.resolve());
		default:
			return kinds[type.kind] | UNKNOWN;
	}
}

function kindOf(value: Value): number {
	switch (typeof value) {
		case "string":
			return kinds.string;
		case "number":
			return kinds.number;
		case "boolean":
			return kinds.boolean;
	}
	if (value === null) return kinds.null;
	if (Array.isArray(value)) return kinds.array;
	if (isPlain(value)) return kinds.object;
	if (value instanceof RegoSet) return kinds.set;
	if (value instanceof ExactNumber) return kinds.number;
	return value instanceof Unknown ? UNKNOWN : kinds.object;
}

function mismatch({ type, accepts, wanted }: Argument, got: Value): string {
	const taken = accepts ?? type;
	const names = taken.kind === "union" ? taken.of.map(({ kind }) => kind) : [taken.kind];
	const what = wanted ?? (names.length === 1 ? names[0] : `one of {${names.join(", ")}}`);
	return `must be ${what} but got ${typeName(got)}`;
}

/**
 * An operand that OPA looks at only once those before it have turned out right, so that their mistakes come first. It is declared
 * to accept anything, and the implementation asks for what it needs.
 */
export const late = { accepts: any } as const satisfies Partial<Argument>;

/** A late operand that must be a string; OPA's position of it may be another. */
export function lateString(value: Value, position: number): string {
	if (typeof value === "string") return value;
	throw operandError(position, `must be string but got ${typeName(value)}`);
}

/** A late operand that must be a number. */
export function lateNumber(value: Value, position: number, wanted = "number"): RegoNumber {
	if (isNumber(value)) return value;
	throw operandError(position, `must be ${wanted} but got ${typeName(value)}`);
}

/** A number operand that must be a 64-bit integer, as a JavaScript number (which rounds what is beyond 2^53). */
export function integerOperand(number: RegoNumber, position: number): number {
	if (typeof number === "number" && Number.isSafeInteger(number)) return number;
	const integer = toInt64(number);
	if (integer === undefined) throw notAnInteger(position);
	return Number(integer);
}

/** A number operand that must be an integer of any size. */
export function bigIntegerOperand(number: RegoNumber, position: number): bigint {
	const integer = toInteger(number);
	if (integer === undefined) throw notAnInteger(position);
	return integer;
}

/**
 * An argument of one of several types, which errors name in the order given here, as OPA does: a union itself has no order.
 */
export function oneOf(...members: readonly Type[]): Pick<Argument, "type" | "wanted"> {
	return { type: union(...members), wanted: `one of {${members.map(({ kind }) => kind).join(", ")}}` };
}

const notAnInteger = (position: number): BuiltinError =>
	operandError(position, "must be integer number but got floating-point number");

/** An element of a collection operand that is of the wrong type: `must be array of strings but got array containing number`. */
export function elementError(position: number, collection: Value, got: Value, wanted: string): BuiltinError {
	const outer = typeName(collection);
	return operandError(position, `must be ${outer} of ${wanted}s but got ${outer} containing ${typeName(got)}`);
}

/** The items of an array or set operand, in order. */
export function items(collection: readonly Value[] | RegoSet): readonly Value[] {
	return collection instanceof RegoSet ? collection.sorted() : collection;
}

/** The strings of an array or set operand, in order. */
export function stringsOperand(collection: readonly Value[] | RegoSet, position: number): readonly string[] {
	const all = items(collection);
	for (let i = 0; i < all.length; i++) {
		if (typeof all[i] !== "string") throw elementError(position, collection, all[i] as Value, "string");
	}
	return all as readonly string[];
}
