/** Sets of values. Immutable once built; members are found by value, and given in OPA's order when order can be seen. */
import { KeyIndex } from "./keyIndex.ts";
import { sortValues } from "./order.ts";
import type { Value } from "./value.ts";

export class RegoSet {
	readonly #index: KeyIndex;
	#sorted: readonly Value[] | undefined;

	/** Takes the index over: nobody may add to it afterwards. */
	constructor(index: KeyIndex) {
		this.#index = index;
	}

	/** The set of these values; of equal ones the first spelling stays. */
	static of(values: Iterable<Value>): RegoSet {
		const index = new KeyIndex();
		for (const value of values) index.add(value);
		return new RegoSet(index);
	}

	get size(): number {
		return this.#index.keys.length;
	}

	has(value: Value): boolean {
		return this.#index.find(value) !== -1;
	}

	/** The members in OPA's order: sorted at the first call, then kept. */
	sorted(): readonly Value[] {
		this.#sorted ??= sortValues(this.#index.keys);
		return this.#sorted;
	}

	/** The members in the order they came, for where order can't be seen. */
	unsorted(): readonly Value[] {
		return this.#index.keys;
	}
}

/** Collects a set. */
export class SetBuilder {
	readonly #index = new KeyIndex();

	get size(): number {
		return this.#index.keys.length;
	}

	has(value: Value): boolean {
		return this.#index.find(value) !== -1;
	}

	/** False if it was there already: the first spelling stays. */
	add(value: Value): boolean {
		return this.#index.add(value) !== -1;
	}

	/** The set; the builder is done with. */
	finish(): RegoSet {
		return new RegoSet(this.#index);
	}
}
