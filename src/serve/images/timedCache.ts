/** Answers that are kept for a while: so many, so large, and what was asked last stays. Two who ask at the same time are given one answer. */
export interface TimedCacheOptions<Value> {
	readonly entries: number;
	/** Of all values together, as `sizeOf` has it. */
	readonly size: number;
	readonly sizeOf: (value: Value) => number;
	/** Milliseconds that an answer holds, and that a failure does. */
	readonly keep: (value: Value) => number;
	readonly keepFailure: number;
	/** Milliseconds. */
	readonly now: () => number;
}

interface Entry<Value> {
	readonly value: Promise<Value>;
	expires: number;
	size: number;
}

export class TimedCache<Value> {
	readonly #options: TimedCacheOptions<Value>;
	readonly #entries = new Map<string, Entry<Value>>();
	#size = 0;

	constructor(options: TimedCacheOptions<Value>) {
		this.#options = options;
	}

	/** The value that is kept, or that `find` gives; and which of them it was. */
	get(key: string, find: () => Promise<Value>): { readonly value: Promise<Value>; readonly hit: boolean } {
		const known = this.#entries.get(key);
		if (known !== undefined && known.expires > this.#options.now()) {
			this.#entries.delete(key);
			this.#entries.set(key, known);
			return { value: known.value, hit: true };
		}
		this.#drop(key);
		const entry: Entry<Value> = { value: find(), expires: Number.POSITIVE_INFINITY, size: 0 };
		this.#entries.set(key, entry);
		entry.value.then(
			(value) => this.#settle(entry, this.#options.sizeOf(value), this.#options.keep(value)),
			() => this.#settle(entry, 0, this.#options.keepFailure),
		);
		this.#shrink();
		return { value: entry.value, hit: false };
	}

	#settle(entry: Entry<Value>, size: number, keep: number): void {
		entry.expires = this.#options.now() + keep;
		entry.size = size;
		this.#size += size;
		this.#shrink();
	}

	#shrink(): void {
		for (const [key] of this.#entries) {
			if (this.#entries.size <= this.#options.entries && this.#size <= this.#options.size) return;
			this.#drop(key);
		}
	}

	#drop(key: string): void {
		const entry = this.#entries.get(key);
		if (entry === undefined) return;
		this.#entries.delete(key);
		this.#size -= entry.size;
		// What it comes to later counts no more.
		entry.size = 0;
	}
}
