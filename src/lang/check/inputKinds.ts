/**
 * Which kinds of document a clause can see as `input`. Inside a policy that is the policy's kind. A rule beside policies in a
 * `.policy` file has the kinds of all policies that reach it, and none that is known as soon as anything else reaches it.
 */
import { calleePath, visitClause } from "../analyze/references.ts";
import { buildTrees, type RuleTrees, reached } from "../analyze/ruleTree.ts";
import type { Clause, Root } from "../core.ts";

/** The ids of the kinds, or `any` where `input` may be anything. */
export type InputKinds = ReadonlySet<string> | "any";

const nobody: ReadonlySet<string> = new Set();

/**
 * The kinds of every clause.
 * @param kindOf the kind of the policy that a clause is part of, if it is
 * @param isHelper true for rules that are there for the policies beside them: those of `.policy` files
 */
export function inputKinds(
	clauses: readonly Clause[],
	kindOf: (clause: Clause) => string | undefined,
	isHelper: (clause: Clause) => boolean,
): (clause: Clause) => InputKinds {
	const kinds = new Map<Clause, Set<string> | "any">();
	const helpers = clauses.filter((clause) => kindOf(clause) === undefined && isHelper(clause));
	// Without rules beside policies there is nothing to follow.
	if (helpers.length > 0) {
		const follow = follower(buildTrees(clauses, []));
		const policies = clauses.filter((clause) => kindOf(clause) !== undefined);
		for (const kind of new Set(policies.map((clause) => kindOf(clause) as string)))
			for (const clause of follow(policies.filter((one) => kindOf(one) === kind))) addKind(kinds, clause, kind);
		const others = clauses.filter(
			(clause) => kindOf(clause) === undefined && (!isHelper(clause) || !kinds.has(clause)),
		);
		for (const clause of follow(others)) kinds.set(clause, "any");
	}
	return (clause) => {
		const own = kindOf(clause);
		if (own !== undefined) return new Set([own]);
		return isHelper(clause) ? (kinds.get(clause) ?? nobody) : "any";
	};
}

function addKind(kinds: Map<Clause, Set<string> | "any">, clause: Clause, kind: string): void {
	const known = kinds.get(clause);
	if (known === undefined) kinds.set(clause, new Set([kind]));
	else if (known !== "any") known.add(kind);
}

/** All clauses that some clauses reach, themselves included. */
function follower(trees: RuleTrees): (from: readonly Clause[]) => ReadonlySet<Clause> {
	const next = new Map<Clause, readonly Clause[]>();
	const references = (clause: Clause): readonly Clause[] => {
		let found = next.get(clause);
		if (found === undefined) {
			found = direct(clause, trees);
			next.set(clause, found);
		}
		return found;
	};
	return (from) => {
		const seen = new Set<Clause>(from);
		const open = [...from];
		for (let clause = open.pop(); clause !== undefined; clause = open.pop())
			for (const other of references(clause)) {
				if (seen.has(other)) continue;
				seen.add(other);
				open.push(other);
			}
		return seen;
	};
}

function direct(clause: Clause, trees: RuleTrees): readonly Clause[] {
	const found: Clause[] = [];
	const tree = (root: Root) => (root.kind === "data" || root.kind === "private" ? trees[root.kind] : undefined);
	visitClause(clause, {
		read: ({ root, path }) => {
			const node = tree(root);
			if (node !== undefined) found.push(...reached(node, path, false));
		},
		callee: (callee) => {
			if (callee.kind === "function") found.push(...reached(trees[callee.root], calleePath(callee), true));
		},
		node: (root, { path }) => {
			const node = tree(root);
			if (node !== undefined)
				found.push(
					...reached(
						node,
						path.map((part) => part.value),
						false,
					),
				);
		},
	});
	return found;
}
