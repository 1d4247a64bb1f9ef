/**
 * What the emitter knows of the whole program before it writes the first line: names and memo slots of rules, which of them
 * a `with` can reach, which functions may be replaced.
 */
import type { Value } from "../../runtime/values/value.ts";
import type { Dependencies } from "../analyze/recursion.ts";
import { referencesIn, referencesOf } from "../analyze/references.ts";
import { mayMeet, type RuleNode, type RuleTrees } from "../analyze/ruleTree.ts";
import type { Callee, ChangeTarget, Clause, CoreQuery, Operand, Read, With } from "../core.ts";
import { pathKey } from "../pathKey.ts";
import { Names } from "./literals.ts";

/** A rule (or function) as emitted code calls it. */
export interface RulePlan {
	readonly node: RuleNode;
	readonly name: string;
	/** Its memo slot; functions have none. */
	readonly slot: number;
}

export interface Plan {
	readonly names: Names;
	readonly rules: ReadonlyMap<RuleNode, RulePlan>;
	/** Functions and builtins that some `with` replaces, by calleeKey: their numbers. */
	readonly mockable: ReadonlyMap<string, number>;
	/** Paths under `data` that some `with` replaces. */
	readonly replaceable: readonly (readonly Value[])[];
	/** The slots that a `with` can't reach. */
	readonly keep: (step: With) => readonly number[];
	readonly slots: number;
}

export function calleeKey(callee: Callee): string {
	return callee.kind === "builtin" ? callee.builtin.name : `${callee.root} ${pathKey(callee.path)}`;
}

export function planProgram(
	trees: RuleTrees,
	clauses: readonly Clause[],
	graph: Dependencies,
	query: CoreQuery | undefined,
): Plan {
	const names = new Names("module");
	const rules = new Map<RuleNode, RulePlan>();
	let slots = 0;
	const visit = (node: RuleNode): void => {
		if (node.clauses.length > 0) {
			const name = names.take(ruleName(node.path));
			rules.set(node, { node, name, slot: node.kind === "function" ? -1 : slots++ });
		}
		for (const child of node.children.values()) visit(child);
	};
	visit(trees.data);
	visit(trees.private);

	const mockable = new Map<string, number>();
	const replaceable: (readonly Value[])[] = [];
	const note = (step: With): void => {
		for (const { target } of step.changes) {
			if (target.kind === "data") replaceable.push(target.path);
			else if (target.kind === "function" && !mockable.has(calleeKey(target.callee))) {
				mockable.set(calleeKey(target.callee), mockable.size);
			}
		}
	};
	for (const clause of clauses) referencesOf(clause).withs.forEach(note);
	if (query !== undefined) referencesIn(query.body).withs.forEach(note);

	// Only what a `with` changes is looked for, and most programs have none.
	const homes = new Map<Clause, RuleNode>();
	let users: Map<Clause, Clause[]> | undefined;
	const cache = new Map<string, ReadonlySet<RuleNode>>();
	const reachedBy = (target: ChangeTarget): ReadonlySet<RuleNode> => {
		const key = targetKey(target);
		let found = cache.get(key);
		if (found === undefined) {
			if (users === undefined) {
				users = reversed(graph);
				for (const node of rules.keys()) for (const clause of node.clauses) homes.set(clause, node);
			}
			found = affected(target, clauses, users, homes);
			cache.set(key, found);
		}
		return found;
	};
	const keep = (step: With): number[] => {
		const hit = step.changes.map(({ target }) => reachedBy(target));
		const kept: number[] = [];
		for (const [node, { slot }] of rules) if (slot >= 0 && !hit.some((set) => set.has(node))) kept.push(slot);
		return kept;
	};
	return { names, rules, mockable, replaceable, keep, slots };
}

/** With a `$` in it, even where the package is missing. */
function ruleName(path: readonly Value[]): string {
	const words = path.map((key) => (typeof key === "string" ? key.replace(/[^A-Za-z0-9_]/g, "_") : "_"));
	return words.length === 1 ? `$${words[0]}` : words.join("$");
}

function targetKey(target: ChangeTarget): string {
	return target.kind === "function"
		? `function ${calleeKey(target.callee)}`
		: `${target.kind} ${JSON.stringify(target.path)}`;
}

function reversed(graph: Dependencies): Map<Clause, Clause[]> {
	const users = new Map<Clause, Clause[]>();
	for (const [clause, needs] of graph) {
		for (const need of needs) {
			const list = users.get(need);
			if (list === undefined) users.set(need, [clause]);
			else list.push(clause);
		}
	}
	return users;
}

function affected(
	target: ChangeTarget,
	clauses: readonly Clause[],
	users: ReadonlyMap<Clause, readonly Clause[]>,
	homes: ReadonlyMap<Clause, RuleNode>,
): Set<RuleNode> {
	const todo = clauses.filter((clause) => touches(clause, target));
	const seen = new Set(todo);
	for (let clause = todo.pop(); clause !== undefined; clause = todo.pop()) {
		for (const user of users.get(clause) ?? []) {
			if (seen.has(user)) continue;
			seen.add(user);
			todo.push(user);
		}
	}
	const nodes = new Set<RuleNode>();
	for (const clause of seen) {
		const home = homes.get(clause);
		for (let node = home; node !== undefined; node = node.parent) nodes.add(node);
	}
	return nodes;
}

/** Whether a clause itself reads or calls what a `with` replaces, or is in its place. */
function touches(clause: Clause, target: ChangeTarget): boolean {
	if (target.kind === "data" && clause.root === "data" && overlaps(clause.path, target.path)) return true;
	const { reads, callees, nodes } = referencesOf(clause);
	if (target.kind === "function") return callees.some((callee) => calleeKey(callee) === calleeKey(target.callee));
	const isHit = ({ root, path }: Read): boolean =>
		root.kind === target.kind && (target.kind === "input" || overlaps(path, target.path));
	return reads.some(isHit) || nodes.some(({ root }) => root.kind === target.kind);
}

/** Whether a path may lead to, through or below another. */
export function overlaps(path: readonly Operand[], target: readonly Value[]): boolean {
	for (let i = 0; i < path.length && i < target.length; i++) {
		const key = path[i] as Operand;
		if (!mayMeet(key, { kind: "constant", value: target[i] as Value, span: key.span })) return false;
	}
	return true;
}
