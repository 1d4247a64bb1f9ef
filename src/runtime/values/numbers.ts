/**
 * Arithmetic as OPA has it: integers are exact at any size, all else is computed with 64 bits of mantissa and printed as
 * short as can be (`0.1 + 0.2` is 0.3). Small integers come first and cost next to nothing. OPA: topdown/arithmetic.go.
 */
import { failure } from "../builtins/builtin.ts";
import {
	addFloats,
	divideFloats,
	floatOf,
	multiplyFloats,
	negateFloat,
	numberOfFloat,
	powerOfTen,
	tooBig,
	truncate,
} from "./bigFloat.ts";
import { decimalOf, ExactNumber, type RegoNumber } from "./exactNumber.ts";

/** An integer of more bits than this is refused: no policy means it, OPA reads none of more than 100,000, and each step would take seconds. */
const MOST_BITS = 400_000n;
/** The same in decimal digits. */
const MOST_DIGITS = 120_000;

export function add(a: RegoNumber, b: RegoNumber): RegoNumber {
	if (typeof a === "number" && typeof b === "number") {
		if ((a | 0) === a && (b | 0) === b) return a + b;
		const sum = a + b;
		if (Number.isSafeInteger(sum) && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return sum;
	}
	const left = toInteger(a);
	const right = left === undefined ? undefined : toInteger(b);
	if (left !== undefined && right !== undefined) return numberOfInteger(left + right);
	return numberOfFloat(addFloats(floatOf(a), floatOf(b)));
}

export function subtract(a: RegoNumber, b: RegoNumber): RegoNumber {
	if (typeof a === "number" && typeof b === "number") {
		if ((a | 0) === a && (b | 0) === b) return a - b;
		const difference = a - b;
		if (Number.isSafeInteger(difference) && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return difference;
	}
	const left = toInteger(a);
	const right = left === undefined ? undefined : toInteger(b);
	if (left !== undefined && right !== undefined) return numberOfInteger(left - right);
	return numberOfFloat(addFloats(floatOf(a), negateFloat(floatOf(b))));
}

/** `-a`, which is `0 - a`. */
export function negate(a: RegoNumber): RegoNumber {
	return subtract(0, a);
}

export function multiply(a: RegoNumber, b: RegoNumber): RegoNumber {
	if (typeof a === "number" && typeof b === "number") {
		const product = a * b;
		// Adding zero makes of -0 the 0 that integers have.
		if (Number.isSafeInteger(product) && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return product + 0;
	}
	const left = toInteger(a);
	const right = left === undefined ? undefined : toInteger(b);
	if (left !== undefined && right !== undefined) return numberOfInteger(multiplyIntegers(left, right));
	return numberOfFloat(multiplyFloats(floatOf(a), floatOf(b)));
}

/** The product, or a failure where it would be beyond all reason. */
export function multiplyIntegers(a: bigint, b: bigint): bigint {
	const product = a * b;
	if (product > LARGE || product < -LARGE) {
		if (product > mostInteger || product < -mostInteger) throw failure(tooBig);
	}
	return product;
}

const LARGE = 1n << 1024n;
const mostInteger = 1n << MOST_BITS;

/** Exact where the divisor goes into the dividend; a zero dividend keeps its sign (`0 / -5` is -0). */
export function divide(a: RegoNumber, b: RegoNumber): RegoNumber {
	if (typeof a === "number" && typeof b === "number" && b !== 0 && a !== 0) {
		if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && a % b === 0) return a / b;
	}
	const divisor = floatOf(b);
	if (divisor.mantissa === 0n) throw failure("divide by zero");
	return numberOfFloat(divideFloats(floatOf(a), divisor));
}

/** The remainder of integers, with the dividend's sign. */
export function remainder(a: RegoNumber, b: RegoNumber): RegoNumber {
	if (typeof a === "number" && typeof b === "number" && b !== 0) {
		if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return (a % b) + 0;
	}
	const left = toInteger(a);
	const right = toInteger(b);
	if (left === undefined || right === undefined) throw failure("modulo on floating-point number");
	if (right === 0n) throw failure("modulo by zero");
	return numberOfInteger(left % right);
}

export function absolute(a: RegoNumber): RegoNumber {
	if (typeof a === "number" && Number.isSafeInteger(a)) return a < 0 ? -a : a;
	return numberOfFloat({ ...floatOf(a), negative: false });
}

/** To the nearest integer, halves away from zero. */
export function round(a: RegoNumber): RegoNumber {
	if (typeof a === "number") {
		if (Number.isSafeInteger(a)) return a;
		const size = Math.abs(a);
		const whole = Math.floor(size);
		const nearest = size - whole >= 0.5 ? whole + 1 : whole;
		if (Number.isSafeInteger(nearest)) return (a < 0 ? -nearest : nearest) + 0;
	}
	const float = floatOf(a);
	const half = { ...oneHalf, negative: float.negative };
	return numberOfInteger(truncate(addFloats(float, half)));
}

const oneHalf = floatOf(0.5, 53);

/** Up to an integer. As in OPA, what lies between -1 and 0 becomes 1. */
export function ceiling(a: RegoNumber): RegoNumber {
	if (typeof a === "number" && Number.isSafeInteger(a)) return a;
	const float = floatOf(a);
	const whole = truncate(float);
	return numberOfInteger(whole < 0n || isIntegerValue(float, whole) ? whole : whole + 1n);
}

/** Down to an integer. As in OPA, what lies between -1 and 0 becomes 0. */
export function floor(a: RegoNumber): RegoNumber {
	if (typeof a === "number" && Number.isSafeInteger(a)) return a;
	const float = floatOf(a);
	const whole = truncate(float);
	return numberOfInteger(whole >= 0n || isIntegerValue(float, whole) ? whole : whole - 1n);
}

function isIntegerValue(float: ReturnType<typeof floatOf>, whole: bigint): boolean {
	const { mantissa, exponent } = float;
	if (exponent >= 0) return true;
	return (whole < 0n ? -whole : whole) << BigInt(-exponent) === mantissa;
}

/** Whether the value is an integer, whatever its spelling: `5.0` is one. */
export function isInteger(a: RegoNumber): boolean {
	if (typeof a === "number") return Number.isInteger(a);
	const { digits, magnitude } = a.decimal;
	return magnitude >= digits.length;
}

/** The integer that the value is, whatever its spelling; undefined for fractions. */
export function toInteger(a: RegoNumber): bigint | undefined {
	if (typeof a === "number" && Number.isSafeInteger(a)) return BigInt(a);
	const { negative, digits, magnitude } = decimalOf(a);
	if (magnitude < digits.length) return undefined;
	if (magnitude > MOST_DIGITS) throw failure(tooBig);
	const size = BigInt(digits) * powerOfTen(magnitude - digits.length);
	return negative ? -size : size;
}

/** The value as an integer that JavaScript holds exactly, whatever its spelling; undefined for all else. */
export function toSafeInteger(a: RegoNumber): number | undefined {
	const number = typeof a === "number" ? a : a.plain;
	return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** The 64-bit integer that a number is written as: digits, and at most zeros after the point; `1e3` is none. OPA: Number.Int64. */
export function toInt64(a: RegoNumber): bigint | undefined {
	if (typeof a === "number") return Number.isSafeInteger(a) ? BigInt(a) : undefined;
	const written = /^(-?[0-9]+)(?:\.0*)?$/.exec(a.text);
	if (written === null || a.text.length > 20) return undefined;
	const integer = BigInt(written[1] as string);
	return integer === BigInt.asIntN(64, integer) ? integer : undefined;
}

/** An integer as a number. */
export function numberOfInteger(integer: bigint): RegoNumber {
	const near = Number(integer);
	return Number.isSafeInteger(near) ? near : new ExactNumber(String(integer));
}
