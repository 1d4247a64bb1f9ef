/** Rules that need their own value. Each circle is reported once, at the rule of it that stands first. */
import { recursiveRule } from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Clause } from "../core.ts";
import { calleePath, referencesOf } from "./references.ts";
import { clauseName, type RuleTrees, reached } from "./ruleTree.ts";

/** The clauses that each clause may need. */
export type Dependencies = ReadonlyMap<Clause, ReadonlySet<Clause>>;

export function dependencies(clauses: readonly Clause[], trees: RuleTrees): Dependencies {
	const graph = new Map<Clause, Set<Clause>>();
	for (const clause of clauses) {
		const needs = new Set<Clause>();
		graph.set(clause, needs);
		const { reads, nodes, callees } = referencesOf(clause);
		for (const { root, path } of reads) {
			if (root.kind !== "data" && root.kind !== "private") continue;
			for (const other of reached(trees[root.kind], path, false)) needs.add(other);
		}
		for (const { root, path } of nodes) {
			if (root.kind !== "data" && root.kind !== "private") continue;
			const keys = path.map((part) => part.value);
			for (const other of reached(trees[root.kind], keys, false)) needs.add(other);
		}
		for (const callee of callees) {
			if (callee.kind !== "function") continue;
			for (const other of reached(trees[callee.root], calleePath(callee), true)) needs.add(other);
		}
	}
	return graph;
}

/** Reports circles; gives the clauses in them. */
export function checkRecursion(graph: Dependencies, diagnostics: Diagnostic[]): ReadonlySet<Clause> {
	const inCircles = new Set<Clause>();
	const done = new Set<Clause>();
	for (const start of graph.keys()) {
		if (done.has(start)) continue;
		const circle = findCircle(start, graph, done);
		if (circle === undefined || circle.some((clause) => inCircles.has(clause))) continue;
		for (const clause of circle) inCircles.add(clause);
		const first = circle[0] as Clause;
		const cycle = [...circle, first].map(clauseName);
		diagnostics.push(at(first.source, first.headSpan, recursiveRule({ name: clauseName(first), cycle })));
	}
	return inCircles;
}

/** Depth first without recursion of our own, as chains of rules may be long. */
function findCircle(start: Clause, graph: Dependencies, done: Set<Clause>): Clause[] | undefined {
	const path: Clause[] = [start];
	const onPath = new Set<Clause>([start]);
	const todo: Iterator<Clause>[] = [(graph.get(start) ?? new Set<Clause>()).values()];
	let found: Clause[] | undefined;
	while (todo.length > 0) {
		const next = (todo[todo.length - 1] as Iterator<Clause>).next();
		if (next.done) {
			todo.pop();
			const finished = path.pop() as Clause;
			onPath.delete(finished);
			done.add(finished);
			continue;
		}
		const clause = next.value;
		if (onPath.has(clause)) {
			found ??= path.slice(path.indexOf(clause));
			continue;
		}
		if (done.has(clause)) continue;
		path.push(clause);
		onPath.add(clause);
		todo.push((graph.get(clause) ?? new Set<Clause>()).values());
	}
	return found;
}
