/** Days as `YYYY-MM-DD`: texts that order as days do. The clock is the shell's; it hands in today. */

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day of a time in nanoseconds since the epoch, in UTC. */
export function dayOf(now: bigint): string {
	return new Date(Number(now / 1_000_000n)).toISOString().slice(0, 10);
}

/** How many days lie between two days; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
