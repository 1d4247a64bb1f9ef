/** JSON Patch (RFC 6902), which here also works on sets and takes paths as arrays of keys. OPA: topdown/json.go. */
import { any, arrayOf, type Field, string, type Type } from "../types.ts";
import { get, isObject, keysAndValues } from "../values/access.ts";
import { equals } from "../values/equality.ts";
import { ExactNumber, numberFromText } from "../values/exactNumber.ts";
import { toInt64 } from "../values/numbers.ts";
import { ObjectBuilder, type RegoObject } from "../values/regoObject.ts";
import { RegoSet, SetBuilder } from "../values/regoSet.ts";
import { toRegoText } from "../values/regoText.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin, failure } from "./builtin.ts";
import { parsePath } from "./jsonPaths.ts";

/** Undefined is a document that was removed as a whole. */
type Document = Value | undefined;
type Path = readonly Value[];

/** Changes one member of a collection: gives the collection as it is afterwards. */
type Change = (collection: Value, key: Value) => Value;

/** Goes down to the collection that the last step of a path speaks of, and rebuilds what is above it. */
function changeAt(document: Document, path: Path, change: Change, context: BuiltinContext): Value {
	const [step, ...below] = path as [Value, ...Value[]];
	if (document === undefined) throw failure("deleted node encountered during insert operation");
	if (below.length === 0) return change(document, step);
	const inner = memberAt(document, step);
	const changed = changeAt(inner, below, change, context);
	return replaceMember(document, step, changed, context);
}

function memberAt(collection: Value, step: Value): Value {
	if (Array.isArray(collection)) {
		const index = indexOf(collection, step);
		const item = (collection as readonly Value[])[index];
		if (item === undefined) throw failure(`path ${index} does not exist in array term ${toRegoText(collection)}`);
		return item;
	}
	const kind = collection instanceof RegoSet ? "set" : isObject(collection) ? "object" : undefined;
	if (kind === undefined) throw failure(notComposite(collection, ` for path ${toRegoText(step)}`));
	const found = get(collection, step);
	if (found === undefined) {
		// In a set OPA shows a string as it is.
		const shown = kind === "set" && typeof step === "string" ? step : toRegoText(step);
		throw failure(`path ${shown} does not exist in ${kind} term ${toRegoText(collection)}`);
	}
	return found;
}

function valueAt(document: Document, path: Path): Document {
	let found = document;
	for (const step of path) {
		if (found === undefined) throw failure("nil value encountered where composite value was expected");
		found = memberAt(found, step);
	}
	return found;
}

/** The position that a step says in an array; `-` is the one after the last. */
function indexOf(array: readonly Value[], step: Value): number {
	if (step === "-") return array.length;
	let index: bigint | undefined;
	if (typeof step === "string") {
		index = /^-?[0-9]+(?:\.0*)?$/.test(step) ? toInt64(numberFromText(step)) : undefined;
		if (index === undefined) throw failure("invalid string for indexing");
		if (step !== "0" && step.startsWith("0")) throw failure("leading zeros are not allowed in JSON paths");
	} else if (typeof step === "number" || step instanceof ExactNumber) {
		index = toInt64(step);
		if (index === undefined) throw failure("invalid number type for indexing");
	} else throw failure("invalid type for indexing");
	return Number(index);
}

const goTypes = { number: "ast.Number", string: "ast.String", boolean: "ast.Boolean", null: "ast.Null" } as const;

function notComposite(value: Value, where = ""): string {
	const goType = goTypes[typeName(value) as keyof typeof goTypes];
	return `expected composite type${where}, found value: ${toRegoText(value)} (type: ${goType})`;
}

function replaceMember(collection: Value, key: Value, value: Value, context: BuiltinContext): Value {
	if (Array.isArray(collection)) {
		context.spend(collection.length);
		return (collection as readonly Value[]).with(indexOf(collection, key), value);
	}
	if (collection instanceof RegoSet) return withElement(withoutElement(collection, key, context), value, context);
	return withMember(collection as PlainObject | RegoObject, key, value, context);
}

function withMember(object: PlainObject | RegoObject, key: Value, value: Value, context: BuiltinContext): Value {
	const { keys, values } = keysAndValues(object);
	context.spend(keys.length);
	const members = new ObjectBuilder();
	for (let i = 0; i < keys.length; i++) members.set(keys[i] as Value, values[i] as Value);
	members.set(key, value);
	return members.finish();
}

function withElement(set: RegoSet, element: Value, context: BuiltinContext): RegoSet {
	context.spend(set.size);
	return RegoSet.of([...set.unsorted(), element]);
}

function withoutElement(set: RegoSet, element: Value, context: BuiltinContext): RegoSet {
	context.spend(set.size);
	const members = new SetBuilder();
	for (const member of set.unsorted()) if (!equals(member, element)) members.add(member);
	return members.finish();
}

function insert(document: Document, path: Path, value: Value, context: BuiltinContext): Value {
	if (path.length === 0) return value;
	const change: Change = (collection, key) => {
		if (Array.isArray(collection)) {
			const index = indexOf(collection, key);
			if (index < 0 || index > collection.length) throw failure("index for array insertion out of bounds");
			context.spend(collection.length);
			return (collection as readonly Value[]).toSpliced(index, 0, value);
		}
		if (collection instanceof RegoSet) {
			if (!equals(key, value)) {
				const shown = `${toRegoText(key)} does not equal value to be inserted ${toRegoText(value)}`;
				throw failure(`set key ${shown}`);
			}
			return withElement(collection, value, context);
		}
		if (!isObject(collection)) throw failure(notComposite(collection));
		return withMember(collection, key, value, context);
	};
	return changeAt(document, path, change, context);
}

function remove(document: Document, path: Path, context: BuiltinContext): Document {
	if (path.length === 0) {
		if (document === undefined) throw failure("deleted node encountered during delete operation");
		return undefined;
	}
	const change: Change = (collection, key) => {
		if (Array.isArray(collection)) {
			const index = indexOf(collection, key);
			if (index < 0 || index >= collection.length) throw failure("index for array delete out of bounds");
			context.spend(collection.length);
			return (collection as readonly Value[]).toSpliced(index, 1);
		}
		if (!(collection instanceof RegoSet) && !isObject(collection)) throw failure(notComposite(collection));
		if (get(collection, key) === undefined) {
			throw failure(`cannot delete child key ${toRegoText(key)} that does not exist`);
		}
		if (collection instanceof RegoSet) return withoutElement(collection, key, context);
		const { keys, values } = keysAndValues(collection);
		context.spend(keys.length);
		const members = new ObjectBuilder();
		keys.forEach((other, i) => {
			if (!equals(other, key)) members.set(other, values[i] as Value);
		});
		return members.finish();
	};
	return changeAt(document, path, change, context);
}

/** The attribute of an operation. */
function attribute(operation: Value, name: string): Value {
	const found = get(operation, name);
	if (found === undefined) throw failure(`missing required attribute '${name}'`);
	return found;
}

function apply(document: Document, operation: Value, context: BuiltinContext): Document {
	if (!isObject(operation)) {
		throw failure("must be an array of JSON-Patch objects, but at least one element is not an object");
	}
	const target = attribute(operation, "path");
	const op = attribute(operation, "op");
	if (typeof op !== "string") throw failure(`attribute 'op' must be a string but found: ${typeName(op)}`);
	const path = parsePath(target);
	context.spend(path.length + 1);
	switch (op) {
		case "add":
			return insert(document, path, attribute(operation, "value"), context);
		case "remove":
			return remove(document, path, context);
		case "replace": {
			const removed = remove(document, path, context);
			return insert(removed, path, attribute(operation, "value"), context);
		}
		case "move":
		case "copy": {
			const from = parsePath(attribute(operation, "from"));
			const moved = valueAt(document, from);
			if (moved === undefined) throw failure("cannot insert nil value into EditTree");
			return insert(op === "move" ? remove(document, from, context) : document, path, moved, context);
		}
		case "test": {
			const found = valueAt(document, path);
			const wanted = attribute(operation, "value");
			if (found !== undefined && equals(found, wanted)) return document;
			const shown = found === undefined ? "<nil>" : toRegoText(found);
			throw failure(`value from EditTree != patch value.\n\nExpected: ${toRegoText(wanted)}\n\nFound: ${shown}`);
		}
		default:
			throw failure(`unrecognized op: '${op}'`);
	}
}

const required = (type: Type, doc: string): Field => ({ type, optional: false, doc });
const operation: Type = {
	kind: "object",
	fields: new Map([
		["op", required(string, "`add`, `remove`, `replace`, `move`, `copy` or `test`.")],
		["path", required(any, "A JSON pointer, or an array of keys.")],
	]),
	rest: { key: any, value: any },
};

export const jsonPatch: readonly Builtin[] = [
	builtin<[Value, readonly Value[]]>(
		{
			name: "json.patch",
			group: "object",
			doc: "A value after the operations of a JSON Patch, one after the other; one that fails makes the whole patch fail.",
			args: [
				{ name: "target", type: any },
				{ name: "patches", type: arrayOf(operation) },
			],
			returns: { name: "output", type: any },
			examples: [
				{
					call: 'json.patch({"a": {"x": 1}}, [{"op": "add", "path": "/a/y", "value": 2}])',
					gives: '{"a": {"x": 1, "y": 2}}',
				},
				{
					call: 'json.patch([1, 2, 3], [{"op": "move", "from": "0", "path": "-"}])',
					gives: "[2, 3, 1]",
				},
				{ call: 'json.patch({"a": 1}, [{"op": "test", "path": "a", "value": 2}])' },
			],
		},
		(target, patches, context) => {
			let document: Document = target;
			for (const patch of patches) document = apply(document, patch, context);
			return document;
		},
	),
];
