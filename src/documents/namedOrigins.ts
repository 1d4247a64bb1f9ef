/**
 * Where the nodes of a normalized value were read, for kinds that make one shape of many: each object that is made says what it
 * was made from, and which of its fields have other names there.
 */
import type { PlainObject, Value } from "../runtime/values/value.ts";
import type { Pointer } from "./document.ts";
import { entryOf } from "./fields.ts";

interface Origin {
	readonly pointer: Pointer;
	readonly fields: Readonly<Record<string, Pointer>>;
}

export class NamedOrigins {
	readonly #origins = new Map<Value, Origin>();

	/**
	 * Says where a node was read.
	 * @param fields ways from `pointer` to what stands for a field; other fields are looked for under their own names
	 */
	put<T extends Value>(node: T, pointer: Pointer, fields: Readonly<Record<string, Pointer>> = {}): T {
		this.#origins.set(node, { pointer, fields });
		return node;
	}

	/** The way in the text to a node of the value; for a node that wasn't put, from the nearest around it. */
	of(value: Value, pointer: Pointer): Pointer {
		let at: Value | undefined = value;
		let way: Pointer = this.#origins.get(value)?.pointer ?? [];
		for (const key of pointer) {
			const renamed = entryOf(this.#origins.get(at ?? null)?.fields ?? {}, key);
			at = child(at, key);
			const own: Origin | undefined = at === undefined ? undefined : this.#origins.get(at);
			way = own?.pointer ?? [...way, ...(renamed ?? [key])];
		}
		return way;
	}
}

function child(value: Value | undefined, key: string | number): Value | undefined {
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
	return (value as PlainObject)[key];
}
