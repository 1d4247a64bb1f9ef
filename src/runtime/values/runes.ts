/** Strings by code point, which is how Rego counts: lengths and positions, at no cost where there are no surrogates. */

const surrogate = /[\ud800-\udfff]/;

/** How many code points a string has. */
export function runeCount(text: string): number {
	const { length } = text;
	if (!surrogate.test(text)) return length;
	let count = length;
	for (let i = 0; i < length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count--;
	return count;
}

/** Whether positions in code points and in UTF-16 units are the same. */
export function isFlat(text: string): boolean {
	return !surrogate.test(text);
}

/** The position in code points of a position in UTF-16 units. */
export function runeIndex(text: string, unit: number): number {
	let index = unit;
	for (let i = 0; i < unit; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) index--;
	return index;
}

/** The code points from `start` up to `end`, both in code points; past the end there is nothing. */
export function runeSlice(text: string, start: number, end: number): string {
	if (isFlat(text)) return text.slice(start, Math.max(start, end));
	return Array.from(text).slice(start, Math.max(start, end)).join("");
}

/** The code points one by one. */
export function runes(text: string): readonly string[] {
	return isFlat(text) ? text.split("") : Array.from(text);
}
