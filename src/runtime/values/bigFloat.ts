/**
 * Binary floating point of a chosen precision, as Go's big.Float: what OPA computes with where a number is no integer.
 * Precision is 64 bits but for `product`, which starts from 53. Rounding is to nearest, ties to even; printing is shortest.
 * Go docs: math/big, Float and Float.Text.
 */
import { BoundedCache } from "../boundedCache.ts";
import { failure } from "../builtins/builtin.ts";
import { type Digits, exactDigits, raisedDigits, roundsUp } from "./decimalDigits.ts";
import { type Decimal, decimalOf, numberFromText, type RegoNumber } from "./exactNumber.ts";

/** `±mantissa × 2^exponent`; the mantissa has at most `precision` bits and is 0n for zero, which may be negative. */
export interface BigFloat {
	readonly negative: boolean;
	readonly mantissa: bigint;
	readonly exponent: number;
	readonly precision: number;
}

/** Bits of the mantissa unless said otherwise. */
const PRECISION = 64;

/**
 * Decimal exponents beyond this are zero when negative, and refused when positive: no text that OPA reads has such numbers,
 * and working with them would take seconds.
 */
const EXTREME = 120_000;

export const tooBig = "number too big";

/** Floats of fractions that came up: scores and shares repeat, and dividing by a power of ten is most of a sum's work. */
const fractions = new BoundedCache<number, BigFloat>(1024);

/** The nearest float to a number. */
export function floatOf(number: RegoNumber, precision: number = PRECISION): BigFloat {
	if (typeof number !== "number" || precision !== PRECISION || Number.isInteger(number)) return made(number, precision);
	return fractions.get(number) ?? fractions.set(number, made(number, precision));
}

function made(number: RegoNumber, precision: number): BigFloat {
	const decimal = decimalOf(number);
	// A decimal zero has no sign, but a float may.
	const negative = decimal.negative || (typeof number !== "number" && number.text.startsWith("-"));
	return floatOfDecimal({ ...decimal, negative }, precision);
}

function floatOfDecimal({ negative, digits, magnitude }: Decimal, precision: number): BigFloat {
	if (digits === "" || magnitude < -EXTREME) return { negative, mantissa: 0n, exponent: 0, precision };
	if (magnitude > EXTREME || digits.length > EXTREME) throw failure(tooBig);
	const scale = magnitude - digits.length;
	const whole = BigInt(digits);
	if (scale >= 0) return rounded(negative, whole * powerOfTen(scale), 0, precision);
	return quotient(negative, whole, powerOfTen(-scale), 0, precision);
}

/** The float of an integer, exact: its precision is as great as it needs. */
export function floatOfInteger(integer: bigint): BigFloat {
	const mantissa = integer < 0n ? -integer : integer;
	return { negative: integer < 0n, mantissa, exponent: 0, precision: Math.max(PRECISION, bitLength(mantissa)) };
}

export function addFloats(a: BigFloat, b: BigFloat): BigFloat {
	const precision = Math.max(a.precision, b.precision);
	if (a.mantissa === 0n && b.mantissa === 0n) {
		return { negative: a.negative && b.negative, mantissa: 0n, exponent: 0, precision };
	}
	const exponent = a.mantissa === 0n ? b.exponent : b.mantissa === 0n ? a.exponent : Math.min(a.exponent, b.exponent);
	const sum = signed(a, exponent) + signed(b, exponent);
	return rounded(sum < 0n, sum < 0n ? -sum : sum, exponent, precision);
}

function signed({ negative, mantissa, exponent }: BigFloat, to: number): bigint {
	if (mantissa === 0n) return 0n;
	const shifted = mantissa << BigInt(exponent - to);
	return negative ? -shifted : shifted;
}

export function negateFloat(a: BigFloat): BigFloat {
	return { ...a, negative: !a.negative };
}

/** @param precision the result's; by default the greater of the operands' */
export function multiplyFloats(
	a: BigFloat,
	b: BigFloat,
	precision: number = Math.max(a.precision, b.precision),
): BigFloat {
	return rounded(a.negative !== b.negative, a.mantissa * b.mantissa, a.exponent + b.exponent, precision);
}

/** The divisor must not be zero. */
export function divideFloats(a: BigFloat, b: BigFloat): BigFloat {
	const precision = Math.max(a.precision, b.precision);
	const negative = a.negative !== b.negative;
	if (a.mantissa === 0n) return { negative, mantissa: 0n, exponent: 0, precision };
	return quotient(negative, a.mantissa, b.mantissa, a.exponent - b.exponent, precision);
}

/** The integer part. */
export function truncate({ negative, mantissa, exponent }: BigFloat): bigint {
	const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa >> BigInt(-exponent);
	return negative ? -whole : whole;
}

/** Whether there is no fraction. */
export function isWhole({ mantissa, exponent }: BigFloat): boolean {
	return exponent >= 0 || BigInt.asUintN(-exponent, mantissa) === 0n;
}

function quotient(negative: boolean, over: bigint, under: bigint, exponent: number, precision: number): BigFloat {
	const shift = Math.max(0, precision + 2 + bitLength(under) - bitLength(over));
	const dividend = over << BigInt(shift);
	const whole = dividend / under;
	// A bit below the last says whether anything was left, which is all that rounding needs to know of it.
	const rest = whole * under === dividend ? 0n : 1n;
	return rounded(negative, (whole << 1n) | rest, exponent - shift - 1, precision);
}

function rounded(negative: boolean, mantissa: bigint, exponent: number, precision: number): BigFloat {
	const excess = bitLength(mantissa) - precision;
	if (excess <= 0) return { negative, mantissa, exponent, precision };
	const cut = BigInt(excess);
	let kept = mantissa >> cut;
	const lost = mantissa - (kept << cut);
	const half = 1n << (cut - 1n);
	if (lost > half || (lost === half && (kept & 1n) === 1n)) kept += 1n;
	return { negative, mantissa: kept, exponent: exponent + excess, precision };
}

const double = new DataView(new ArrayBuffer(8));

/** How many bits a non-negative integer takes. */
export function bitLength(integer: bigint): number {
	const near = Number(integer);
	if (near < 2 ** 1000) {
		if (near === 0) return 0;
		double.setFloat64(0, near);
		const bits = ((double.getUint16(0) >> 4) & 0x7ff) - 1022;
		// Becoming a double may have rounded it up to the next power of two.
		return near >= 2 ** 53 && integer >> BigInt(bits - 1) === 0n ? bits - 1 : bits;
	}
	const hex = integer.toString(16);
	return hex.length * 4 - (Math.clz32(Number.parseInt(hex[0] as string, 16)) - 28);
}

/** The number that a float prints as: integers in full, others in the form of Go's `%g`. */
export function numberOfFloat(float: BigFloat): RegoNumber {
	return numberFromText(floatText(float));
}

function floatText(float: BigFloat): string {
	const sign = float.negative ? "-" : "";
	if (float.mantissa === 0n) return `${sign}0`;
	const { digits, point } = shortestDigits(float);
	if (isWhole(float)) return sign + digits.padEnd(point, "0");
	if (point - 1 < -4 || point - 1 >= 6) {
		const exponent = point - 1;
		const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
		return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
	}
	if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
	return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The fewest digits that no neighbouring float of the same precision is nearer to. */
function shortestDigits({ mantissa, exponent, precision }: BigFloat): Digits {
	// One bit more than the precision: the last is half of a step between floats.
	const shift = precision + 1 - bitLength(mantissa);
	const middle = mantissa << BigInt(shift);
	const down = exponent - shift;
	const whole = exactDigits(middle, down);
	const lower = exactDigits(middle - 1n, down).digits;
	const upper = exactDigits(middle + 1n, down).digits;
	const inclusive = (middle & 2n) === 0n;
	const { digits } = whole;
	for (let i = 0; i < digits.length; i++) {
		const here = digits.charCodeAt(i);
		const above = i < upper.length ? upper.charCodeAt(i) : 48;
		const below = i < lower.length ? lower.charCodeAt(i) : 48;
		const mayDrop = below !== here || (inclusive && i + 1 === lower.length);
		const mayRaise = here !== above && (inclusive || here + 1 < above || i + 1 < upper.length);
		if (!mayDrop && !mayRaise) continue;
		const kept = digits.slice(0, i + 1);
		const raise = mayRaise && (!mayDrop || roundsUp(digits, i + 1));
		return raise ? raisedDigits(kept, whole.point) : { digits: kept.replace(/0+$/, ""), point: whole.point };
	}
	return whole;
}

const powers: bigint[] = [];

/** 10^exponent. */
export function powerOfTen(exponent: number): bigint {
	if (exponent > 64) return 10n ** BigInt(exponent);
	powers[exponent] ??= 10n ** BigInt(exponent);
	return powers[exponent] as bigint;
}
