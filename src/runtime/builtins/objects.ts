/** Objects: looking into them, leaving members out, merging. OPA: topdown/object.go. */
import { any, arrayOf, objectOf, setOf } from "../types.ts";
import { get, isObject, keysAndValues, member, sizeOf } from "../values/access.ts";
import { KeyIndex } from "../values/keyIndex.ts";
import { visitToWrite } from "../values/meter.ts";
import { ObjectBuilder, RegoObject, setOwn } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin } from "./builtin.ts";
import { itself, itsWay } from "./decidedBy.ts";
import { elementError, oneOf } from "./operands.ts";

type AnyObject = PlainObject | RegoObject;
type Keys = readonly Value[] | RegoSet | AnyObject;

const object = objectOf(any, any);
const keyCollection = oneOf(object, setOf(any), arrayOf(any));

/** The members of an object whose key passes; the object itself where all do. */
function select(source: AnyObject, passes: (key: Value) => boolean): AnyObject {
	if (source instanceof RegoObject) {
		const kept = new ObjectBuilder();
		source.forEach((key, value) => {
			if (passes(key)) kept.set(key, value);
		});
		return kept.size === source.size ? source : kept.finish();
	}
	const kept: { [key: string]: Value } = {};
	for (const key in source) if (passes(key)) setOwn(kept, key, source[key] as Value);
	return kept;
}

/** Finds out whether a key is one of a collection's: an array's items, a set's elements or an object's keys. */
function keyTest(keys: Keys, context: BuiltinContext): (key: Value) => boolean {
	if (keys instanceof RegoSet) return (key) => keys.has(key);
	if (Array.isArray(keys)) {
		const all = keys as readonly Value[];
		context.spend(all.length);
		const index = new KeyIndex();
		for (const key of all) index.add(key);
		return (key) => index.find(key) !== -1;
	}
	return (key) => get(keys, key) !== undefined;
}

/** Two objects merged: of values under one key the later stays, but two objects are merged in turn. */
export function mergeObjects(a: AnyObject, b: AnyObject): AnyObject {
	if (sizeOf(a) === 0) return b;
	if (sizeOf(b) === 0) return a;
	if (a instanceof RegoObject || b instanceof RegoObject) return mergeAll([a, b]);
	const merged: { [key: string]: Value } = { ...a };
	for (const key in b) {
		const later = b[key] as Value;
		const earlier = member(a, key);
		const both = earlier !== undefined && isObject(earlier) && isObject(later);
		setOwn(merged, key, both ? mergeObjects(earlier, later) : later);
	}
	return merged;
}

/** Many objects merged from first to last. Each key's values are merged once, so that many small objects take no longer than one large. */
function mergeAll(objects: readonly AnyObject[]): AnyObject {
	const index = new KeyIndex();
	const candidates: Value[][] = [];
	for (const one of objects) {
		const { keys, values } = keysAndValues(one);
		for (let i = 0; i < keys.length; i++) {
			const value = values[i] as Value;
			const added = index.add(keys[i] as Value);
			const known = added === -1 ? candidates[index.find(keys[i] as Value)] : undefined;
			if (known === undefined) candidates.push([value]);
			// What isn't an object ends all merging with what came before it.
			else if (isObject(value) && isObject(known.at(-1) as Value)) known.push(value);
			else known.splice(0, known.length, value);
		}
	}
	const merged = new ObjectBuilder();
	index.keys.forEach((key, i) => {
		const values = candidates[i] as readonly Value[];
		merged.set(key, values.length === 1 ? (values[0] as Value) : mergeAll(values as readonly AnyObject[]));
	});
	return merged.finish();
}

/** How many members there are in objects and the objects in them: what merging them costs. */
function weight(value: Value): number {
	if (!isObject(value)) return 1;
	visitToWrite();
	return keysAndValues(value).values.reduce<number>((sum, inner) => sum + weight(inner), 1);
}

function lookUp(value: Value, path: readonly Value[]): Value | undefined {
	let found: Value | undefined = value;
	for (let i = 0; i < path.length && found !== undefined; i++) found = get(found, path[i] as Value);
	return found;
}

export const objects: readonly Builtin[] = [
	builtin<[AnyObject, Value, Value]>(
		{
			name: "object.get",
			group: "object",
			doc: "The value under a key, or at the end of a path of keys given as an array; a default where there is none.",
			args: [
				{ name: "object", type: object },
				{ name: "key", type: any },
				{ name: "default", type: any },
			],
			returns: { name: "value", type: any },
			decidedBy: itsWay,
			examples: [
				{ call: 'object.get({"a": 1}, "a", 0)', gives: "1" },
				{ call: 'object.get({"a": [{"b": 2}]}, ["a", 0, "b"], 0)', gives: "2" },
				{ call: 'object.get({"a": 1}, "constructor", "none")', gives: '"none"' },
			],
		},
		(from, key, otherwise) => {
			const found = Array.isArray(key) ? lookUp(from, key) : get(from, key);
			return found === undefined ? otherwise : found;
		},
	),
	builtin<[AnyObject]>(
		{
			name: "object.keys",
			group: "object",
			doc: "The set of an object's keys.",
			args: [{ name: "object", type: object }],
			returns: { name: "value", type: setOf(any) },
			decidedBy: itself,
			examples: [{ call: 'object.keys({"a": 1, 2: "b"})', gives: '{"a", 2}' }],
		},
		(from, context) => {
			const keys = from instanceof RegoObject ? from.unsortedKeys() : Object.keys(from);
			context.spend(keys.length);
			return RegoSet.of(keys);
		},
	),
	builtin<[AnyObject, Keys]>(
		{
			name: "object.filter",
			group: "object",
			doc: "The object with these keys only.",
			args: [
				{ name: "object", type: object },
				{ name: "keys", ...keyCollection, doc: "Items of an array, elements of a set or keys of an object." },
			],
			returns: { name: "filtered", type: object },
			examples: [
				{ call: 'object.filter({"a": 1, "b": 2}, ["a", "z"])', gives: '{"a": 1}' },
				{ call: 'object.filter({"a": 1, "b": 2}, {"b": null})', gives: '{"b": 2}' },
			],
		},
		(from, keys, context) => select(from, keyTest(keys, context)),
	),
	builtin<[AnyObject, Keys]>(
		{
			name: "object.remove",
			group: "object",
			doc: "The object without these keys.",
			args: [
				{ name: "object", type: object },
				{ name: "keys", ...keyCollection, doc: "Items of an array, elements of a set or keys of an object." },
			],
			returns: { name: "output", type: object },
			examples: [{ call: 'object.remove({"a": 1, "b": 2}, {"a"})', gives: '{"b": 2}' }],
		},
		(from, keys, context) => {
			const removed = keyTest(keys, context);
			return select(from, (key) => !removed(key));
		},
	),
	builtin<[AnyObject, AnyObject]>(
		{
			name: "object.union",
			group: "object",
			doc: "Two objects merged, inner objects too; of other values under one key the second's stays.",
			args: [
				{ name: "a", type: object },
				{ name: "b", type: object },
			],
			returns: { name: "output", type: object },
			examples: [
				{
					call: 'object.union({"a": {"x": 1}, "b": 1}, {"a": {"y": 2}, "b": 2})',
					gives: '{"a": {"x": 1, "y": 2}, "b": 2}',
				},
			],
		},
		(a, b, context) => {
			context.spend(weight(a) + weight(b));
			return mergeObjects(a, b);
		},
	),
	builtin<[readonly Value[]]>(
		{
			name: "object.union_n",
			group: "object",
			doc: "Objects merged from first to last, inner objects too; of other values under one key the last stays.",
			args: [{ name: "objects", type: arrayOf(object) }],
			returns: { name: "output", type: object },
			examples: [
				{
					call: 'object.union_n([{"a": {"x": 1}}, {"a": 4}, {"a": {"y": 3}}])',
					gives: '{"a": {"y": 3}}',
				},
				{ call: "object.union_n([])", gives: "{}" },
			],
		},
		(all, context) => {
			for (const one of all) if (!isObject(one)) throw elementError(1, all, one, "object");
			if (all.length === 1) return all[0];
			context.spend(all.reduce<number>((sum, one) => sum + weight(one), 0));
			return mergeAll(all as readonly AnyObject[]);
		},
	),
];
