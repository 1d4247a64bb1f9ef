/** Doubles as text in Go's formats `e f g b x`, to a precision or as short as can be. Go docs: strconv.FormatFloat. */
import { type Digits, exactDigits, roundedDigits } from "../../values/decimalDigits.ts";

export type FloatFormat = "e" | "E" | "f" | "g" | "G" | "b" | "x" | "X";

/** As few digits as name the double. */
export const SHORTEST = -1;

/** @param precision digits after the point (`e`, `f`, `x`) or in all (`g`), or SHORTEST */
export function formatFloat(value: number, format: FloatFormat, precision: number): string {
	const sign = value < 0 || Object.is(value, -0) ? "-" : "";
	const size = Math.abs(value);
	switch (format) {
		case "b":
			return sign + binary(size);
		case "x":
			return sign + hexadecimal(size, precision);
		case "X":
			return sign + hexadecimal(size, precision).toUpperCase();
		case "f": {
			const digits = precision === SHORTEST ? shortest(size) : digitsAfterPoint(size, precision);
			return (
				sign + fixed(digits, precision === SHORTEST ? Math.max(0, digits.digits.length - digits.point) : precision)
			);
		}
		case "e":
		case "E": {
			const digits = precision === SHORTEST ? shortest(size) : digitsInAll(size, precision + 1);
			return (
				sign + scientific(digits, precision === SHORTEST ? Math.max(0, digits.digits.length - 1) : precision, format)
			);
		}
		default:
			return sign + general(size, format, precision);
	}
}

function general(size: number, format: "g" | "G", precision: number): string {
	const wanted = Math.max(1, precision);
	const digits = precision === SHORTEST ? shortest(size) : digitsInAll(size, wanted);
	const count = digits.digits.length;
	const exponent = digits.point - 1;
	let limit = wanted;
	if (limit > count && count >= digits.point) limit = count;
	if (precision === SHORTEST) limit = 6;
	if (exponent < -4 || exponent >= limit) {
		return scientific(digits, Math.max(0, count - 1), format === "g" ? "e" : "E");
	}
	return fixed(digits, Math.max(0, count - digits.point));
}

const none: Digits = { digits: "", point: 0 };

function shortest(size: number): Digits {
	if (size === 0) return none;
	const [mantissa, exponent] = size.toExponential().split("e") as [string, string];
	return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

function digitsInAll(size: number, count: number): Digits {
	return size === 0 ? none : roundedDigits(exactOf(size), count);
}

function digitsAfterPoint(size: number, places: number): Digits {
	if (size === 0) return none;
	const exact = exactOf(size);
	return roundedDigits(exact, exact.point + places);
}

function exactOf(size: number): Digits {
	const { mantissa, exponent } = takeApart(size);
	return exactDigits(mantissa, exponent);
}

const bits = new DataView(new ArrayBuffer(8));

/** The integer mantissa and binary exponent of a double that is not negative. */
function takeApart(size: number): { readonly mantissa: bigint; readonly exponent: number } {
	bits.setFloat64(0, size);
	const raw = bits.getBigUint64(0);
	const biased = Number(raw >> 52n);
	const fraction = raw & ((1n << 52n) - 1n);
	return biased === 0
		? { mantissa: fraction, exponent: -1074 }
		: { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function fixed({ digits, point }: Digits, places: number): string {
	const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
	if (places === 0) return whole;
	const fraction = ("0".repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point))).slice(0, places);
	return `${whole}.${fraction.padEnd(places, "0")}`;
}

function scientific({ digits, point }: Digits, places: number, mark: "e" | "E"): string {
	const exponent = digits === "" ? 0 : point - 1;
	const fraction = places > 0 ? `.${digits.slice(1, places + 1).padEnd(places, "0")}` : "";
	return `${digits[0] ?? "0"}${fraction}${mark}${signed(exponent)}`;
}

const signed = (exponent: number): string =>
	`${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;

function binary(size: number): string {
	const { mantissa, exponent } = takeApart(size);
	return `${mantissa}p${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}

/** One hexadecimal digit before the point, as many after it as asked for or needed. */
function hexadecimal(size: number, precision: number): string {
	let { mantissa, exponent } = takeApart(size);
	if (mantissa === 0n) return `0x0${precision > 0 ? `.${"0".repeat(precision)}` : ""}p+00`;
	while (mantissa < 1n << 52n) {
		mantissa <<= 1n;
		exponent--;
	}
	let binaryExponent = exponent + 52;
	if (precision !== SHORTEST && precision < 13) {
		const cut = BigInt(52 - precision * 4);
		const half = 1n << (cut - 1n);
		const lost = mantissa & ((1n << cut) - 1n);
		mantissa >>= cut;
		if (lost > half || (lost === half && (mantissa & 1n) === 1n)) mantissa++;
		mantissa <<= cut;
		if (mantissa >= 1n << 53n) {
			mantissa >>= 1n;
			binaryExponent++;
		}
	}
	const all = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
	const fraction = precision === SHORTEST ? all.replace(/0+$/, "") : all.slice(0, precision).padEnd(precision, "0");
	return `0x1${fraction === "" ? "" : `.${fraction}`}p${signed(binaryExponent)}`;
}
