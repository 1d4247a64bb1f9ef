/**
 * Finds values among values: what sets and objects with any keys are built on. Keys keep the order and the spelling in
 * which they came; `1.0` finds `1`. A few keys are searched in line, more get an index.
 */
import { equals } from "./equality.ts";
import { ExactNumber } from "./exactNumber.ts";
import { hash } from "./hash.ts";
import type { Value } from "./value.ts";

/** Up to so many keys, looking through them beats any index. */
const FEW = 8;

type Scalar = string | number | boolean | null;

export class KeyIndex {
	/** In the order they came. Append with `add` only. */
	readonly keys: Value[] = [];
	#scalars: Map<Scalar, number> | undefined;
	#composites: Map<number, number[]> | undefined;

	/** The position of a key, or -1. */
	find(key: Value): number {
		if (this.#scalars === undefined) return findAmongFew(this.keys, key);
		if (typeof key !== "object" || key === null) return this.#scalars.get(key) ?? -1;
		if (key instanceof ExactNumber && key.plain !== undefined) return this.#scalars.get(key.plain) ?? -1;
		if (this.#composites === undefined) return -1;
		const bucket = this.#composites.get(hash(key));
		if (bucket === undefined) return -1;
		for (const position of bucket) if (equals(this.keys[position] as Value, key)) return position;
		return -1;
	}

	/** Adds a key unless it is there: its position, or -1 for one that was there already. */
	add(key: Value): number {
		if (this.find(key) !== -1) return -1;
		const position = this.keys.push(key) - 1;
		if (this.#scalars !== undefined) this.#enter(key, position, this.#scalars);
		else if (position >= FEW) {
			const scalars = new Map<Scalar, number>();
			this.#scalars = scalars;
			for (let i = 0; i <= position; i++) this.#enter(this.keys[i] as Value, i, scalars);
		}
		return position;
	}

	#enter(key: Value, position: number, scalars: Map<Scalar, number>): void {
		if (typeof key !== "object" || key === null) scalars.set(key, position);
		else if (key instanceof ExactNumber && key.plain !== undefined) scalars.set(key.plain, position);
		else {
			this.#composites ??= new Map();
			const code = hash(key);
			const bucket = this.#composites.get(code);
			if (bucket === undefined) this.#composites.set(code, [position]);
			else bucket.push(position);
		}
	}
}

function findAmongFew(keys: readonly Value[], key: Value): number {
	if (typeof key === "string") return keys.indexOf(key);
	for (let i = 0; i < keys.length; i++) if (equals(keys[i] as Value, key)) return i;
	return -1;
}
