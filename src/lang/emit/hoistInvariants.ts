/**
 * Moves reads that don't depend on a loop in front of it: `input.user` in a rule that goes through groups is read once.
 * Only reads that can neither fail with an error nor go through a collection, so that nothing but time changes.
 */
import type { Body, Local, Step } from "../core.ts";
import { allIn, operandLocals } from "../order/locals.ts";
import { isPlainRead, isSafe } from "./stepOrder.ts";

/** The same steps, invariant reads before the first loop. `bound` are the locals that have values before the body. */
export function hoistInvariants(body: Body, bound: ReadonlyMap<Local, unknown>): Body {
	// What is printed must not depend on this.
	if (body.some((step) => step.kind === "print")) return body;
	const known = new Known(bound);
	const start = body.findIndex((step) => {
		if (loops(step, known)) return true;
		gives(step, known);
		return false;
	});
	if (start === -1 || start === body.length - 1) return body;
	const before = body.slice(0, start);
	const after: Step[] = [];
	for (const step of body.slice(start)) {
		if (isPlainRead(step) && !loops(step, known) && needsOnly(step, known) && after.every(isSafe)) {
			before.push(step);
			gives(step, known);
		} else after.push(step);
	}
	return [...before, ...after];
}

/** The locals that have values: many around, of which there is one map for all bodies, and those of this one. */
class Known {
	readonly own = new Set<Local>();
	readonly #around: ReadonlyMap<Local, unknown>;

	constructor(around: ReadonlyMap<Local, unknown>) {
		this.#around = around;
	}

	has(local: Local): boolean {
		return this.own.has(local) || this.#around.has(local);
	}
}

function loops(step: Step, known: Known): boolean {
	switch (step.kind) {
		case "read":
			return !step.path.every((key) => allIn(key, known));
		case "call":
			return step.callee.kind === "builtin" && step.callee.builtin.relation === true;
		case "with":
			return true;
		default:
			return false;
	}
}

function needsOnly(step: Step, known: Known): boolean {
	if (step.kind !== "read") return false;
	if (!allIn(step.root, known)) return false;
	if (step.out.kind === "local") return true;
	return allIn(step.out, known);
}

function gives(step: Step, known: Known): void {
	if (step.kind === "unify") {
		operandLocals(step.left, known.own);
		operandLocals(step.right, known.own);
	} else if ("out" in step && step.out !== undefined) operandLocals(step.out, known.own);
}
