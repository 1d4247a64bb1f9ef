/**
 * Where the parts of a normalized value come from, for kinds that make one shape of many: each object that is made says what it was made
 * from, and which of its fields have other names there.
 */
import type { Value } from "../runtime/values/value.ts";
import type { Pointer } from "./document.ts";
import { entryOf } from "./fields.ts";

/**
 * A field's way from its object's origin: a key, or several steps. `""` is where the object itself is shown, and with it all that isn't
 * listed; without it, what isn't listed is looked for under its own name.
 */
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

function wayOf(fields: FieldOrigins, pointer: Pointer): Pointer {
	const [field, ...rest] = pointer;
	const way = entryOf(fields, field ?? "");
	if (way !== undefined) return typeof way === "string" ? [way, ...rest] : [...way, ...rest];
	return field !== undefined && Object.hasOwn(fields, "") ? wayOf(fields, []) : pointer;
}
