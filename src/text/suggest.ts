/** "Did you mean …?": the candidate nearest to a misspelt word. */

/**
 * The candidate nearest to `word`, or undefined where none is near enough to be meant.
 * Distance is Damerau-Levenshtein (adjacent swaps count once), letter case ignored; ties go to the first by code point.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
	const limit = Math.max(1, Math.floor(word.length / 3));
	let best: string | undefined;
	let bestDistance = limit + 1;
	for (const candidate of candidates) {
		if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
		const found = distance(word.toLowerCase(), candidate.toLowerCase());
		if (found < bestDistance || (found === bestDistance && best !== undefined && candidate < best)) {
			best = candidate;
			bestDistance = found;
		}
	}
	return best;
}

function distance(a: string, b: string): number {
	let before: number[] = [];
	let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const cost = a[row - 1] === b[column - 1] ? 0 : 1;
			let least = Math.min(
				(previous[column] as number) + 1,
				(current[column - 1] as number) + 1,
				(previous[column - 1] as number) + cost,
			);
			if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
				least = Math.min(least, (before[column - 2] as number) + 1);
			current.push(least);
		}
		before = previous;
		previous = current;
	}
	return previous[b.length] as number;
}
