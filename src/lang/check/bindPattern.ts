/** Unification by types: what locals in a pattern become when it is matched with a value of a known type. */

import { members } from "../../runtime/types/expand.ts";
import { overlaps } from "../../runtime/types/overlap.ts";
import { type ArrayType, any, never, type ObjectType, type Type } from "../../runtime/types.ts";
import type { ArrayOperand, Local, ObjectOperand, Operand } from "../core.ts";
import { join, operandType } from "./operandType.ts";

/** A part of a pattern that no value of the type can match. */
export interface PatternMismatch {
	readonly operand: Operand;
	/** What the value has there; `never` where it has nothing. */
	readonly type: Type;
}

/** Binds the unbound locals of a pattern to what they match, and gives the first part that can't match. Every local is bound afterwards. */
export function bindPattern(pattern: Operand, type: Type, locals: Map<Local, Type>): PatternMismatch | undefined {
	switch (pattern.kind) {
		case "local": {
			const known = locals.get(pattern.local);
			if (known === undefined) {
				locals.set(pattern.local, type);
				return undefined;
			}
			return overlaps(known, type) ? undefined : { operand: pattern, type };
		}
		case "array":
			return bindArray(pattern, type, locals);
		case "object":
			return bindObject(pattern, type, locals);
		default: {
			const own = operandType(pattern, locals, "exact");
			return own === undefined || overlaps(own, type) ? undefined : { operand: pattern, type };
		}
	}
}

function bindArray(pattern: ArrayOperand, type: Type, locals: Map<Local, Type>): PatternMismatch | undefined {
	const length = pattern.items.length;
	const all = members(type);
	const unknown = all.length === 0 || all.some((member) => member.kind === "any");
	const fitting = all.filter(
		(member): member is ArrayType =>
			member.kind === "array" &&
			(member.items.length === length || (member.items.length < length && member.rest !== undefined)),
	);
	let mismatch: PatternMismatch | undefined;
	for (const [at, item] of pattern.items.entries()) {
		const part = unknown ? any : join(fitting.map((member) => member.items[at] ?? member.rest ?? never));
		mismatch = bindPattern(item, fitting.length === 0 ? any : part, locals) ?? mismatch;
	}
	return unknown || fitting.length > 0 ? mismatch : { operand: pattern, type };
}

function bindObject(pattern: ObjectOperand, type: Type, locals: Map<Local, Type>): PatternMismatch | undefined {
	const all = members(type);
	const unknown = all.length === 0 || all.some((member) => member.kind === "any");
	const fitting = all.filter(
		(member): member is ObjectType => member.kind === "object" && mayHaveKeys(member, pattern),
	);
	let mismatch: PatternMismatch | undefined;
	for (const { key, value } of pattern.entries) {
		const name = constantKey(key);
		const part =
			unknown || fitting.length === 0 || name === undefined
				? any
				: join(fitting.map((member) => member.fields.get(name)?.type ?? member.rest?.value ?? any));
		bindPattern(key, any, locals);
		mismatch = bindPattern(value, part, locals) ?? mismatch;
	}
	return unknown || fitting.length > 0 ? mismatch : { operand: pattern, type };
}

const constantKey = (key: Operand): string | undefined =>
	key.kind === "constant" && typeof key.value === "string" ? key.value : undefined;

function mayHaveKeys(object: ObjectType, pattern: ObjectOperand): boolean {
	const names = new Set<string | undefined>(pattern.entries.map(({ key }) => constantKey(key)));
	// A key that isn't a known string could be any of them.
	if (names.has(undefined)) return true;
	for (const [name, field] of object.fields) if (!field.optional && !names.has(name)) return false;
	return object.rest !== undefined || [...names].every((name) => name !== undefined && object.fields.has(name));
}
