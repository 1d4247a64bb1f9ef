/** How often each local stands in a clause: one that stands only once need not be kept. */
import type { Body, Clause, LenientPart, Local, NodePath, Operand, Root, Step } from "../core.ts";

export class LocalUses {
	readonly #counts = new Map<Local, number>();
	/** Locals that are only gone through or looked into, never taken as a whole value. */
	readonly #asValue = new Set<Local>();

	static ofClause(clause: Clause): LocalUses {
		const uses = new LocalUses();
		for (const arg of clause.args) uses.#operand(arg);
		for (const step of clause.path) uses.#operand(step);
		for (const branch of clause.branches) {
			uses.#body(branch.body, false);
			uses.#operand(branch.value);
		}
		const { verdict } = clause;
		if (verdict?.node !== undefined) uses.#node(verdict.node);
		if (verdict?.fix !== undefined) {
			uses.#node(verdict.fix.node);
			if (verdict.fix.path !== undefined) uses.#part(verdict.fix.path);
			if (verdict.fix.value !== undefined) uses.#part(verdict.fix.value);
		}
		return uses;
	}

	static ofBody(body: Body, results: readonly Local[]): LocalUses {
		const uses = new LocalUses();
		uses.#body(body, false);
		for (const local of results) uses.#add(local);
		return uses;
	}

	/** Counts a local as used that the emitter made itself. */
	force(local: Local): void {
		this.#counts.set(local, 2);
	}

	isUsed(local: Local): boolean {
		return (this.#counts.get(local) ?? 0) > 1;
	}

	/** Whether a local that holds a collection is needed as a whole. */
	asValue(local: Local): boolean {
		return this.#asValue.has(local);
	}

	#add(local: Local): void {
		this.#counts.set(local, (this.#counts.get(local) ?? 0) + 1);
	}

	#operand(operand: Operand): void {
		switch (operand.kind) {
			case "local":
				this.#add(operand.local);
				this.#asValue.add(operand.local);
				return;
			case "array":
			case "set":
				for (const item of operand.items) this.#operand(item);
				return;
			case "object":
				for (const { key, value } of operand.entries) {
					this.#operand(key);
					this.#operand(value);
				}
				return;
			default:
				return;
		}
	}

	#root(root: Root): void {
		if (root.kind === "local") this.#add(root.local);
		else if (root.kind === "array" || root.kind === "object" || root.kind === "set") this.#operand(root);
	}

	#body(body: Body, negated: boolean): void {
		for (const step of body) this.#step(step, negated);
	}

	#step(step: Step, negated: boolean): void {
		switch (step.kind) {
			case "test":
				this.#operand(step.operand);
				return;
			case "unify":
				this.#operand(step.left);
				this.#operand(step.right);
				return;
			case "read":
				this.#root(step.root);
				for (const key of step.path) this.#operand(key);
				this.#out(step.out);
				return;
			case "call": {
				const { callee, args, out } = step;
				const name = callee.kind === "builtin" ? callee.builtin.name : "";
				const looksIn = !negated && out === undefined && name === "internal.member_2";
				args.forEach((arg, index) => {
					if (looksIn && index === 1 && arg.kind === "local") this.#add(arg.local);
					else this.#operand(arg);
				});
				if (out !== undefined) this.#out(out);
				return;
			}
			case "comprehension":
				this.#body(step.body, false);
				if (step.key !== undefined) this.#operand(step.key);
				this.#operand(step.head);
				this.#out(step.out);
				return;
			case "template":
				for (const part of step.parts) if (typeof part !== "string") this.#part(part);
				this.#out(step.out);
				return;
			case "print":
				for (const part of step.parts) this.#part(part);
				return;
			case "not":
				this.#body(step.body, true);
				return;
			case "every":
				this.#operand(step.domain);
				this.#add(step.value);
				if (step.key !== undefined) this.#add(step.key);
				this.#body(step.body, negated);
				return;
			case "choice":
				for (const operand of step.operands) this.#body(operand, negated);
				return;
			case "with":
				for (const change of step.changes) this.#operand(change.value);
				this.#body(step.body, negated);
				return;
		}
	}

	/** Where a result goes: standing there alone is no use of it as a value. */
	#out(out: Operand): void {
		if (out.kind === "local") this.#add(out.local);
		else this.#operand(out);
	}

	#part(part: LenientPart): void {
		this.#body(part.body, false);
		this.#operand(part.value);
	}

	#node(node: NodePath): void {
		this.#root(node.root);
		for (const part of node.path) this.#part(part);
	}
}
