/**
 * Takes the times of rules and functions while they are computed in each other. Reading the clock costs, in and around what is
 * measured: `calibrate` finds out how much, and it is taken off.
 */

/** One rule or function, summed over all its computations. Times in milliseconds. */
export interface RuleTimes {
	/** `data.acme.allow`. */
	readonly path: string;
	/** `file:row`. */
	readonly site: string;
	evaluations: number;
	/** With all that it called. */
	total: number;
	/** Without what has times of its own. */
	self: number;
}

interface Frame {
	readonly rule: RuleTimes;
	readonly begin: number;
	/** How many measurements had been made when it began. */
	readonly before: number;
	/** What the rules called from here took. */
	called: number;
}

/** How many empty measurements a calibration makes, and how often it tries. */
const EMPTY = 20_000;
const TRIES = 5;

export class Profiler {
	readonly #clock: () => number;
	readonly #rules: RuleTimes[] = [];
	readonly #frames: Frame[] = [];
	#measurements = 0;
	/** What one measurement adds to its own time, and to that of what is around it; milliseconds. */
	#inside = 0;
	#whole = 0;

	constructor(clock: () => number) {
		this.#clock = clock;
	}

	get rules(): readonly RuleTimes[] {
		return this.#rules;
	}

	/** How many measurements were made since the last reset. */
	get measurements(): number {
		return this.#measurements;
	}

	/** What one of them costs, in milliseconds. */
	get cost(): number {
		return this.#whole;
	}

	rule(path: string, site: string): RuleTimes {
		const rule = { path, site, evaluations: 0, total: 0, self: 0 };
		this.#rules.push(rule);
		return rule;
	}

	enter(rule: RuleTimes): void {
		this.#measurements++;
		this.#frames.push({ rule, before: this.#measurements, called: 0, begin: this.#clock() });
	}

	leave(): void {
		const end = this.#clock();
		const { rule, begin, before, called } = this.#frames.pop() as Frame;
		const took = Math.max(0, end - begin - this.#inside - (this.#measurements - before) * this.#whole);
		rule.evaluations++;
		rule.total += took;
		rule.self += Math.max(0, took - called);
		const around = this.#frames.at(-1);
		if (around !== undefined) around.called += took;
	}

	/** Forgets what was measured so far. */
	reset(): void {
		this.#measurements = 0;
		this.#frames.length = 0;
		for (const rule of this.#rules) Object.assign(rule, { evaluations: 0, total: 0, self: 0 });
	}

	/** Measures nothing, many times, to know what measuring costs: the least of several tries. Forgets what was measured. */
	calibrate(): void {
		this.#inside = 0;
		this.#whole = 0;
		let inside = Number.POSITIVE_INFINITY;
		let whole = Number.POSITIVE_INFINITY;
		for (let round = 0; round < TRIES; round++) {
			const nothing: RuleTimes = { path: "", site: "", evaluations: 0, total: 0, self: 0 };
			const begin = this.#clock();
			for (let count = 0; count < EMPTY; count++) {
				this.enter(nothing);
				this.leave();
			}
			whole = Math.min(whole, (this.#clock() - begin) / EMPTY);
			inside = Math.min(inside, nothing.total / EMPTY);
		}
		this.reset();
		this.#inside = inside;
		this.#whole = whole;
	}
}
