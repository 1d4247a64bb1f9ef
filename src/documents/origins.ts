/** Where the parts of a normalized value come from: kept for the objects whose fields have other names or places in the text. */
import type { Value } from "../runtime/values/value.ts";
import type { Pointer } from "./document.ts";

/** A field's way from its object's origin: a key, or several steps; `""` is where the object itself is shown. */
export type FieldOrigins = Readonly<Record<string, string | Pointer>>;

interface Origin {
	readonly at: Pointer;
	readonly fields: FieldOrigins;
}

export class Origins {
	readonly #known = new WeakMap<object, Origin>();

	/** Notes where an object was read from, and gives it back. */
	of<T extends object>(node: T, at: Pointer, fields: FieldOrigins = {}): T {
		this.#known.set(node, { at, fields });
		return node;
	}

	/** Leads a pointer into the value to the text: by the innermost object on its way whose origin is known. */
	lead(value: Value, pointer: Pointer): Pointer {
		let node: unknown = value;
		let found: Pointer = [];
		for (let depth = 0; depth <= pointer.length; depth++) {
			if (typeof node !== "object" || node === null) break;
			const origin = this.#known.get(node);
			if (origin !== undefined) found = [...origin.at, ...wayOf(origin.fields, pointer.slice(depth))];
			const step = pointer[depth];
			node =
				step !== undefined && Object.hasOwn(node, step) ? (node as Record<string | number, unknown>)[step] : undefined;
		}
		return found;
	}
}

function wayOf(fields: FieldOrigins, [field, ...rest]: Pointer): Pointer {
	const name = String(field ?? "");
	const way = Object.hasOwn(fields, name) ? fields[name] : undefined;
	if (way === undefined) return Object.hasOwn(fields, "") ? wayOf(fields, []) : [];
	return typeof way === "string" ? [way, ...rest] : [...way, ...rest];
}
