/** What a clause refers to: the reads and calls in it, however deep, and what its `with` puts in place of functions. */
import type { Body, Callee, CallStep, Clause, LenientPart, NodePath, Read, Root, Step, With } from "../core.ts";

export interface Visitor {
	readonly read?: (step: Read) => void;
	readonly call?: (step: CallStep) => void;
	readonly callee?: (callee: Callee) => void;
	readonly with?: (step: With) => void;
	/** A NODE's root, which is read like a reference. */
	readonly node?: (root: Root, node: NodePath) => void;
}

export function visitClause(clause: Clause, visitor: Visitor): void {
	for (const branch of clause.branches) visitBody(branch.body, visitor);
	const { verdict } = clause;
	if (verdict?.node !== undefined) visitNode(verdict.node, visitor);
	if (verdict?.fix !== undefined) {
		visitNode(verdict.fix.node, visitor);
		if (verdict.fix.path !== undefined) visitPart(verdict.fix.path, visitor);
		if (verdict.fix.value !== undefined) visitPart(verdict.fix.value, visitor);
	}
}

export function visitBody(body: Body, visitor: Visitor): void {
	for (const step of body) visitStep(step, visitor);
}

function visitNode(node: NodePath, visitor: Visitor): void {
	visitor.node?.(node.root, node);
	for (const part of node.path) visitPart(part, visitor);
}

function visitPart(part: LenientPart, visitor: Visitor): void {
	visitBody(part.body, visitor);
}

function visitStep(step: Step, visitor: Visitor): void {
	switch (step.kind) {
		case "read":
			visitor.read?.(step);
			return;
		case "call":
			visitor.call?.(step);
			visitor.callee?.(step.callee);
			return;
		case "comprehension":
		case "not":
		case "every":
			visitBody(step.body, visitor);
			return;
		case "template":
			for (const part of step.parts) if (typeof part !== "string") visitPart(part, visitor);
			return;
		case "print":
			for (const part of step.parts) visitPart(part, visitor);
			return;
		case "choice":
			for (const operand of step.operands) visitBody(operand, visitor);
			return;
		case "with":
			visitor.with?.(step);
			for (const { target } of step.changes) {
				if (target.kind === "function" && target.by !== undefined) visitor.callee?.(target.by);
			}
			visitBody(step.body, visitor);
			return;
		default:
			return;
	}
}

/** Constants for a called function's path. */
export function calleePath(callee: Extract<Callee, { kind: "function" }>) {
	return callee.path.map((value) => ({ kind: "constant" as const, value, span: callee.span }));
}
