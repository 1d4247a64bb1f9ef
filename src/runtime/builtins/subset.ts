/** Whether one collection is part of another. OPA: topdown/subset.go. */
import { any, arrayOf, boolean, objectOf, setOf, union } from "../types.ts";
import { get, isArray, isObject, keysAndValues } from "../values/access.ts";
import { equals } from "../values/equality.ts";
import type { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, BuiltinError, builtin } from "./builtin.ts";

type AnyObject = PlainObject | RegoObject;

/** Objects are part of another where each value is; sets where each element is in it; arrays where they run within the other. */
function isSubset(whole: Value, part: Value, context: BuiltinContext): boolean | undefined {
	if (isObject(whole) && isObject(part)) return isObjectSubset(whole, part, context);
	if (whole instanceof RegoSet && part instanceof RegoSet)
		return part.unsorted().every((element) => whole.has(element));
	if (isArray(whole) && isArray(part)) return runsWithin(whole, part, context);
	return undefined;
}

function isObjectSubset(whole: AnyObject, part: AnyObject, context: BuiltinContext): boolean {
	const { keys, values } = keysAndValues(part);
	context.spend(keys.length);
	return keys.every((key, i) => {
		const value = values[i] as Value;
		const counterpart = get(whole, key);
		if (counterpart === undefined) return false;
		return equals(counterpart, value) || isSubset(counterpart, value, context) === true;
	});
}

/** Whether the items of one array stand in another one after the other. */
function runsWithin(whole: readonly Value[], part: readonly Value[], context: BuiltinContext): boolean {
	for (let start = 0; start + part.length <= whole.length; start++) {
		let i = 0;
		while (i < part.length && equals(whole[start + i] as Value, part[i] as Value)) i++;
		context.spend(i + 1);
		if (i === part.length) return true;
	}
	return false;
}

/** As many items as the set has elements must be in the set. As in OPA, an item that comes twice counts twice. */
function hasAll(whole: readonly Value[], part: RegoSet): boolean {
	return whole.length > 0 && whole.filter((item) => part.has(item)).length >= part.size;
}

const collection = union(objectOf(any, any), setOf(any), arrayOf(any));

export const subset: readonly Builtin[] = [
	builtin<[Value, Value]>(
		{
			name: "object.subset",
			group: "object",
			doc: "Whether a collection is part of another: an object with fewer members, a set, a run of an array, or a set of an array's items.",
			args: [
				{ name: "super", type: collection, accepts: any },
				{ name: "sub", type: collection, accepts: any },
			],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'object.subset({"a": {"x": 1, "y": 2}, "b": 3}, {"a": {"x": 1}})', gives: "true" },
				{ call: "object.subset({1, 2}, {3})", gives: "false" },
				{ call: "object.subset([1, 2, 3], [2, 3])", gives: "true" },
				{ call: "object.subset([1, 2, 3], {3, 1})", gives: "true" },
				{ call: "object.subset([1], {})" },
			],
		},
		(whole, part, context) => {
			const result = isArray(whole) && part instanceof RegoSet ? hasAll(whole, part) : isSubset(whole, part, context);
			if (result !== undefined) return result;
			throw new BuiltinError("type", "both arguments object.subset must be of the same type or array and set");
		},
	),
];
