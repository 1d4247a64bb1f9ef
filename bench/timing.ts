/** How long something takes, on a machine that does other things too. */

/**
 * Microseconds a call, over `seconds` of calling. Before that, calls for two fifths as much processor time: on a machine that does other
 * things, a warm-up by the clock would end before the engine has compiled what is hot.
 */
export function microseconds(once: () => void, seconds = 0.5): number {
	for (let used = 0; used < seconds * 0.4; ) used += processorSeconds(() => callFor(seconds * 40, once));
	const start = performance.now();
	const count = callFor(seconds * 1000, once);
	return ((performance.now() - start) * 1000) / count;
}

/** Calls for so many milliseconds, once at least; gives how often. */
function callFor(milliseconds: number, once: () => void): number {
	const end = performance.now() + milliseconds;
	let count = 0;
	do {
		once();
		count++;
	} while (performance.now() < end);
	return count;
}

/** Seconds of processor time that a call takes, compiler and garbage collector threads included. */
export function processorSeconds(once: () => void): number {
	const before = process.cpuUsage();
	once();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1e6;
}
