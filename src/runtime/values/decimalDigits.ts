/** Decimal digits of binary fractions, in full or rounded. */

/** A positive number as 0.DIGITS × 10^point; digits have no zeros at the end. */
export interface Digits {
	readonly digits: string;
	readonly point: number;
}

/** All digits of mantissa × 2^exponent. */
export function exactDigits(mantissa: bigint, exponent: number): Digits {
	const text = String(exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * powerOfFive(-exponent));
	return { digits: text.replace(/0+$/, ""), point: text.length + Math.min(0, exponent) };
}

const powers: bigint[] = [];

function powerOfFive(exponent: number): bigint {
	if (exponent > 512) return 5n ** BigInt(exponent);
	powers[exponent] ??= 5n ** BigInt(exponent);
	return powers[exponent] as bigint;
}

/** At most `count` digits, rounded to nearest; an exact half goes to the even digit. */
export function roundedDigits({ digits, point }: Digits, count: number): Digits {
	if (count >= digits.length) return { digits, point };
	if (count < 0) return { digits: "", point };
	return roundsUp(digits, count)
		? raisedDigits(digits.slice(0, count), point)
		: { digits: digits.slice(0, count).replace(/0+$/, ""), point };
}

/** Whether cutting off at a position rounds up. */
export function roundsUp(digits: string, at: number): boolean {
	if (at >= digits.length) return false;
	const next = digits.charCodeAt(at);
	if (next === FIVE && at + 1 === digits.length) return at > 0 && (digits.charCodeAt(at - 1) & 1) === 1;
	return next >= FIVE;
}

const FIVE = 53;

/** The digits with one added to the last. */
export function raisedDigits(kept: string, point: number): Digits {
	const stem = kept.replace(/9+$/, "");
	if (stem === "") return { digits: "1", point: point + 1 };
	return { digits: stem.slice(0, -1) + String.fromCharCode(stem.charCodeAt(stem.length - 1) + 1), point };
}
