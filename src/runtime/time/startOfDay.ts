/** When a day begins. */
import { secondsPerDay } from "./calendar.ts";

const day = BigInt(secondsPerDay) * 1_000_000_000n;

/** The first nanosecond of the day of a time, both since the epoch and in UTC. */
export function startOfDay(now: bigint): bigint {
	const since = now % day;
	return now - (since < 0n ? since + day : since);
}
