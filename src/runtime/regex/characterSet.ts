/**
 * Sets of code points as sorted, non-touching ranges: [low, high, low, high, …]. Gives the few operations that parsing,
 * proving and printing of patterns need. Must not know about patterns.
 */

export type CharacterSet = readonly number[];

export const lastCodePoint = 0x10ffff;
export const nothing: CharacterSet = [];
export const everything: CharacterSet = [0, lastCodePoint];

export const single = (codePoint: number): CharacterSet => [codePoint, codePoint];

/** Takes ranges in any order, overlapping or not. */
export function fromRanges(ranges: readonly (readonly [low: number, high: number])[]): CharacterSet {
	const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
	const set: number[] = [];
	for (const [low, high] of sorted) {
		const last = set.length - 1;
		if (last > 0 && low <= set[last]! + 1) set[last] = Math.max(set[last]!, high);
		else set.push(low, high);
	}
	return set;
}

export function ranges(set: CharacterSet): [low: number, high: number][] {
	const pairs: [number, number][] = [];
	for (let at = 0; at < set.length; at += 2) pairs.push([set[at]!, set[at + 1]!]);
	return pairs;
}

export function union(...sets: readonly CharacterSet[]): CharacterSet {
	const filled = sets.filter((set) => set.length > 0);
	return filled.length <= 1 ? (filled[0] ?? nothing) : fromRanges(filled.flatMap(ranges));
}

export function complement(set: CharacterSet): CharacterSet {
	const result: number[] = [];
	let next = 0;
	for (const [low, high] of ranges(set)) {
		if (low > next) result.push(next, low - 1);
		next = high + 1;
	}
	if (next <= lastCodePoint) result.push(next, lastCodePoint);
	return result;
}

export function overlaps(a: CharacterSet, b: CharacterSet): boolean {
	let left = 0;
	let right = 0;
	while (left < a.length && right < b.length) {
		if (a[left + 1]! < b[right]!) left += 2;
		else if (b[right + 1]! < a[left]!) right += 2;
		else return true;
	}
	return false;
}

const asciiLetters: CharacterSet = [0x41, 0x5a, 0x61, 0x7a];

/** True if every character is below 128. */
export const isAscii = (set: CharacterSet): boolean => set.length === 0 || set[set.length - 1]! < 0x80;

/**
 * Adds the other cases of ASCII letters, by Unicode's simple folding: two of them have a relative outside ASCII,
 * U+017F (long s) and U+212A (the kelvin sign).
 */
export function foldAscii(set: CharacterSet): CharacterSet {
	if (!overlaps(set, asciiLetters)) return set;
	const added = ranges(set);
	for (const [low, high] of ranges(set)) {
		for (let letter = Math.max(low, 0x41); letter <= Math.min(high, 0x5a); letter++)
			added.push([letter + 32, letter + 32]);
		for (let letter = Math.max(low, 0x61); letter <= Math.min(high, 0x7a); letter++)
			added.push([letter - 32, letter - 32]);
	}
	const folded = fromRanges(added);
	const has = (letter: number) => overlaps(folded, single(letter));
	return union(folded, has(0x73) ? single(0x17f) : nothing, has(0x6b) ? single(0x212a) : nothing);
}
