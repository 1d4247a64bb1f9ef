/** Arithmetic that limits of numbers need, exact for numbers of any size. */
import { decimalOf, type RegoNumber } from "../values/exactNumber.ts";

/** Whether one number divides another without rest. The divisor is above zero. */
export function isMultiple(number: RegoNumber, divisor: RegoNumber): boolean {
	const a = decimalOf(number);
	const b = decimalOf(divisor);
	if (a.digits === "") return true;
	// Both as integers times a power of ten.
	const shift = a.magnitude - a.digits.length - (b.magnitude - b.digits.length);
	const step = BigInt(b.digits);
	if (shift >= 0) return (BigInt(a.digits) * powerModulo(10n, BigInt(shift), step)) % step === 0n;
	// More zeros than the number has digits: it would have to end in zeros, which digits never do.
	if (-shift > a.digits.length) return false;
	return BigInt(a.digits) % (step * 10n ** BigInt(-shift)) === 0n;
}

function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n % modulus;
	let square = base % modulus;
	for (let left = exponent; left > 0n; left >>= 1n) {
		if (left & 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}

/** A number with at most ten digits, as Go's `%.10g` writes it. */
export function floatText(number: RegoNumber): string {
	const { negative, digits, magnitude } = decimalOf(number);
	if (digits === "") return "0";
	const rounded = rounding(digits, magnitude);
	const exponent = rounded.magnitude - 1;
	const sign = negative ? "-" : "";
	if (exponent >= -4 && exponent < 10) return sign + plainText(rounded.digits, rounded.magnitude);
	const [first = "", ...rest] = rounded.digits;
	const fraction = rest.length === 0 ? "" : `.${rest.join("")}`;
	const size = String(Math.abs(exponent)).padStart(2, "0");
	return `${sign}${first}${fraction}e${exponent < 0 ? "-" : "+"}${size}`;
}

function rounding(digits: string, magnitude: number): { digits: string; magnitude: number } {
	if (digits.length <= 10) return { digits, magnitude };
	const up = digits.charAt(10) >= "5";
	const kept = String(BigInt(digits.slice(0, 10)) + (up ? 1n : 0n));
	return { digits: kept.replace(/0+$/, ""), magnitude: magnitude + kept.length - 10 };
}

function plainText(digits: string, magnitude: number): string {
	if (magnitude <= 0) return `0.${"0".repeat(-magnitude)}${digits}`;
	if (digits.length <= magnitude) return digits.padEnd(magnitude, "0");
	return `${digits.slice(0, magnitude)}.${digits.slice(magnitude)}`;
}
