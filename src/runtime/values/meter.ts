/**
 * What going through values may still cost. Values share structure, so that one of sixty arrays can be endless to go through: whoever
 * goes through all of one counts each collection here. An evaluation sets the limit, and so does who prints what came of it.
 */

/** The limit is reached. */
export class TooMuchToVisit extends Error {}

let left = Number.POSITIVE_INFINITY;

/** Counts a collection that is looked into. @throws TooMuchToVisit */
export function visit(): void {
	if (--left < 0) throw new TooMuchToVisit();
}

/** What a collection counts for whoever writes it: text takes more time and room than a look. */
const WRITTEN = 32;

/** Counts a collection that is written. @throws TooMuchToVisit */
export function visitToWrite(): void {
	left -= WRITTEN;
	if (left < 0) throw new TooMuchToVisit();
}

/** Runs something that may look into so many collections. */
export function visitingAtMost<T>(limit: number, run: () => T): T {
	const before = left;
	left = limit;
	try {
		return run();
	} finally {
		left = before;
	}
}
