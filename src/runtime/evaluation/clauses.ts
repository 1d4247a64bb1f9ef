/** The clauses of a rule by the answer that each wants to a question which most of them ask: those that can hold, in their order. */
import { ExactNumber } from "../values/exactNumber.ts";
import { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";

type Scalar = string | number | boolean;

/** As emitted code says it: values, the beginning of a text, or nothing for a clause that doesn't ask. */
export type Wanted = readonly Scalar[] | string | undefined;

export class Clauses<Clause> {
	readonly #all: readonly Clause[];
	/** Clauses that don't ask, by position. */
	readonly #others: readonly number[];
	readonly #byValue = new Map<Scalar, number[]>();
	/** Beginnings by their lengths: few lengths have to be tried. */
	readonly #byPrefix = new Map<number, Map<string, number[]>>();
	readonly #without: readonly Clause[];
	/** Lists that were made before. */
	readonly #made = new Map<Scalar, readonly Clause[]>();

	constructor(clauses: readonly (readonly [Clause, Wanted])[]) {
		this.#all = clauses.map(([clause]) => clause);
		const others: number[] = [];
		clauses.forEach(([, wanted], position) => {
			if (wanted === undefined) others.push(position);
			else if (typeof wanted === "string") {
				const { length } = wanted;
				const beginnings = this.#byPrefix.get(length) ?? new Map<string, number[]>();
				this.#byPrefix.set(length, beginnings);
				append(beginnings, wanted, position);
			} else for (const value of new Set(wanted)) append(this.#byValue, value, position);
		});
		this.#others = others;
		this.#without = this.#at(others);
	}

	/** Those that can hold where this is the answer; undefined: there is none. */
	for(answer: Value | undefined): readonly Clause[] {
		if (answer === undefined) return this.#without;
		const value = answer instanceof ExactNumber ? answer.plain : answer;
		if (value === undefined || value === null) return this.#without;
		if (typeof value === "object") {
			// What isn't known may be any of them, and each takes note of it; a composite is an error in those that ask how it begins (OPA's
			// index leaves out the scalars that are no text).
			return value instanceof Unknown || this.#byPrefix.size > 0 ? this.#all : this.#without;
		}
		const exact = this.#byValue.get(value);
		if (typeof value === "string" && this.#byPrefix.size > 0) {
			const begun = this.#beginningsOf(value);
			if (begun.length > 0) return this.#at([...(exact ?? []), ...begun, ...this.#others].sort((a, b) => a - b));
		}
		if (exact === undefined) return this.#without;
		let made = this.#made.get(value);
		if (made === undefined) {
			made = this.#at([...exact, ...this.#others].sort((a, b) => a - b));
			this.#made.set(value, made);
		}
		return made;
	}

	#beginningsOf(text: string): readonly number[] {
		const found: number[] = [];
		for (const [length, beginnings] of this.#byPrefix) {
			const positions = length > text.length ? undefined : beginnings.get(text.slice(0, length));
			if (positions !== undefined) found.push(...positions);
		}
		return found;
	}

	#at(positions: readonly number[]): readonly Clause[] {
		return positions.map((position) => this.#all[position] as Clause);
	}
}

function append<Key>(lists: Map<Key, number[]>, key: Key, position: number): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [position]);
	else list.push(position);
}
