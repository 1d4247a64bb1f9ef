/**
 * What a function asks of its arguments, read off its clauses: patterns in the head, and what the body passes on to
 * builtins and other functions. A call with anything else gives nothing, as OPA finds it too (ast/check.go, checkRule).
 */

import { intersection } from "../../runtime/types/intersection.ts";
import { union } from "../../runtime/types/union.ts";
import { any, boolean, type Field, nothing, number, objectOf, setOf, string, type Type } from "../../runtime/types.ts";
import type { Body, Callee, Clause, Constant, Local, ObjectOperand, Operand, Step } from "../core.ts";
import { operandType, widen } from "./operandType.ts";

/** What every argument of a clause has to be for the clause to give a value; `any` where everything will do. */
export function requirements(clause: Clause, argumentsOf: (callee: Callee) => readonly Type[]): readonly Type[] {
	const branches = clause.branches.map((branch) => bodyRequirements(branch.body, argumentsOf));
	return clause.args.map((arg) => {
		const types = branches.map((required) => patternType(arg, required));
		return union(...types);
	});
}

/** The types that the calls of a body itself ask of locals; bodies nested in it may never run. */
function bodyRequirements(body: Body, argumentsOf: (callee: Callee) => readonly Type[]): ReadonlyMap<Local, Type> {
	const required = new Map<Local, Type>();
	const require = (local: Local, type: Type): void => {
		if (type.kind !== "any") required.set(local, intersection(required.get(local) ?? any, type));
	};
	for (const step of body) {
		const compared = comparedWithConstant(step);
		if (compared !== undefined) require(compared.local, constantKind(compared.constant));
		if (step.kind !== "call") continue;
		// Comparisons and memberships take anything; asking them would only cost time.
		const types = argumentsOf(step.callee);
		for (let at = 0; at < types.length; at++) {
			const [arg, type] = [step.args[at], types[at]];
			if (arg?.kind === "local" && type !== undefined) require(arg.local, type);
		}
	}
	return required;
}

/** `x == 1`, `1 = x`: only values of the constant's type pass. */
function comparedWithConstant(step: Step): { readonly local: Local; readonly constant: Constant } | undefined {
	const isEqual = step.kind === "call" && step.callee.kind === "builtin" && step.callee.builtin.name === "equal";
	const [left, right] = step.kind === "unify" ? [step.left, step.right] : isEqual ? step.args : [];
	if (left?.kind === "local" && right?.kind === "constant") return { local: left.local, constant: right };
	if (left?.kind === "constant" && right?.kind === "local") return { local: right.local, constant: left };
	return undefined;
}

function patternType(pattern: Operand, required: ReadonlyMap<Local, Type>): Type {
	switch (pattern.kind) {
		case "constant":
			return constantKind(pattern);
		case "local":
			return required.get(pattern.local) ?? any;
		case "array":
			return { kind: "array", items: pattern.items.map((item) => patternType(item, required)) };
		case "object":
			return objectPattern(pattern, required);
		case "set":
			return setOf(any);
	}
}

function objectPattern({ entries }: ObjectOperand, required: ReadonlyMap<Local, Type>): Type {
	const fields = new Map<string, Field>();
	for (const { key, value } of entries) {
		if (key.kind !== "constant" || typeof key.value !== "string") return objectOf(any, any);
		fields.set(key.value, { type: patternType(value, required), optional: false });
	}
	return { kind: "object", fields };
}

/** Clauses for some strings stand for strings, for the call may be made with others on purpose; composites likewise. */
function constantKind(pattern: Operand): Type {
	const type = widen(operandType(pattern, new Map()) ?? any);
	switch (type.kind) {
		case "null":
			return nothing;
		case "boolean":
			return boolean;
		case "number":
			return number;
		case "string":
			return string;
		default:
			return any;
	}
}
