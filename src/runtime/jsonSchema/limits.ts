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

/** From this power of ten on, numbers are written with an exponent. */
const LARGE = 6;

/** A number as Go's `%g` writes one of any precision: all digits, and an exponent where it is large or small. */
export function floatText(number: RegoNumber): string {
	const { negative, digits, magnitude } = decimalOf(number);
	if (digits === "") return "0";
	const exponent = magnitude - 1;
	const sign = negative ? "-" : "";
	if (exponent >= -4 && exponent < LARGE) return sign + plainText(digits, magnitude);
	const fraction = digits.length === 1 ? "" : `.${digits.slice(1)}`;
	const size = String(Math.abs(exponent)).padStart(2, "0");
	return `${sign}${digits.charAt(0)}${fraction}e${exponent < 0 ? "-" : "+"}${size}`;
}

function plainText(digits: string, magnitude: number): string {
	if (magnitude <= 0) return `0.${"0".repeat(-magnitude)}${digits}`;
	if (digits.length <= magnitude) return digits.padEnd(magnitude, "0");
	return `${digits.slice(0, magnitude)}.${digits.slice(magnitude)}`;
}
