/** One clause: its arguments, its bodies, its value; and for a policy's verdict the message, the node and the fix. */
import { messageNotText, wrongFix } from "../../diagnostics/catalogue/typing.ts";
import { overlaps } from "../../runtime/types/overlap.ts";
import { union } from "../../runtime/types/union.ts";
import { any, arrayOf, number, string, type Type } from "../../runtime/types.ts";
import type { Branch, Clause, Fix, Local, NodePath, Operand } from "../core.ts";
import { operandLocals } from "../order/locals.ts";
import { bindPattern } from "./bindPattern.ts";
import { checkBody, checkLenient } from "./checkBody.ts";
import { type Checking, type Surroundings, showKind } from "./checking.ts";
import { walkNode } from "./checkRead.ts";
import { join, operandType } from "./operandType.ts";

/**
 * The types of a clause's value (or set element) and of its path; undefined where its patterns can't match the arguments.
 * `args` are the types of the arguments of a function; where there are none they may be anything.
 */
export function checkClause(
	checking: Checking,
	clause: Clause,
	around: Surroundings,
	args: readonly Type[] = [],
): { readonly value: Type; readonly path: readonly Type[] } | undefined {
	const values: Type[] = [];
	let path: readonly Type[] = [];
	for (const [at, branch] of clause.branches.entries()) {
		const fits = bindArguments(checking, clause, args);
		if (!fits) return undefined;
		checking.nested(() => {
			checkBody(checking, branch.body, around);
			values.push(operandType(branch.value, checking.locals) ?? any);
			if (at === 0) path = clause.path.map((operand) => pathType(checking, operand));
			if (clause.verdict !== undefined) checkVerdict(checking, clause, branch, around);
		});
	}
	return { value: join(values), path };
}

/** Every branch begins with the arguments anew. */
function bindArguments(checking: Checking, clause: Clause, types: readonly Type[]): boolean {
	if (clause.args.length === 0) return true;
	const locals = new Set<Local>();
	for (const arg of clause.args) operandLocals(arg, locals);
	for (const local of locals) checking.locals.delete(local);
	let fits = true;
	for (const [at, arg] of clause.args.entries())
		if (bindPattern(arg, types[at] ?? any, checking.locals) !== undefined) fits = false;
	return fits;
}

/** The type of a key that a rule's head makes. */
const pathType = (checking: Checking, operand: Operand): Type => operandType(operand, checking.locals) ?? any;

function checkVerdict(checking: Checking, clause: Clause, branch: Branch, around: Surroundings): void {
	const { node, fix } = clause.verdict ?? {};
	checkMessage(checking, clause, branch);
	if (node !== undefined) checkNode(checking, node, around);
	if (fix === undefined) return;
	checkNode(checking, fix.node, around);
	checkFix(checking, fix, around);
}

/** A message that is no template string was wrapped in one by the resolver: its only part is what the author wrote. */
function checkMessage(checking: Checking, clause: Clause, branch: Branch): void {
	if (clause.rule?.kind !== "verdict" || clause.rule.message.kind === "template") return;
	for (const step of branch.body) {
		if (step.kind !== "template" || step.term !== clause.rule.message) continue;
		const [part] = step.parts;
		if (step.parts.length !== 1 || part === undefined || typeof part === "string") return;
		const type = operandType(part.value, checking.locals) ?? any;
		if (overlaps(type, union(string, number))) return;
		const { span } = clause.rule.message;
		checking.report(span, messageNotText({ text: checking.cite(span), type: showKind(type) }));
		return;
	}
}

function checkNode(checking: Checking, node: NodePath, around: Surroundings): void {
	for (const part of node.path) checkLenient(checking, part, around);
	walkNode(checking, node, around);
}

function checkFix(checking: Checking, fix: Fix, around: Surroundings): void {
	const value = fix.value === undefined ? undefined : checkLenient(checking, fix.value, around);
	if (fix.path !== undefined) {
		const type = checkLenient(checking, fix.path, around);
		if (!overlaps(type, union(string, arrayOf(union(string, number))), "operand"))
			reportFix(checking, fix.op, fix.path.value, "array[string] as the path", type);
	}
	if (value === undefined || fix.value === undefined || fix.op === "set") return;
	if (!overlaps(value, string)) reportFix(checking, fix.op, fix.value.value, "string as the text", value);
}

function reportFix(checking: Checking, op: string, operand: Operand, expected: string, type: Type): void {
	checking.report(operand.span, wrongFix({ op, expected, text: checking.citeOperand(operand), type: showKind(type) }));
}
