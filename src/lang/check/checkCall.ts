/** Calls: whether the arguments can be what the function takes, and what it gives back. */
import { wrongArgument } from "../../diagnostics/catalogue/typing.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { isUnknown, members, onlyKind } from "../../runtime/types/expand.ts";
import { intersection } from "../../runtime/types/intersection.ts";
import { elements } from "../../runtime/types/lookup.ts";
import { overlaps } from "../../runtime/types/overlap.ts";
import { any, arrayOf, boolean, nothing, number, objectOf, setOf, string, type Type } from "../../runtime/types.ts";
import type { Callee, CallStep, Local, Operand } from "../core.ts";
import { builtinResult } from "./builtinResult.ts";
import { checkDifferent, checkEqual, checkMembership, checkOrder } from "./checkComparison.ts";
import { type Checking, type FunctionCallee, type Surroundings, show, showKind } from "./checking.ts";
import { calleeKey } from "./functionCalls.ts";
import { operandType } from "./operandType.ts";

/** The type of what a call gives; reports arguments that it can't take. */
export function checkCall(checking: Checking, step: CallStep, around: Surroundings): Type {
	const types = step.args.map((arg) => operandType(arg, checking.locals) ?? any);
	// A mock takes and gives what it likes.
	if (around.replaced.size > 0 && around.replaced.has(calleeKey(step.callee))) return any;
	if (step.callee.kind === "builtin") return builtinCall(checking, step, step.callee.builtin, types);
	const { standsFor } = step.callee;
	if (standsFor !== undefined) return builtinCall(checking, step, standsFor, types);
	return functionCall(checking, step, step.callee, types);
}

function functionCall(checking: Checking, step: CallStep, callee: FunctionCallee, types: readonly Type[]): Type {
	const known = checking.ground.rules[callee.root].function(callee.path);
	if (known === undefined) return any;
	let passed = types;
	for (const [at, expected] of known.args.entries()) {
		const type = types[at] ?? any;
		if (overlaps(type, expected, "operand")) continue;
		reportArgument(
			checking,
			step.args[at] as Operand,
			type,
			expected,
			checking.cite(callee.span),
			`argument ${at + 1}`,
		);
		// What was reported here isn't reported again in the function's body.
		passed = passed.with(at, any);
	}
	checking.pass.onCall?.(callee, passed);
	if (passed !== types || isReplaced(checking, callee)) return any;
	return checking.pass.precise ? checking.ground.resultOf(callee, types) : known.result;
}

/** Whether a `with` replaces it somewhere: hardly any program has one that does. */
function isReplaced({ ground: { replaced } }: Checking, callee: Callee): boolean {
	return replaced.size > 0 && replaced.has(calleeKey(callee));
}

function builtinCall(checking: Checking, step: CallStep, builtin: Builtin, types: readonly Type[]): Type {
	const [left, right] = step.args;
	if (left !== undefined && right !== undefined) {
		switch (builtin.name) {
			case "equal":
				// Where the answer is a value, as in `x := a == b`, OPA lets it be false.
				if (step.out === undefined || checking.strict) checkEqual(checking, left, right, step.span);
				return builtin.returns.type;
			case "neq":
				checkDifferent(checking, left, right, step.span);
				return builtin.returns.type;
			case "lt":
			case "lte":
			case "gt":
			case "gte":
				checkOrder(checking, step, builtin.infix ?? builtin.name);
				return builtin.returns.type;
			case "internal.member_2":
			case "internal.member_3":
				checkMembership(checking, step);
				return builtin.returns.type;
		}
	}
	if (checking.pass.precise && step.out === undefined && left?.kind === "local")
		narrowByTest(checking, builtin.name, left.local);
	let fits = true;
	for (const [at, argument] of builtin.args.entries()) {
		const type = types[at] ?? any;
		if (overlaps(type, argument.type, "operand")) continue;
		const infix = builtin.infix !== undefined && step.term?.kind === "infix";
		const which = infix
			? at === 0
				? "its left operand"
				: "its right operand"
			: `argument ${at + 1} (${argument.name})`;
		const name = infix ? (builtin.infix as string) : builtin.name;
		reportArgument(checking, step.args[at] as Operand, type, argument.type, name, which);
		fits = false;
	}
	if (!fits || isReplaced(checking, step.callee)) return any;
	// OPA knows no more than the signature.
	return checking.pass.precise ? builtinResult(builtin, types, step.args) : builtin.returns.type;
}

/** After `is_string(x)` the rest of the body is about strings. */
function narrowByTest(checking: Checking, name: string, local: Local): void {
	const tested = tests.get(name);
	const known = checking.locals.get(local);
	if (tested !== undefined && known !== undefined) checking.narrow(local, intersection(known, tested));
}

const tests: ReadonlyMap<string, Type> = new Map<string, Type>([
	["is_array", arrayOf(any)],
	["is_boolean", boolean],
	["is_null", nothing],
	["is_number", number],
	["is_object", objectOf(any, any)],
	["is_set", setOf(any)],
	["is_string", string],
]);

function reportArgument(
	checking: Checking,
	operand: Operand,
	type: Type,
	expected: Type,
	name: string,
	which: string,
): void {
	const hint = argumentHint(checking, operand, type, expected);
	checking.report(
		operand.span,
		wrongArgument({
			name,
			expected: show(expected),
			which,
			text: checking.citeOperand(operand),
			type: showKind(type),
			...(hint === undefined ? {} : { hint }),
		}),
	);
}

function argumentHint(checking: Checking, operand: Operand, type: Type, expected: Type): string | undefined {
	const text = checking.citeOperand(operand);
	const takes = (other: Type["kind"]): boolean => members(expected).some((member) => member.kind === other);
	const gives = (other: Type["kind"]): boolean => members(type).every((member) => member.kind === other);
	if (gives("string") && onlyKind(expected) === "number") {
		if (operand.kind !== "constant") return `\`to_number(${text})\` makes a number of it`;
		return /^"-?\d+(\.\d+)?"$/.test(text) ? `write \`${text.slice(1, -1)}\` without quotes` : undefined;
	}
	if (gives("number") && onlyKind(expected) === "string")
		return operand.kind === "constant" ? `write \`"${text}"\` in quotes` : `\`$"{${text}}"\` makes a string of it`;
	if (gives("set") && takes("array") && !takes("set")) return `\`[x | some x in ${text}]\` makes an array of it`;
	if (gives("array") && takes("set") && !takes("array")) return `\`{x | some x in ${text}}\` makes a set of it`;
	const inside = gives("array") || gives("set") ? elements(type)?.value : undefined;
	if (inside !== undefined && !isUnknown(inside) && overlaps(inside, expected, "operand"))
		return `\`some element in ${text}\` goes through its elements`;
	const wanted = members(expected).find((member) => member.kind === "array");
	const named = wanted !== undefined && !isUnknown(elements(wanted)?.value ?? any);
	if (named && !isUnknown(type) && overlaps(arrayOf(type), expected, "operand"))
		return `\`[${text}]\` makes an array of it`;
	return undefined;
}
