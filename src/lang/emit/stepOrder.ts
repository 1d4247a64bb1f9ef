/** What may be done earlier than it stands, or not at all, without anybody noticing: steps that can't fail with an error. */
import type { Body, Local, Operand, Step } from "../core.ts";

const neverFail = new Set(["eq", "equal", "neq", "lt", "lte", "gt", "gte", "internal.member_2", "internal.member_3"]);

/** Whether a step reads a value that is there: no rule, which may fail. */
export function isPlainRead(step: Step): boolean {
	return step.kind === "read" && step.root.kind !== "data" && step.root.kind !== "private";
}

/** Whether a step can't fail with an error. */
export function isSafe(step: Step): boolean {
	if (step.kind === "call") return step.callee.kind === "builtin" && neverFail.has(step.callee.builtin.name);
	return step.kind === "unify" || step.kind === "test" || isPlainRead(step);
}

/** Whether a step reads one member of a local's value, and asks no more of it than that it equals something. */
export function isLook(step: Step | undefined, local: Local): boolean {
	if (step?.kind !== "read" || step.root.kind !== "local" || step.root.local !== local) return false;
	return step.path.length === 1 && (step.out.kind === "local" || step.out.kind === "constant");
}

/** What a local must be equal to, by steps that follow before anything can fail: the operands that say so. */
function* equalTo(local: Local, following: Body): Iterable<Operand> {
	const isIt = (operand: Operand | undefined): boolean => operand?.kind === "local" && operand.local === local;
	for (const step of following) {
		if (!isSafe(step)) return;
		if (step.kind === "call" && step.out === undefined && step.callee.kind === "builtin") {
			const [left, right] = step.args;
			const { name } = step.callee.builtin;
			if ((name !== "equal" && name !== "eq") || left === undefined || right === undefined) continue;
			if (isIt(left)) yield right;
			else if (isIt(right)) yield left;
		} else if (step.kind === "unify") {
			if (isIt(step.left)) yield step.right;
			else if (isIt(step.right)) yield step.left;
		}
	}
}

/**
 * For a local that a loop goes through: a key and a known operand that what is under it must equal, by steps that follow before
 * anything can fail. Elements that have another value there needn't be gone through.
 */
export function joinOn(
	local: Local,
	following: Body,
	isKnown: (operand: Operand) => boolean,
): { readonly key: string; readonly value: Operand } | undefined {
	for (const [index, step] of following.entries()) {
		if (!isSafe(step)) return undefined;
		if (step.kind !== "read" || step.root.kind !== "local" || step.root.local !== local) continue;
		const [key] = step.path;
		if (step.path.length !== 1 || key?.kind !== "constant" || typeof key.value !== "string") continue;
		const isOpen = step.out.kind === "local" && !isKnown(step.out);
		const wanted = isOpen ? [...equalTo(step.out.local, following.slice(index + 1))] : [step.out];
		const value = wanted.find(
			(operand) => (operand.kind === "local" || operand.kind === "constant") && isKnown(operand),
		);
		if (value !== undefined) return { key: key.value, value };
	}
	return undefined;
}
