/** Moments: whole seconds since 1970 in UTC, and nanoseconds on top. What a clock on the wall shows is wallClock's to say. */
import { type CalendarDate, dateFromDays, secondsPerDay } from "./calendar.ts";

export interface Moment {
	readonly seconds: number;
	/** 0 to 999,999,999. */
	readonly nanoseconds: number;
}

/** What a clock shows somewhere. */
export interface WallClock extends CalendarDate {
	/** Since 1970, there. */
	readonly days: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
}

const billion = 1_000_000_000n;

export function momentFromNanoseconds(total: bigint): Moment {
	const nanoseconds = ((total % billion) + billion) % billion;
	return { seconds: Number((total - nanoseconds) / billion), nanoseconds: Number(nanoseconds) };
}

/** Undefined where 64 bits don't hold it: before 1677 or after 2262. */
export function nanosecondsOf({ seconds, nanoseconds }: Moment): bigint | undefined {
	if (!Number.isSafeInteger(seconds)) return undefined;
	const total = BigInt(seconds) * billion + BigInt(nanoseconds);
	return BigInt.asIntN(64, total) === total ? total : undefined;
}

/** @param offset seconds east of Greenwich */
export function wallClock(moment: Moment, offset: number): WallClock {
	const local = moment.seconds + offset;
	const days = Math.floor(local / secondsPerDay);
	const inDay = local - days * secondsPerDay;
	return {
		...dateFromDays(days),
		days,
		hour: Math.floor(inDay / 3600),
		minute: Math.floor(inDay / 60) % 60,
		second: inDay % 60,
	};
}
