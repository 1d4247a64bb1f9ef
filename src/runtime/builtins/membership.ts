/** The calls behind `value in collection` and `key, value in collection`. OPA: topdown/aggregates.go. */
import { any, boolean } from "../types.ts";
import { get, isObject, keysAndValues } from "../values/access.ts";
import { equals } from "../values/equality.ts";
import { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";

/** Whether a value is an element of a set, an item of an array or a value of an object; false for anything else. */
export function isMember(value: Value, collection: Value): boolean {
	if (typeof collection !== "object" || collection === null) return false;
	if (Array.isArray(collection)) {
		const members = collection as readonly Value[];
		if (typeof value === "string") return members.includes(value);
		for (let i = 0; i < members.length; i++) if (equals(members[i] as Value, value)) return true;
		return false;
	}
	if (collection instanceof RegoSet) return collection.has(value);
	if (!isObject(collection)) return false;
	if (collection instanceof RegoObject) return keysAndValues(collection).values.some((other) => equals(other, value));
	for (const key in collection) if (equals(collection[key] as Value, value)) return true;
	return false;
}

/** Whether a collection has this value under this key; of a set, an element is its own key. */
export function isMemberAt(key: Value, value: Value, collection: Value): boolean {
	const found = get(collection, key);
	return found !== undefined && equals(found, value);
}

export const membership: readonly Builtin[] = [
	builtin<[Value, Value]>(
		{
			name: "internal.member_2",
			group: "internal",
			doc: "Whether a value is in a collection.",
			args: [
				{ name: "value", type: any },
				{ name: "collection", type: any },
			],
			returns: { name: "result", type: boolean },
			infix: "in",
			examples: [
				{ call: "internal.member_2(2, [1, 2])", gives: "true" },
				{ call: 'internal.member_2("a", "abc")', gives: "false" },
			],
		},
		(value, collection) => isMember(value, collection),
	),
	builtin<[Value, Value, Value]>(
		{
			name: "internal.member_3",
			group: "internal",
			doc: "Whether a collection has a value under a key.",
			args: [
				{ name: "key", type: any },
				{ name: "value", type: any },
				{ name: "collection", type: any },
			],
			returns: { name: "result", type: boolean },
			infix: "in",
			examples: [
				{ call: 'internal.member_3("a", 1, {"a": 1})', gives: "true" },
				{ call: "internal.member_3(0, 1, [2])", gives: "false" },
			],
		},
		(key, value, collection) => isMemberAt(key, value, collection),
	),
];
