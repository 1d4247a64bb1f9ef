/** Where the time of an evaluation goes: which rules and functions are computed how often, and how long they take. */
import type { Profiler } from "../../runtime/evaluation/profiler.ts";
import type { MeasureOptions } from "./measure.ts";

export interface Profile {
	/** How many evaluations it is the mean of. */
	readonly evaluations: number;
	/** Milliseconds of one evaluation, without what measuring costs. */
	readonly time: number;
	/** What measuring a rule once costs, in milliseconds: it has been taken off everywhere. */
	readonly cost: number;
	/** Those that were computed, the longest first. */
	readonly rules: readonly ProfiledRule[];
}

/** One rule or function; numbers are those of one evaluation. */
export interface ProfiledRule {
	readonly path: string;
	/** `file:row`. */
	readonly site: string;
	readonly evaluations: number;
	/** Milliseconds with all that it called, and without what has a line of its own. */
	readonly total: number;
	readonly self: number;
	/** Of the whole evaluation, from 0 to 1. */
	readonly share: number;
}

/** So often at most. */
const MOST = 1_000_000;

/** `compute` runs the programs that `profilers` belong to. */
export function measureProfile(
	compute: () => void,
	profilers: readonly Profiler[],
	elapsed: () => number,
	{ warmUp, time }: MeasureOptions,
): Profile {
	const repeat = (limit: number): { readonly count: number; readonly took: number } => {
		const begin = elapsed();
		let count = 0;
		do {
			compute();
			count++;
		} while (count < MOST && elapsed() - begin < limit);
		return { count, took: elapsed() - begin };
	};
	repeat(warmUp);
	for (const profiler of profilers) profiler.calibrate();
	const { count, took } = repeat(time);
	const measurements = sum(profilers, (profiler) => profiler.measurements);
	const costs = sum(profilers, ({ measurements: own, cost }) => own * cost);
	const whole = Math.max(0, took - costs) / count;
	const rules = profilers
		.flatMap((profiler) => profiler.rules)
		.filter(({ evaluations }) => evaluations > 0)
		.map(({ path, site, evaluations, total, self }) => ({
			path,
			site,
			evaluations: evaluations / count,
			total: total / count,
			self: self / count,
			share: whole > 0 ? Math.min(1, self / count / whole) : 0,
		}))
		.sort((a, b) => b.self - a.self || (a.path < b.path ? -1 : 1));
	return { evaluations: count, time: whole, cost: measurements === 0 ? 0 : costs / measurements, rules };
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
	return items.reduce((total, item) => total + of(item), 0);
}
