/**
 * All rules by their path: which clauses stand where, and which a reference can reach (OPA: ast.TreeNode).
 * A node is at the ground part of its clauses' heads; a clause with more after it makes the node's document dynamic.
 */
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Clause, Operand } from "../core.ts";

export class RuleNode {
	readonly path: readonly Value[];
	readonly parent: RuleNode | undefined;
	readonly children = new Map<string, RuleNode>();
	/** Clauses whose head's ground part ends here. */
	readonly clauses: Clause[] = [];
	/** True where a package is declared at this path. */
	isPackage = false;

	constructor(path: readonly Value[], parent: RuleNode | undefined) {
		this.path = path;
		this.parent = parent;
	}

	child(key: Value): RuleNode | undefined {
		return this.children.get(keyText(key));
	}

	/** The child at a key, made where there is none. */
	grow(key: Value): RuleNode {
		const text = keyText(key);
		let child = this.children.get(text);
		if (child === undefined) {
			child = new RuleNode([...this.path, key], this);
			this.children.set(text, child);
		}
		return child;
	}

	/** What the node's document is. `dynamic`: an object whose keys come from evaluating heads. */
	get kind(): "package" | "complete" | "set" | "function" | "dynamic" {
		if (this.clauses.length === 0) return "package";
		if (this.clauses.some((clause) => clause.path.length > this.path.length)) return "dynamic";
		return (this.clauses[0] as Clause).kind;
	}

	/** Every clause at or below. */
	*all(): Iterable<Clause> {
		yield* this.clauses;
		for (const child of this.children.values()) yield* child.all();
	}

	/** `data.a.b`, for messages. */
	get name(): string {
		return pathText(this.path);
	}
}

/** A key as a text of its own. Nearly all are names, which need no escaping: no other value's text begins with a quote. */
function keyText(key: Value): string {
	return typeof key === "string" ? `"${key}` : toRegoText(key);
}

/** The trees of `data` and of what is private to policies. */
export interface RuleTrees {
	readonly data: RuleNode;
	readonly private: RuleNode;
}

export function buildTrees(clauses: readonly Clause[], packages: Iterable<readonly string[]>): RuleTrees {
	const trees: RuleTrees = { data: new RuleNode([], undefined), private: new RuleNode([], undefined) };
	for (const path of packages) {
		let node = trees.data;
		for (const key of path) node = node.grow(key);
		node.isPackage = true;
	}
	for (const clause of clauses) {
		let node = trees[clause.root];
		for (const step of clause.path) {
			if (step.kind !== "constant") break;
			node = node.grow(step.value);
		}
		node.clauses.push(clause);
	}
	return trees;
}

/** Whether a head's key and a reference's may be the same. */
export function mayMeet(a: Operand, b: Operand): boolean {
	if (a.kind === "constant" && b.kind === "constant") {
		return a.value === b.value || keyText(a.value) === keyText(b.value);
	}
	if (a.kind === "local" || b.kind === "local") return true;
	if (a.kind === "array" && b.kind === "array") {
		return a.items.length === b.items.length && a.items.every((item, i) => mayMeet(item, b.items[i] as Operand));
	}
	return a.kind === b.kind || a.kind === "constant" || b.kind === "constant";
}

/** The clauses that a reference may need. Functions only where it is a call. */
export function reached(root: RuleNode, path: readonly Operand[], call: boolean): Clause[] {
	const found: Clause[] = [];
	const visit = (node: RuleNode, at: number): void => {
		for (const clause of node.clauses) {
			if ((clause.kind === "function") !== call) continue;
			const rest = clause.path.slice(node.path.length);
			if (rest.every((key, i) => path[at + i] === undefined || mayMeet(key, path[at + i] as Operand)))
				found.push(clause);
		}
		const key = path[at];
		if (key?.kind === "constant") {
			const child = node.child(key.value);
			if (child !== undefined) visit(child, at + 1);
		} else if (
			key === undefined ||
			key.kind === "local" ||
			key.kind === "array" ||
			key.kind === "object" ||
			key.kind === "set"
		) {
			for (const child of node.children.values()) visit(child, key === undefined ? path.length : at + 1);
		}
	};
	visit(root, 0);
	return found;
}

/** A path under `data` as it is written: `data.a["b c"]`. */
export function pathText(path: readonly Value[], root = "data"): string {
	let text = root;
	for (const key of path) {
		text += typeof key === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${toRegoText(key)}]`;
	}
	return text;
}

/** How a clause's rule is called in messages. */
export function clauseName(clause: Clause): string {
	const words = clause.path.map((step) => (step.kind === "constant" ? step.value : undefined));
	const ground = words.includes(undefined) ? words.slice(0, words.indexOf(undefined)) : words;
	const text = pathText(ground as Value[], "data");
	return clause.root === "private" ? text.replace(/^data\./, "") : text;
}
