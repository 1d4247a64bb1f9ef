/**
 * How the functions of a program are called: in which order they can be checked so that callers come first, and which
 * types their arguments have taken together over all calls. So a mistake in a function's body shows, too.
 */

import { union } from "../../runtime/types/union.ts";
import { any, type Type } from "../../runtime/types.ts";
import { referencesOf } from "../analyze/references.ts";
import type { Callee, Clause } from "../core.ts";

/** A function's name as one key. */
export const calleeKey = (callee: Callee): string =>
	callee.kind === "builtin" ? callee.builtin.name : functionKey(callee.root, callee.path);

/** A function's clauses share one key. */
export const clauseKey = (clause: Clause): string =>
	functionKey(
		clause.root,
		clause.path.map((word) => (word.kind === "constant" ? word.value : "")),
	);

const functionKey = (root: "data" | "private", path: readonly unknown[]): string => `${root}\0${path.join("\0")}`;

/** What `with` does to functions, over the whole program. */
export interface Replacements {
	/** Functions that are replaced somewhere: a call of them may give anything. */
	readonly replaced: ReadonlySet<string>;
	/** Functions that are put in place of others: they may be called with anything. */
	readonly replacing: ReadonlySet<string>;
}

export function findReplacements(clauses: readonly Clause[]): Replacements {
	const replaced = new Set<string>();
	const replacing = new Set<string>();
	for (const clause of clauses)
		for (const { changes } of referencesOf(clause).withs)
			for (const { target } of changes) {
				if (target.kind !== "function") continue;
				replaced.add(calleeKey(target.callee));
				if (target.by !== undefined) replacing.add(calleeKey(target.by));
			}
	return { replaced, replacing };
}

/** The clauses of functions, those of callers before those of the functions they call. Circles, which are mistakes, come last. */
export function callersFirst(clauses: readonly Clause[]): readonly Clause[] {
	const functions = functionClauses(clauses);
	const callees = new Map<string, Set<string>>();
	const callers = new Map<string, number>();
	for (const [key, own] of functions) {
		const called = new Set<string>();
		for (const clause of own) for (const callee of referencesOf(clause).callees) called.add(calleeKey(callee));
		callees.set(key, called);
		for (const other of called) callers.set(other, (callers.get(other) ?? 0) + 1);
	}
	const ordered: Clause[] = [];
	const ready = [...functions.keys()].filter((key) => !callers.has(key)).reverse();
	for (let key = ready.pop(); key !== undefined; key = ready.pop()) {
		ordered.push(...(functions.get(key) ?? []));
		functions.delete(key);
		for (const other of callees.get(key) ?? []) {
			const left = (callers.get(other) ?? 0) - 1;
			callers.set(other, left);
			if (left === 0 && functions.has(other)) ready.push(other);
		}
	}
	return [...ordered, ...[...functions.values()].flat()];
}

/** The clauses of every function, by key. */
export function functionClauses(clauses: readonly Clause[]): Map<string, Clause[]> {
	const functions = new Map<string, Clause[]>();
	for (const clause of clauses) {
		if (clause.kind !== "function") continue;
		const key = clauseKey(clause);
		const known = functions.get(key);
		if (known === undefined) functions.set(key, [clause]);
		else known.push(clause);
	}
	return functions;
}

/** The types that arguments take over all calls. */
export class ArgumentTypes {
	readonly #byFunction = new Map<string, Type[]>();

	add(key: string, types: readonly Type[]): void {
		const known = this.#byFunction.get(key);
		if (known === undefined) this.#byFunction.set(key, [...types]);
		else for (const [at, type] of types.entries()) known[at] = union(known[at] ?? any, type);
	}

	/** Undefined where the function is never called. */
	of(key: string): readonly Type[] | undefined {
		return this.#byFunction.get(key);
	}
}
