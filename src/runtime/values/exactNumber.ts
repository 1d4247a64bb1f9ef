/**
 * Numbers as Rego has them: decimal texts of any size. A JavaScript number stands for the decimal that it prints as;
 * what can't be said that way (`1.0`, `1e3`, big integers, long fractions) is an ExactNumber. OPA: ast.Number.
 */

/** A value as `±0.DIGITS × 10^magnitude`, without leading or trailing zeros. Zero has no digits, no sign and magnitude 0. */
export interface Decimal {
	readonly negative: boolean;
	readonly digits: string;
	readonly magnitude: number;
}

export type RegoNumber = number | ExactNumber;

/** A number that keeps its text until something is computed with it. Immutable. */
export class ExactNumber {
	readonly text: string;
	#decimal: Decimal | undefined;
	#plain: number | undefined | null = null;

	/** @param text a number as JSON writes it (a leading `.5` is taken too) */
	constructor(text: string) {
		this.text = text;
	}

	/** The exact value. */
	get decimal(): Decimal {
		this.#decimal ??= decimalFromText(this.text);
		return this.#decimal;
	}

	/** The JavaScript number of the same value, where there is one: 1 for `1.0`. */
	get plain(): number | undefined {
		if (this.#plain === null) {
			const near = Number(this.text);
			this.#plain = Number.isFinite(near) && sameDecimal(decimalOf(near), this.decimal) ? near : undefined;
		}
		return this.#plain;
	}
}

/**
 * A JavaScript number exactly when it says the same and prints the same; else the text is kept.
 * Of a number as Rego or JSON writes it; `.5` becomes `0.5`, since no JSON reader takes it.
 */
export function numberFromText(text: string): RegoNumber {
	const near = Number(text);
	if (text.startsWith(".")) return numberFromText(`0${text}`);
	if (text.startsWith("-.")) return numberFromText(`-0${text.slice(1)}`);
	if (String(near) === text && (Number.isSafeInteger(near) || !Number.isInteger(near))) return near;
	return new ExactNumber(text);
}

/** The text that a number prints as. */
export function numberText(number: RegoNumber): string {
	return typeof number === "number" ? String(number) : number.text;
}

/** The exact decimal value of a number. */
export function decimalOf(number: RegoNumber): Decimal {
	return typeof number === "number" ? decimalFromText(String(number)) : number.decimal;
}

function sameDecimal(a: Decimal, b: Decimal): boolean {
	return a.magnitude === b.magnitude && a.negative === b.negative && a.digits === b.digits;
}

/** Orders two numbers by their exact values. */
export function compareNumbers(a: RegoNumber, b: RegoNumber): -1 | 0 | 1 {
	if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
	const left = decimalOf(a);
	const right = decimalOf(b);
	if (left.negative !== right.negative) return left.negative ? -1 : 1;
	const order = compareMagnitudes(left, right);
	return left.negative ? (-order as -1 | 0 | 1) : order;
}

function compareMagnitudes(a: Decimal, b: Decimal): -1 | 0 | 1 {
	if (a.digits === b.digits && a.magnitude === b.magnitude) return 0;
	if (a.digits === "") return -1;
	if (b.digits === "") return 1;
	if (a.magnitude !== b.magnitude) return a.magnitude < b.magnitude ? -1 : 1;
	// Same magnitude and no trailing zeros: digit texts order as the numbers do.
	return a.digits < b.digits ? -1 : 1;
}

const zero: Decimal = { negative: false, digits: "", magnitude: 0 };

function decimalFromText(text: string): Decimal {
	const negative = text.startsWith("-");
	const mark = text.search(/[eE]/);
	const mantissa = text.slice(negative ? 1 : 0, mark === -1 ? undefined : mark);
	const exponent = mark === -1 ? 0 : Number(text.slice(mark + 1));
	const point = mantissa.indexOf(".");
	const all = point === -1 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
	let first = 0;
	while (all.charCodeAt(first) === 48) first++;
	let end = all.length;
	while (end > first && all.charCodeAt(end - 1) === 48) end--;
	if (first === end) return zero;
	return {
		negative,
		digits: all.slice(first, end),
		magnitude: (point === -1 ? mantissa.length : point) - first + exponent,
	};
}
