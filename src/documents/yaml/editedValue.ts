/** What a document's value must be after an edit: the yardstick that the edited text is held to. */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Edit, Pointer } from "../document.ts";
import { asObject } from "../fields.ts";

/**
 * A copy of the value with the edit made; undefined where the edit makes no sense for it.
 * @param read reads inserted or replaced text, which is written in the document's own syntax
 */
export function editedValue(root: Value, edit: Edit, read: (text: string) => Value | undefined): Value | undefined {
	switch (edit.op) {
		case "set":
			return put(root, [...edit.node, ...edit.path], () => edit.value);
		case "replace":
			return put(root, edit.node, (old) => (typeof old === "string" ? edit.text : read(edit.text)));
		case "remove":
			return around(
				root,
				edit.node,
				(list, index) => list.toSpliced(index, 1),
				(object, key) => without(object, key),
			);
		default: {
			const inserted = read(edit.text);
			if (inserted === undefined) return undefined;
			const offset = edit.op === "insert_after" ? 1 : 0;
			return around(
				root,
				edit.node,
				(list, index) => list.toSpliced(index + offset, 0, inserted),
				(object) => withAll(object, inserted),
			);
		}
	}
}

function put(
	value: Value | undefined,
	pointer: Pointer,
	make: (old: Value | undefined) => Value | undefined,
): Value | undefined {
	const [step, ...rest] = pointer;
	if (step === undefined) return make(value);
	if (value !== undefined && isArray(value) && typeof step === "number") {
		const inner = put(value[step], rest, make);
		return inner === undefined ? undefined : value.toSpliced(step, 1, inner);
	}
	const object = asObject(value);
	if (object === undefined && value !== undefined && value !== null) return undefined;
	const key = String(step);
	const inner = put(object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined, rest, make);
	if (inner === undefined) return undefined;
	if (typeof step === "number" && object === undefined) return [inner];
	return Object.fromEntries([...Object.entries(object ?? {}).filter(([name]) => name !== key), [key, inner]]);
}

function around(
	root: Value,
	pointer: Pointer,
	inList: (list: readonly Value[], index: number) => Value,
	inObject: (object: PlainObject, key: string) => Value | undefined,
): Value | undefined {
	const last = pointer.at(-1);
	if (last === undefined) return undefined;
	return put(root, pointer.slice(0, -1), (parent) => {
		if (parent !== undefined && isArray(parent)) return typeof last === "number" ? inList(parent, last) : undefined;
		const object = asObject(parent);
		return object === undefined ? undefined : inObject(object, String(last));
	});
}

function without(object: PlainObject, key: string): PlainObject {
	return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

function withAll(object: PlainObject, inserted: Value): PlainObject | undefined {
	const added = asObject(inserted);
	return added === undefined ? undefined : Object.fromEntries([...Object.entries(object), ...Object.entries(added)]);
}
