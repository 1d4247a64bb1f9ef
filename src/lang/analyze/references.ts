/** What a clause refers to: the reads and calls in it, however deep, and what its `with` puts in place of functions. */
import type { Body, Callee, Clause, LenientPart, NodePath, Read, Step, With } from "../core.ts";

export interface References {
	readonly reads: readonly Read[];
	/** Of calls, and of what a `with` puts in place of functions. */
	readonly callees: readonly Callee[];
	readonly withs: readonly With[];
	/** NODEs, whose roots are read like references. */
	readonly nodes: readonly NodePath[];
}

/** Several analyses ask of each clause, which is gone through once. */
const known = new WeakMap<Clause, References>();

export function referencesOf(clause: Clause): References {
	let found = known.get(clause);
	if (found === undefined) {
		const collector = new Collector();
		for (const branch of clause.branches) collector.body(branch.body);
		const { verdict } = clause;
		if (verdict?.node !== undefined) collector.node(verdict.node);
		if (verdict?.fix !== undefined) {
			collector.node(verdict.fix.node);
			if (verdict.fix.path !== undefined) collector.part(verdict.fix.path);
			if (verdict.fix.value !== undefined) collector.part(verdict.fix.value);
		}
		found = collector;
		known.set(clause, found);
	}
	return found;
}

/** What the body of a query refers to. */
export function referencesIn(body: Body): References {
	const collector = new Collector();
	collector.body(body);
	return collector;
}

class Collector implements References {
	readonly reads: Read[] = [];
	readonly callees: Callee[] = [];
	readonly withs: With[] = [];
	readonly nodes: NodePath[] = [];

	body(body: Body): void {
		for (const step of body) this.#step(step);
	}

	node(node: NodePath): void {
		this.nodes.push(node);
		for (const part of node.path) this.part(part);
	}

	part(part: LenientPart): void {
		this.body(part.body);
	}

	#step(step: Step): void {
		switch (step.kind) {
			case "read":
				this.reads.push(step);
				return;
			case "call":
				this.callees.push(step.callee);
				return;
			case "comprehension":
			case "not":
			case "every":
				this.body(step.body);
				return;
			case "template":
				for (const part of step.parts) if (typeof part !== "string") this.part(part);
				return;
			case "print":
				for (const part of step.parts) this.part(part);
				return;
			case "choice":
				for (const operand of step.operands) this.body(operand);
				return;
			case "with":
				this.withs.push(step);
				for (const { target } of step.changes)
					if (target.kind === "function" && target.by !== undefined) this.callees.push(target.by);
				this.body(step.body);
				return;
			default:
				return;
		}
	}
}

/** Constants for a called function's path. */
export function calleePath(callee: Extract<Callee, { kind: "function" }>) {
	return callee.path.map((value) => ({ kind: "constant" as const, value, span: callee.span }));
}
