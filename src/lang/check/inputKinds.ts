/**
 * Which kinds of document a clause can see as `input`. Inside a policy that is the policy's kind. A rule beside policies has the
 * kinds of all policies that reach it, and none that is known as soon as anything else reaches it, or nothing does.
 */
import { calleePath, referencesOf } from "../analyze/references.ts";
import { buildTrees, type RuleTrees, reached } from "../analyze/ruleTree.ts";
import type { Clause, Root } from "../core.ts";

/** The ids of the kinds, or `any` where `input` may be anything. */
export type InputKinds = ReadonlySet<string> | "any";

/**
 * The kinds of every clause.
 * @param kindOf the kind of the policy that a clause is part of, if it is
 */
export function inputKinds(
	clauses: readonly Clause[],
	kindOf: (clause: Clause) => string | undefined,
): (clause: Clause) => InputKinds {
	const kinds = new Map<Clause, Set<string> | "any">();
	const inPolicies = new Map<Clause, string>();
	const beside: Clause[] = [];
	for (const clause of clauses) {
		const kind = kindOf(clause);
		if (kind === undefined) beside.push(clause);
		else inPolicies.set(clause, kind);
	}
	const known = new Set(inPolicies.values());
	// Without rules on both sides there is nothing to follow.
	if (inPolicies.size > 0 && beside.length > 0) {
		const follow = follower(buildTrees(clauses, []));
		for (const kind of known)
			for (const clause of follow(clauses.filter((one) => inPolicies.get(one) === kind))) addKind(kinds, clause, kind);
		// A rule that no policy needs may be asked for by anybody. Not so functions, which have no value of their own, tests,
		// which bring their input along, and what a library has beyond what these policies need.
		const used = new Set(beside.filter((one) => kinds.has(one)).map((one) => one.packagePath.join(".")));
		const isEntry = (one: Clause): boolean =>
			!kinds.has(one) && one.kind !== "function" && !isTest(one) && !used.has(one.packagePath.join("."));
		for (const clause of follow(beside.filter(isEntry))) kinds.set(clause, "any");
	}
	const alone = new Map([...known].map((kind) => [kind, new Set([kind])]));
	return (clause) => {
		const own = inPolicies.get(clause);
		return (own === undefined ? kinds.get(clause) : alone.get(own)) ?? "any";
	};
}

function isTest(clause: Clause): boolean {
	const name = clause.path[clause.packagePath.length];
	return name?.kind === "constant" && typeof name.value === "string" && name.value.startsWith("test_");
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
	const { reads, callees, nodes } = referencesOf(clause);
	for (const { root, path } of reads) {
		const node = tree(root);
		if (node !== undefined) found.push(...reached(node, path, false));
	}
	for (const callee of callees)
		if (callee.kind === "function") found.push(...reached(trees[callee.root], calleePath(callee), true));
	for (const { root, path } of nodes) {
		const node = tree(root);
		const keys = path.map((part) => part.value);
		if (node !== undefined) found.push(...reached(node, keys, false));
	}
	return found;
}
