/**
 * Sets of values. Immutable once built; members are found by value, and given in OPA's order when order can be seen. Telling members
 * apart costs most of what a set costs, so it waits until somebody asks for more than to go through them.
 */
import { equals } from "./equality.ts";
import { KeyIndex } from "./keyIndex.ts";
import { sortValues } from "./order.ts";
import type { Value } from "./value.ts";

export class RegoSet {
	#index: KeyIndex | Names | undefined;
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
		return this.#sorted?.length ?? this.#indexed().size;
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

	#indexed(): KeyIndex | Names {
		if (this.#index === undefined) {
			const values = this.#sorted ?? (this.#loose as readonly Value[]);
			this.#index = Names.of(values) ?? indexOf(values);
			this.#loose = undefined;
		}
		return this.#index;
	}
}

function indexOf(values: readonly Value[]): KeyIndex {
	const index = new KeyIndex();
	for (let i = 0; i < values.length; i++) index.add(values[i] as Value);
	return index;
}

/** Up to so many members, an index that looks through them is faster. */
const FEW = 8;

/** Many members that are all strings: JavaScript's own sets tell them apart faster than anything. */
class Names {
	readonly #set: ReadonlySet<string>;
	#keys: readonly string[] | undefined;

	constructor(set: ReadonlySet<string>) {
		this.#set = set;
	}

	get size(): number {
		return this.#set.size;
	}

	/** In the order they came. */
	get keys(): readonly string[] {
		this.#keys ??= [...this.#set];
		return this.#keys;
	}

	/** Undefined where there are few, or some are no strings. */
	static of(values: readonly Value[]): Names | undefined {
		if (values.length <= FEW) return undefined;
		for (let i = 0; i < values.length; i++) if (typeof values[i] !== "string") return undefined;
		return new Names(new Set(values as readonly string[]));
	}

	/** 0 for a member, -1 for anything else: where a member stands doesn't matter to a set. */
	find(value: Value): 0 | -1 {
		return typeof value === "string" && this.#set.has(value) ? 0 : -1;
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
