/** Sets: what two or many have together, or one without the other. OPA: topdown/sets.go. */
import { any, setOf } from "../types.ts";
import { RegoSet, SetBuilder } from "../values/regoSet.ts";
import { typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin, operandError } from "./builtin.ts";
import { itsElements, itself } from "./decidedBy.ts";

/** What is in the first and not in the second. */
export function difference(x: RegoSet, y: RegoSet): RegoSet {
	if (x.size === 0 || y.size === 0) return x;
	const members = new SetBuilder();
	for (const member of x.unsorted()) if (!y.has(member)) members.add(member);
	return members.size === x.size ? x : members.finish();
}

/** What is in both. Of members spelled differently those of the smaller set stay. */
export function intersect(x: RegoSet, y: RegoSet): RegoSet {
	const [small, large] = x.size <= y.size ? [x, y] : [y, x];
	const members = new SetBuilder();
	for (const member of small.unsorted()) if (large.has(member)) members.add(member);
	return members.size === small.size ? small : members.finish();
}

/** What is in any of the sets. Of members spelled differently the first stay. */
export function unite(sets: readonly RegoSet[]): RegoSet {
	const filled = sets.filter(({ size }) => size > 0);
	if (filled.length === 1) return filled[0] as RegoSet;
	const members = new SetBuilder();
	for (const set of filled) for (const member of set.unsorted()) members.add(member);
	return members.finish();
}

function setsOf(xs: RegoSet): readonly RegoSet[] {
	const sets = xs.sorted();
	for (const set of sets) {
		if (!(set instanceof RegoSet)) throw operandError(1, `must be set but got ${typeName(set)}`);
	}
	return sets as readonly RegoSet[];
}

const total = (sets: readonly RegoSet[]): number => sets.reduce((sum, { size }) => sum + size, 0);

const anySet = setOf(any);
const twoSets = [
	{ name: "x", type: anySet },
	{ name: "y", type: anySet },
];

export const sets: readonly Builtin[] = [
	builtin<[RegoSet, RegoSet]>(
		{
			name: "and",
			group: "sets",
			doc: "The set of what is in both sets.",
			args: twoSets,
			returns: { name: "z", type: anySet },
			infix: "&",
			examples: [{ call: "{1, 2} & {2, 3}", gives: "{2}" }],
		},
		(x, y) => intersect(x, y),
	),
	builtin<[RegoSet, RegoSet]>(
		{
			name: "or",
			group: "sets",
			doc: "The set of what is in either set.",
			args: twoSets,
			returns: { name: "z", type: anySet },
			infix: "|",
			decidedBy: itself,
			examples: [{ call: "({1, 2} | {2, 3})", gives: "{1, 2, 3}" }],
		},
		(x, y) => unite([x, y]),
	),
	builtin<[RegoSet]>(
		{
			name: "intersection",
			group: "sets",
			doc: "The set of what is in each of a set of sets; the empty set of none.",
			args: [{ name: "xs", type: setOf(anySet), doc: "The sets." }],
			returns: { name: "y", type: anySet },
			examples: [
				{ call: "intersection({{1, 2, 3}, {2, 3}, {3, 4}})", gives: "{3}" },
				{ call: "intersection(set())", gives: "set()" },
			],
		},
		(xs, context) => {
			const all = setsOf(xs);
			context.spend(total(all));
			const [first, ...others] = all;
			return first === undefined ? xs : others.reduce(intersect, first);
		},
	),
	builtin<[RegoSet]>(
		{
			name: "union",
			group: "sets",
			doc: "The set of what is in any of a set of sets.",
			args: [{ name: "xs", type: setOf(anySet), doc: "The sets." }],
			returns: { name: "y", type: anySet },
			decidedBy: itsElements,
			examples: [{ call: "union({{1}, {2}, {1, 3}})", gives: "{1, 2, 3}" }],
		},
		(xs, context) => {
			const all = setsOf(xs);
			context.spend(total(all));
			return all.length === 0 ? xs : unite(all);
		},
	),
	builtin<[RegoSet, RegoSet]>(
		{
			name: "set_diff",
			group: "sets",
			doc: "What is in the first set and not in the second: `-` says the same.",
			args: twoSets,
			returns: { name: "z", type: anySet },
			deprecated: true,
			examples: [{ call: "set_diff({1, 2}, {2})", gives: "{1}" }],
		},
		(x: RegoSet, y: RegoSet): Value => difference(x, y),
	),
];
