/** Graphs as objects from node to neighbours, and walking through values. OPA: topdown/reachable.go, topdown/walk.go. */
import { any, arrayOf, objectOf, setOf, tuple, union } from "../types.ts";
import { get, keysAndValues } from "../values/access.ts";
import { KeyIndex } from "../values/keyIndex.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { RegoSet, SetBuilder } from "../values/regoSet.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin, failure } from "./builtin.ts";
import { items } from "./operands.ts";

type Graph = PlainObject | RegoObject;
type Nodes = readonly Value[] | RegoSet;

/** The neighbours of a node; undefined for one that isn't in the graph, none where they are no collection. */
function neighboursOf(graph: Graph, node: Value): readonly Value[] | undefined {
	const edges = get(graph, node);
	if (edges === undefined) return undefined;
	return Array.isArray(edges) || edges instanceof RegoSet ? items(edges as Nodes) : [];
}

/** The nodes of the graph that can be come to. */
function reachable(graph: Graph, initial: Nodes, context: BuiltinContext): RegoSet {
	const queue = [...items(initial)];
	const reached = new SetBuilder();
	const seen = new KeyIndex();
	for (let i = 0; i < queue.length; i++) {
		const node = queue[i] as Value;
		if (seen.add(node) === -1) continue;
		const neighbours = neighboursOf(graph, node);
		if (neighbours === undefined) continue;
		context.spend(neighbours.length + 1);
		reached.add(node);
		for (const neighbour of neighbours) queue.push(neighbour);
	}
	return reached.finish();
}

/** Where a search for paths stands: the node last gone to, and which of its neighbours comes next. */
interface Stop {
	readonly neighbours: readonly Value[];
	next: number;
}

/** Collects the longest paths from one node: each ends where nothing follows, before a node outside, or before it would close a ring. */
function pathsFrom(graph: Graph, start: Value, paths: SetBuilder, context: BuiltinContext): void {
	const first = neighboursOf(graph, start);
	if (first === undefined) return;
	const path: Value[] = [start];
	const known = new KeyIndex();
	/** How often each known node is on the path. As in OPA, the start may follow itself once. */
	const uses: number[] = [];
	const use = (node: Value, change: 1 | -1): void => {
		const added = known.add(node);
		const position = added === -1 ? known.find(node) : added;
		uses[position] = (uses[position] ?? 0) + change;
	};
	const isOnPath = (node: Value): boolean => (uses[known.find(node)] ?? 0) > 0;
	const commit = (): void => {
		context.spend(path.length);
		paths.add(path.slice());
	};
	if (first.length === 0) commit();
	use(start, 1);
	const stops: Stop[] = [{ neighbours: first, next: 0 }];
	for (let stop = stops.at(-1); stop !== undefined; stop = stops.at(-1)) {
		context.spend(1);
		if (stop.next === stop.neighbours.length) {
			stops.pop();
			use(path.pop() as Value, -1);
			continue;
		}
		const node = stop.neighbours[stop.next++] as Value;
		const neighbours = stops.length > 1 && isOnPath(node) ? undefined : neighboursOf(graph, node);
		if (neighbours === undefined) {
			commit();
			continue;
		}
		path.push(node);
		use(node, 1);
		if (neighbours.length === 0) commit();
		stops.push({ neighbours, next: 0 });
	}
}

/** More values at once would exhaust memory rather than the budget. */
const MOST_WALKED = 4_000_000;
const tooMany = () => failure(`more than ${MOST_WALKED} values`);

/**
 * Every value within a value with the path to it, in OPA's order: first itself, then its members, each with all that is in it.
 * Sets have their elements as steps. Keeps a list instead of calling itself, so depth costs no stack.
 */
function walk(value: Value, context: BuiltinContext): readonly Value[] {
	const solutions: Value[] = [];
	const pending: Value[] = [value];
	const paths: (readonly Value[])[] = [[]];
	while (pending.length > 0) {
		const current = pending.pop() as Value;
		const path = paths.pop() as readonly Value[];
		solutions.push([path, current]);
		if (solutions.length > MOST_WALKED) throw tooMany();
		const { keys, values } = keysAndValues(current);
		context.spend(1 + keys.length * (path.length + 1) * 0.25);
		for (let i = keys.length - 1; i >= 0; i--) {
			pending.push(values[i] as Value);
			paths.push([...path, keys[i] as Value]);
		}
	}
	return solutions;
}

/** The values that walking gives, in the same order, without their paths. */
export function walkValues(value: Value, context: BuiltinContext): readonly Value[] {
	const found: Value[] = [];
	const pending: Value[] = [value];
	while (pending.length > 0) {
		const current = pending.pop() as Value;
		found.push(current);
		if (found.length > MOST_WALKED) throw tooMany();
		if (typeof current !== "object" || current === null) continue;
		const { values } = keysAndValues(current);
		context.spend(1 + values.length * 0.25);
		for (let i = values.length - 1; i >= 0; i--) pending.push(values[i] as Value);
	}
	return found;
}

const nodes = union(arrayOf(any), setOf(any));
const args = [
	{ name: "graph", type: objectOf(any, nodes), doc: "Each node with its neighbours." },
	{ name: "initial", type: nodes, wanted: "{array, set}", doc: "Where to start." },
];

export const graph: readonly Builtin[] = [
	builtin<[Graph, Nodes]>(
		{
			name: "graph.reachable",
			group: "graph",
			doc: "The nodes of a graph that can be come to from some nodes, these included.",
			args,
			returns: { name: "output", type: setOf(any) },
			examples: [
				{
					call: 'graph.reachable({"a": ["b"], "b": ["a", "c"], "d": []}, ["a"])',
					gives: '{"a", "b"}',
				},
			],
		},
		reachable,
	),
	builtin<[Graph, Nodes]>(
		{
			name: "graph.reachable_paths",
			group: "graph",
			doc: "The ways that lead on from some nodes of a graph, each as far as it goes without closing a ring.",
			args,
			returns: { name: "output", type: setOf(arrayOf(any)) },
			examples: [
				{
					call: 'graph.reachable_paths({"a": ["b", "c"], "b": [], "c": ["a"]}, {"a"})',
					gives: '{["a", "b"], ["a", "c"]}',
				},
			],
		},
		(from, initial, context) => {
			const paths = new SetBuilder();
			for (const node of items(initial)) pathsFrom(from, node, paths, context);
			return paths.finish();
		},
	),
	builtin<[Value]>(
		{
			name: "walk",
			group: "graph",
			doc: "Each value within a value, itself first, with the path of keys that leads to it.",
			args: [{ name: "x", type: any }],
			returns: { name: "output", type: tuple(arrayOf(any), any), doc: "One `[path, value]` a solution." },
			relation: true,
			examples: [
				{
					call: 'walk({"a": [7]})',
					gives: '[[[], {"a": [7]}], [["a"], [7]], [["a", 0], 7]]',
				},
			],
		},
		walk,
	),
];
