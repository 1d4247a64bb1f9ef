/** The natural order in which Go's yaml.v3 writes keys: numbers within texts by their value, letters after all else. */

const isDigit = (character: string): boolean => /^\p{Nd}$/u.test(character);
const isLetter = (character: string): boolean => /^\p{L}$/u.test(character);

export function compareKeys(left: string, right: string): number {
	const [a, b] = [[...left], [...right]];
	let afterDigits = false;
	for (let at = 0; at < a.length && at < b.length; at++) {
		const [x, y] = [a[at]!, b[at]!];
		if (x === y) {
			afterDigits = isDigit(x);
			continue;
		}
		const letters = [isLetter(x), isLetter(y)];
		if (letters[0] && letters[1]) return byCodePoint(x, y);
		if (letters[0] || letters[1]) return letters[0] === afterDigits ? -1 : 1;
		return byNumber(a, b, at) || byCodePoint(x, y);
	}
	return a.length - b.length;
}

const byCodePoint = (x: string, y: string): number => x.codePointAt(0)! - y.codePointAt(0)!;

/** Compares the numbers that start where both texts differ. */
function byNumber(a: readonly string[], b: readonly string[], at: number): number {
	const numberAt = (text: readonly string[]): [value: bigint, end: number] => {
		let end = at;
		while (end < text.length && isDigit(text[end]!)) end++;
		// A zero where they differ goes on with the number before it.
		const goesOn = (a[at] === "0" || b[at] === "0") && /[1-9]\d*$/.test(text.slice(0, at).join(""));
		const digits = text.slice(at, end).join("");
		return [BigInt(/^[0-9]*$/.test(digits) ? `${goesOn ? "1" : ""}${digits}` || "0" : "0"), end];
	};
	const [x, xEnd] = numberAt(a);
	const [y, yEnd] = numberAt(b);
	if (x !== y) return x < y ? -1 : 1;
	return xEnd - yEnd;
}
