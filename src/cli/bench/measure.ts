/**
 * Measures a computation that is made again and again: how long it takes each time, once the engine has settled, and what it
 * allocates. Never takes much longer than it was told to, however fast or slow the computation is.
 */
import { type Statistics, statisticsOf } from "./statistics.ts";

export interface Meter {
	/** Milliseconds that only ever grow. */
	readonly elapsed: () => number;
	/** Bytes of the heap in use. */
	readonly heapUsed: () => number;
}

export interface MeasureOptions {
	/** Milliseconds of running before anything counts: V8 compiles what is used often, and only then. */
	readonly warmUp: number;
	/** Milliseconds of measuring. */
	readonly time: number;
}

export interface Measurement {
	/** Milliseconds. */
	readonly times: Statistics;
	readonly perSecond: number;
	/** Bytes allocated each time: by how much the heap grows from one collection to the next. Undefined where that can't be told. */
	readonly bytes: number | undefined;
}

/** As many times are kept; a computation of a microsecond would fill the memory with them else. */
const MOST = 1_000_000;
/** Series of evaluations by whose end the heap is looked at, and how many milliseconds one lasts. */
const SERIES = 24;
const SERIES_TIME = 4;

export function measure(compute: () => void, meter: Meter, { warmUp, time }: MeasureOptions): Measurement {
	const { elapsed } = meter;
	const start = elapsed();
	for (let count = 0; count < MOST && elapsed() - start < warmUp; count++) compute();
	const times: number[] = [];
	const begin = elapsed();
	let before = begin;
	do {
		compute();
		const after = elapsed();
		times.push(after - before);
		before = after;
	} while (before - begin < time && times.length < MOST);
	const statistics = statisticsOf(times);
	return {
		times: statistics,
		perSecond: statistics.mean > 0 ? 1_000 / statistics.mean : 0,
		bytes: allocated(compute, meter, statistics.median),
	};
}

function allocated(compute: () => void, { heapUsed }: Meter, median: number): number | undefined {
	const each = Math.max(1, Math.min(10_000, Math.floor(SERIES_TIME / Math.max(median, 1e-4))));
	const series = median > 1_000 ? 3 : SERIES;
	const growths: number[] = [];
	for (let round = 0; round < series; round++) {
		const before = heapUsed();
		for (let count = 0; count < each; count++) compute();
		const growth = heapUsed() - before;
		// Where it shrank, a collection came in between.
		if (growth >= 0) growths.push(growth / each);
	}
	return growths.length === 0 ? undefined : statisticsOf(growths).median;
}
