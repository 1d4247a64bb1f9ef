/** How many requests may be worked on at a time, and how many may wait for it: what comes on top is turned away at once. */
export class Limiter {
	readonly #most: number;
	readonly #mostWaiting: number;
	readonly #queue: (() => void)[] = [];
	#active = 0;

	constructor(most: number, mostWaiting: number) {
		this.#most = most;
		this.#mostWaiting = mostWaiting;
	}

	get active(): number {
		return this.#active;
	}

	get waiting(): number {
		return this.#queue.length;
	}

	/** Gives a function that makes room for the next, or undefined where there is no room to wait in. */
	async enter(): Promise<(() => void) | undefined> {
		if (this.#active < this.#most) this.#active++;
		else if (this.#queue.length >= this.#mostWaiting) return undefined;
		else await new Promise<void>((resolve) => this.#queue.push(resolve));
		let left = false;
		return () => {
			if (left) return;
			left = true;
			// Its place is handed on, so that nobody slips in between.
			const next = this.#queue.shift();
			if (next === undefined) this.#active--;
			else next();
		};
	}
}
