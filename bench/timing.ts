/** How long something takes, on a machine that does other things too. */

/** Microseconds a call, over `seconds` of calling after a warm-up of two fifths of that. */
export function microseconds(once: () => void, seconds = 0.5): number {
	const until = (end: number): number => {
		let count = 0;
		while (performance.now() < end) {
			once();
			count++;
		}
		return count;
	};
	until(performance.now() + seconds * 400);
	const start = performance.now();
	const count = until(start + seconds * 1000);
	return ((performance.now() - start) * 1000) / count;
}

/** Seconds of processor time that a call takes, compiler and garbage collector threads included. */
export function processorSeconds(once: () => void): number {
	const before = process.cpuUsage();
	once();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1e6;
}
