/** Objects with only some paths left in, or with some taken out. OPA: topdown/json.go. */
import { any, arrayOf, objectOf, setOf, string, union } from "../types.ts";
import { isObject, keysAndValues } from "../values/access.ts";
import { ObjectBuilder, type RegoObject } from "../values/regoObject.ts";
import { RegoSet, SetBuilder } from "../values/regoSet.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin, operandError } from "./builtin.ts";
import { items, oneOf } from "./operands.ts";

/** The steps of a path: a JSON pointer taken apart (the first slash may be missing), or the items of an array as they are. */
export function parsePath(path: Value): readonly Value[] {
	if (typeof path === "string") {
		if (path === "") return [];
		return path
			.replace(/^\/+/, "")
			.split("/")
			.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
	}
	if (Array.isArray(path)) return path;
	const wanted = "must be one of {set, array} containing string paths or array of path segments";
	throw operandError(2, `${wanted} but got ${typeName(path)}`);
}

/** Paths as a tree: what is under each step, or `whole` where a path ends. */
interface PathTree {
	readonly branches: ObjectBuilder;
	readonly children: (PathTree | "whole")[];
}

const emptyTree = (): PathTree => ({ branches: new ObjectBuilder(), children: [] });

/** A path that another is the beginning of adds nothing. */
function treeOf(paths: readonly Value[], context: BuiltinContext): PathTree {
	const root = emptyTree();
	for (const path of paths) {
		const steps = parsePath(path);
		context.spend(steps.length + 1);
		let node = root;
		for (let i = 0; i < steps.length; i++) {
			const step = steps[i] as Value;
			const known = branch(node, step);
			const last = i === steps.length - 1;
			if (known === "whole") break;
			if (known !== undefined && !last) {
				node = known;
				continue;
			}
			const position = node.branches.get(step) as number | undefined;
			const next = last ? "whole" : emptyTree();
			if (position === undefined) node.branches.set(step, node.children.push(next) - 1);
			else node.children[position] = next;
			if (next !== "whole") node = next;
		}
	}
	return root;
}

function branch(tree: PathTree, step: Value): PathTree | "whole" | undefined {
	const position = tree.branches.get(step);
	return position === undefined ? undefined : tree.children[position as number];
}

/** What of a value the paths lead to. Where a path goes on but the value doesn't, the value stays. */
function keep(value: Value, tree: PathTree, context: BuiltinContext): Value {
	const into = (member: Value, step: Value): Value | undefined => {
		const below = branch(tree, step);
		if (below === undefined) return undefined;
		return below === "whole" ? member : keep(member, below, context);
	};
	return rebuild(value, into, context);
}

/** What is left of a value without what the paths lead to. */
function drop(value: Value, tree: PathTree, context: BuiltinContext): Value {
	const into = (member: Value, step: Value): Value | undefined => {
		const below = branch(tree, step);
		if (below === undefined) return member;
		return below === "whole" ? undefined : drop(member, below, context);
	};
	return rebuild(value, into, context);
}

/** A collection with each member replaced, or left out for undefined. Items of arrays have their position's text as key. */
function rebuild(
	value: Value,
	replace: (member: Value, step: Value) => Value | undefined,
	context: BuiltinContext,
): Value {
	if (Array.isArray(value)) {
		const kept: Value[] = [];
		context.spend(value.length);
		(value as readonly Value[]).forEach((item, i) => {
			const next = replace(item, String(i));
			if (next !== undefined) kept.push(next);
		});
		return kept;
	}
	if (value instanceof RegoSet) {
		const kept = new SetBuilder();
		context.spend(value.size);
		for (const element of value.sorted()) {
			const next = replace(element, element);
			if (next !== undefined) kept.add(next);
		}
		return kept.finish();
	}
	if (!isObject(value)) return value;
	const { keys, values } = keysAndValues(value);
	context.spend(keys.length);
	const kept = new ObjectBuilder();
	keys.forEach((key, i) => {
		const next = replace(values[i] as Value, key);
		if (next !== undefined) kept.set(key, next);
	});
	return kept.finish();
}

const path = union(string, arrayOf(any));
const object = objectOf(any, any);
const args = [
	{ name: "object", type: object },
	{
		name: "paths",
		...oneOf(setOf(path), arrayOf(path)),
		doc: "JSON pointers, whose first slash may be missing, or arrays of keys.",
	},
] as const;

export const jsonPaths: readonly Builtin[] = [
	builtin<[PlainObject | RegoObject, readonly Value[] | RegoSet]>(
		{
			name: "json.filter",
			group: "object",
			doc: "The object with only what the paths lead to.",
			args,
			returns: { name: "filtered", type: object },
			examples: [
				{ call: 'json.filter({"a": {"b": 1, "c": 2}, "d": 3}, ["a/b"])', gives: '{"a": {"b": 1}}' },
				{ call: 'json.filter({"a": [1, 2]}, [["a", "1"]])', gives: '{"a": [2]}' },
			],
		},
		(from, paths, context) => keep(from, treeOf(items(paths), context), context),
	),
	builtin<[PlainObject | RegoObject, readonly Value[] | RegoSet]>(
		{
			name: "json.remove",
			group: "object",
			doc: "The object without what the paths lead to.",
			args,
			returns: { name: "output", type: object },
			examples: [
				{ call: 'json.remove({"a": {"b": 1, "c": 2}}, ["/a/b"])', gives: '{"a": {"c": 2}}' },
				{ call: 'json.remove({"a": [1, 2]}, {"a/0"})', gives: '{"a": [2]}' },
			],
		},
		(from, paths, context) => drop(from, treeOf(items(paths), context), context),
	),
];
