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
	/** By hash: the position of the one key that has it, or of several. */
	#composites: Map<number, number | number[]> | undefined;

	get size(): number {
		return this.keys.length;
	}

	/** The position of a key, or -1. */
	find(key: Value): number {
		if (this.#scalars === undefined) return findAmongFew(this.keys, key);
		const scalar = scalarOf(key);
		if (scalar !== undefined) return this.#scalars.get(scalar) ?? -1;
		return this.#composites === undefined ? -1 : this.#findAmong(this.#composites.get(hash(key)), key);
	}

	/** Adds a key unless it is there: its position, or -1 for one that was there already. */
	add(key: Value): number {
		if (this.#scalars !== undefined) return this.#enter(key, this.keys.length, this.#scalars);
		if (findAmongFew(this.keys, key) !== -1) return -1;
		const position = this.keys.push(key) - 1;
		if (position >= FEW) {
			const scalars = new Map<Scalar, number>();
			this.#scalars = scalars;
			for (let i = 0; i <= position; i++) this.#enter(this.keys[i] as Value, i, scalars);
		}
		return position;
	}

	/** Enters a key under a position, and appends it if that is the next one; -1 where it is there already. */
	#enter(key: Value, position: number, scalars: Map<Scalar, number>): number {
		const scalar = scalarOf(key);
		if (scalar !== undefined) {
			if (scalars.has(scalar)) return -1;
			scalars.set(scalar, position);
		} else {
			this.#composites ??= new Map();
			const code = hash(key);
			const bucket = this.#composites.get(code);
			if (bucket === undefined) this.#composites.set(code, position);
			else if (this.#findAmong(bucket, key) !== -1) return -1;
			else if (typeof bucket === "number") this.#composites.set(code, [bucket, position]);
			else bucket.push(position);
		}
		if (position === this.keys.length) this.keys.push(key);
		return position;
	}

	#findAmong(bucket: number | readonly number[] | undefined, key: Value): number {
		if (bucket === undefined) return -1;
		if (typeof bucket === "number") return equals(this.keys[bucket] as Value, key) ? bucket : -1;
		for (const position of bucket) if (equals(this.keys[position] as Value, key)) return position;
		return -1;
	}
}

/** What a key is found by in a Map; undefined for composite ones. */
function scalarOf(key: Value): Scalar | undefined {
	if (typeof key !== "object" || key === null) return key;
	return key instanceof ExactNumber ? key.plain : undefined;
}

function findAmongFew(keys: readonly Value[], key: Value): number {
	if (typeof key === "string") return keys.indexOf(key);
	for (let i = 0; i < keys.length; i++) if (equals(keys[i] as Value, key)) return i;
	return -1;
}
