/** Which locals an operand, a step or a body holds. */
import type { Body, LenientPart, Local, NodePath, Operand, Root, Step } from "../core.ts";

export function operandLocals(operand: Operand | Root, into: Set<Local>): void {
	switch (operand.kind) {
		case "local":
			into.add(operand.local);
			return;
		case "array":
		case "set":
			for (const item of operand.items) operandLocals(item, into);
			return;
		case "object":
			for (const { key, value } of operand.entries) {
				operandLocals(key, into);
				operandLocals(value, into);
			}
			return;
		default:
			return;
	}
}

/** Whether every local of an operand is among those that are known: asked too often to make a set for it. */
export function allIn(operand: Operand | Root, known: { has(local: Local): boolean }): boolean {
	switch (operand.kind) {
		case "local":
			return known.has(operand.local);
		case "array":
		case "set":
			for (const item of operand.items) if (!allIn(item, known)) return false;
			return true;
		case "object":
			for (const { key, value } of operand.entries) if (!allIn(key, known) || !allIn(value, known)) return false;
			return true;
		default:
			return true;
	}
}

/** The locals that stand in a step itself, at its own level: not those of bodies that are scopes of their own. */
export function directLocals(step: Step, into: Set<Local>): void {
	switch (step.kind) {
		case "test":
			operandLocals(step.operand, into);
			return;
		case "unify":
			operandLocals(step.left, into);
			operandLocals(step.right, into);
			return;
		case "read":
			operandLocals(step.root, into);
			for (const key of step.path) operandLocals(key, into);
			operandLocals(step.out, into);
			return;
		case "call":
			for (const arg of step.args) operandLocals(arg, into);
			if (step.out !== undefined) operandLocals(step.out, into);
			return;
		case "comprehension":
		case "template":
			operandLocals(step.out, into);
			return;
		case "every":
			operandLocals(step.domain, into);
			return;
		case "not":
			if (!step.scoped) for (const inner of step.body) directLocals(inner, into);
			return;
		case "with":
			for (const change of step.changes) operandLocals(change.value, into);
			for (const inner of step.body) directLocals(inner, into);
			return;
		case "choice":
			step.operands.forEach((operand, i) => {
				if (!step.scoped[i]) for (const inner of operand) directLocals(inner, into);
			});
			return;
		case "print":
			return;
	}
}

/** Every local in a step, however deep. */
export function allLocals(step: Step, into: Set<Local>): void {
	directLocals(step, into);
	switch (step.kind) {
		case "comprehension":
			if (step.key !== undefined) operandLocals(step.key, into);
			operandLocals(step.head, into);
			bodyLocals(step.body, into);
			return;
		case "template":
			for (const part of step.parts) if (typeof part !== "string") partLocals(part, into);
			return;
		case "print":
			for (const part of step.parts) partLocals(part, into);
			return;
		case "not":
		case "with":
		case "every":
			bodyLocals(step.body, into);
			return;
		case "choice":
			for (const operand of step.operands) bodyLocals(operand, into);
			return;
		default:
			return;
	}
}

export function bodyLocals(body: Body, into: Set<Local>): void {
	for (const step of body) allLocals(step, into);
}

export function partLocals(part: LenientPart, into: Set<Local>): void {
	bodyLocals(part.body, into);
	operandLocals(part.value, into);
}

export function nodeLocals(node: NodePath, into: Set<Local>): void {
	operandLocals(node.root, into);
	for (const part of node.path) partLocals(part, into);
}
