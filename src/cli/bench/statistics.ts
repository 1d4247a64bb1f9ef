/** What a series of measured times comes to. */

export interface Statistics {
	readonly count: number;
	readonly min: number;
	readonly max: number;
	readonly mean: number;
	readonly median: number;
	readonly stddev: number;
	/** By percent: `75%`, …, `99.99%`. */
	readonly percentiles: Readonly<Record<string, number>>;
}

const percents = [75, 90, 95, 99, 99.9, 99.99];

/** `times` in any unit and order, at least one. */
export function statisticsOf(times: readonly number[]): Statistics {
	const sorted = Float64Array.from(times).sort();
	const at = (percent: number): number =>
		sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] as number;
	const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
	const variance = sorted.reduce((sum, time) => sum + (time - mean) ** 2, 0) / sorted.length;
	return {
		count: sorted.length,
		min: sorted[0] as number,
		max: sorted.at(-1) as number,
		mean,
		median: at(50),
		stddev: Math.sqrt(variance),
		percentiles: Object.fromEntries(percents.map((percent) => [`${percent}%`, at(percent)])),
	};
}
