/**
 * Sets of values. Immutable once built; members are found by value, and given in OPA's order when order can be seen. Telling members
 * apart costs most of what a set costs, so it waits until somebody asks for more than to go through them.
 */
import { equals } from "./equality.ts";
import { KeyIndex } from "./keyIndex.ts";
import { sortValues } from "./order.ts";
import type { Value } from "./value.ts";

export class RegoSet {
	#index: KeyIndex | undefined;
	#loose: readonly Value[] | undefined;
	#sorted: readonly Value[] | undefined;

	/** Takes over an index, or values of which some may be the same. Nobody may add to it afterwards. */
	constructor(members: KeyIndex | readonly Value[]) {
		if (members instanceof KeyIndex) this.#index = members;
		else this.#loose = members;
	}

	/** The set of these values; of equal ones the first spelling stays. */
	static of(values: Iterable<Value>): RegoSet {
		const index = new KeyIndex();
		for (const value of values) index.add(value);
		return new RegoSet(index);
	}

	get size(): number {
		return this.#sorted?.length ?? this.unsorted().length;
	}

	has(value: Value): boolean {
		return this.#indexed().find(value) !== -1;
	}

	/** The members in OPA's order: sorted at the first call, then kept. */
	sorted(): readonly Value[] {
		this.#sorted ??= this.#loose === undefined ? sortValues(this.unsorted()) : withoutTwins(sortValues(this.#loose));
		return this.#sorted;
	}

	/** The members in the order they came, for where order can't be seen. */
	unsorted(): readonly Value[] {
		return this.#indexed().keys;
	}

	/** The same where it can't be seen either whether a member comes more than once. */
	loose(): readonly Value[] {
		return this.#loose ?? this.unsorted();
	}

	#indexed(): KeyIndex {
		if (this.#index === undefined) {
			const index = new KeyIndex();
			const values = this.#sorted ?? (this.#loose as readonly Value[]);
			for (let i = 0; i < values.length; i++) index.add(values[i] as Value);
			this.#index = index;
			this.#loose = undefined;
		}
		return this.#index;
	}
}

/** Values in order, the first of equal ones only. */
function withoutTwins(sorted: readonly Value[]): readonly Value[] {
	for (let i = 1; i < sorted.length; i++) {
		if (!equals(sorted[i - 1] as Value, sorted[i] as Value)) continue;
		return sorted.filter((value, at) => at === 0 || !equals(sorted[at - 1] as Value, value));
	}
	return sorted;
}

/** So many values are kept without telling them apart: what is the same value again and again must not fill the memory. */
const LOOSE = 2048;

/** Collects a set. */
export class SetBuilder {
	#loose: Value[] | undefined = [];
	#index: KeyIndex | undefined;

	get size(): number {
		return this.#indexed().keys.length;
	}

	has(value: Value): boolean {
		return this.#indexed().find(value) !== -1;
	}

	/** Adds a value, which may be there already: the first spelling stays. */
	push(value: Value): void {
		const loose = this.#loose;
		if (loose !== undefined && loose.length < LOOSE) loose.push(value);
		else this.#indexed().add(value);
	}

	/** False if it was there already. */
	add(value: Value): boolean {
		return this.#indexed().add(value) !== -1;
	}

	/** The set; the builder is done with. */
	finish(): RegoSet {
		return new RegoSet(this.#index ?? (this.#loose as Value[]));
	}

	#indexed(): KeyIndex {
		if (this.#index === undefined) {
			this.#index = new KeyIndex();
			for (const value of this.#loose as Value[]) this.#index.add(value);
			this.#loose = undefined;
		}
		return this.#index;
	}
}
