/** Whether every value of one type is a value of another. Stricter than overlapping: used where a declaration promises something. */
import type { ArrayType, ObjectType, Type } from "../types.ts";
import { members, type SimpleType } from "./expand.ts";

const DEEPEST = 8;

/** Whether all of `from` is within `to`. What is unknown (`any`) is within everything, for it isn't known to be outside. */
export function assignable(from: Type, to: Type, depth = 0): boolean {
	if (from === to || depth > DEEPEST) return true;
	const targets = members(to);
	return members(from).every(
		(one) => one.kind === "any" || targets.some((target) => simpleAssignable(one, target, depth)),
	);
}

function simpleAssignable(from: SimpleType, to: SimpleType, depth: number): boolean {
	switch (to.kind) {
		case "any":
			return true;
		case "null":
		case "boolean":
		case "number":
			return from.kind === to.kind;
		case "string":
			if (from.kind !== "string" || to.values === undefined) return from.kind === "string";
			return from.values?.every((value) => to.values?.includes(value)) ?? false;
		case "array":
			return from.kind === "array" && arrayAssignable(from, to, depth);
		case "set":
			return from.kind === "set" && assignable(from.of, to.of, depth + 1);
		case "object":
			return from.kind === "object" && objectAssignable(from, to, depth);
	}
}

function arrayAssignable(from: ArrayType, to: ArrayType, depth: number): boolean {
	if (from.items.length < to.items.length) return false;
	if (from.rest !== undefined && (to.rest === undefined || !assignable(from.rest, to.rest, depth + 1))) return false;
	return from.items.every((item, at) => {
		const target = to.items[at] ?? to.rest;
		return target !== undefined && assignable(item, target, depth + 1);
	});
}

function objectAssignable(from: ObjectType, to: ObjectType, depth: number): boolean {
	for (const [name, field] of from.fields) {
		const target = to.fields.get(name);
		if (target === undefined) {
			if (to.rest === undefined || !assignable({ kind: "string", values: [name] }, to.rest.key, depth + 1))
				return false;
			if (!assignable(field.type, to.rest.value, depth + 1)) return false;
		} else if ((field.optional && !target.optional) || !assignable(field.type, target.type, depth + 1)) return false;
	}
	for (const [name, target] of to.fields) if (!target.optional && !from.fields.has(name)) return false;
	if (from.rest === undefined) return true;
	if (to.rest === undefined) return false;
	return assignable(from.rest.key, to.rest.key, depth + 1) && assignable(from.rest.value, to.rest.value, depth + 1);
}
