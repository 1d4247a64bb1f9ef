import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	compareNumbers,
	numberFromText,
	numberText,
	type RegoNumber,
} from "../../../src/runtime/values/exactNumber.ts";
import {
	absolute,
	add,
	ceiling,
	divide,
	floor,
	isInteger,
	multiply,
	negate,
	numberOfInteger,
	remainder,
	round,
	subtract,
	toInt64,
	toInteger,
	toSafeInteger,
} from "../../../src/runtime/values/numbers.ts";
import { numberTexts } from "./arbitrary.ts";

/** Around every edge: 32 bits, 53 bits, 64 bits, and beyond. */
const integers: fc.Arbitrary<bigint> = fc.oneof(
	fc.bigInt({ min: -10n, max: 10n }),
	fc
		.tuple(fc.constantFrom(31n, 32n, 53n, 63n, 64n, 100n), fc.bigInt({ min: -3n, max: 3n }))
		.map(([bits, off]) => (1n << bits) + off),
	fc.bigInt({ min: -(1n << 53n), max: 1n << 53n }),
	fc.bigInt({ min: -(1n << 130n), max: 1n << 130n }),
);
const signed = fc.tuple(integers, fc.boolean()).map(([size, minus]) => (minus ? -size : size));

describe("integers are exact at any size", () => {
	const law = (
		name: string,
		ours: (a: RegoNumber, b: RegoNumber) => RegoNumber,
		theirs: (a: bigint, b: bigint) => bigint,
		nonzero = false,
	): void =>
		test(name, () => {
			fc.assert(
				fc.property(signed, signed, (a, b) => {
					if (nonzero && b === 0n) return;
					expect(numberText(ours(numberOfInteger(a), numberOfInteger(b)))).toBe(String(theirs(a, b)));
				}),
				{ numRuns: 500 },
			);
		});
	law("+", add, (a, b) => a + b);
	law("-", subtract, (a, b) => a - b);
	law("*", multiply, (a, b) => a * b);
	law("%", remainder, (a, b) => a % b, true);
	law(
		"order",
		(a, b) => compareNumbers(a, b),
		(a, b) => (a < b ? -1n : a > b ? 1n : 0n),
	);
});

describe("fractions", () => {
	test.each([
		["0.1 + 0.2", () => add(0.1, 0.2), "0.3"],
		["1 / 3", () => divide(1, 3), "0.33333333333333333334"],
		["10 / 3", () => divide(10, 3), "3.3333333333333333333"],
		["2 / 3", () => divide(2, 3), "0.6666666666666666667"],
		["0 / -5", () => divide(0, -5), "-0"],
		["1.0 + 0", () => add(numberFromText("1.0"), 0), "1"],
		["1e22 / 1e21", () => divide(numberFromText("1e22"), numberFromText("1e21")), "10"],
		["1234567.25 + 0.25", () => add(1234567.25, 0.25), "1.2345675e+06"],
		["18446744073709551617 / 1", () => divide(numberFromText("18446744073709551617"), 1), "18446744073709551616"],
		["-(0.5)", () => negate(0.5), "-0.5"],
	])("%s", (_, compute, wanted) => {
		expect(numberText(compute())).toBe(wanted);
	});

	test("sums stay near the sums of doubles", () => {
		const doubles = fc.double({ noNaN: true, min: -1e15, max: 1e15 });
		fc.assert(
			fc.property(doubles, doubles, (a, b) => {
				const sum = Number(numberText(add(numberFromText(String(a)), numberFromText(String(b)))));
				expect(Math.abs(sum - (a + b))).toBeLessThanOrEqual((Math.abs(a) + Math.abs(b)) * 2 ** -52);
			}),
		);
	});

	test("a quotient times the divisor is the dividend again, to 63 bits", () => {
		const parts = fc.integer({ min: 1, max: 1_000_000_000 });
		fc.assert(
			fc.property(parts, parts, (a, b) => {
				const back = Number(numberText(multiply(divide(a, b), b)));
				expect(Math.abs(back - a)).toBeLessThanOrEqual(a * 2 ** -52);
			}),
		);
	});
});

describe("rounding", () => {
	test.each([
		["2.5", "3", "2", "3"],
		["-2.5", "-3", "-3", "-2"],
		["0.5", "1", "0", "1"],
		["-0.5", "-1", "0", "1"],
		["0.49999999999999994", "0", "0", "1"],
		["-1.2", "-1", "-2", "-1"],
		["7", "7", "7", "7"],
		["1e3", "1000", "1000", "1000"],
	])("%s: round %s, floor %s, ceil %s", (text, rounded, floored, ceiled) => {
		const number = numberFromText(text);
		expect([round(number), floor(number), ceiling(number)].map(numberText)).toEqual([rounded, floored, ceiled]);
	});

	test("an absolute value has no sign", () => {
		expect(numberText(absolute(numberFromText("-1.50")))).toBe("1.5");
		expect(numberText(absolute(numberFromText("-9007199254740993")))).toBe("9007199254740993");
	});
});

describe("integers in other spellings", () => {
	test.each([
		["5.0", 5n, 5n, 5],
		["1e3", 1000n, undefined, 1000],
		["5.5", undefined, undefined, undefined],
		["9007199254740993", 9007199254740993n, 9007199254740993n, undefined],
		["9223372036854775808", 9223372036854775808n, undefined, undefined],
		["-0.0", 0n, 0n, 0],
	])("%s", (text, integer, int64, safe) => {
		const number = numberFromText(text);
		expect(isInteger(number)).toBe(integer !== undefined);
		expect(toInteger(number)).toBe(integer);
		expect(toInt64(number)).toBe(int64);
		expect((toSafeInteger(number) ?? Number.NaN) + 0).toBe(safe ?? Number.NaN);
	});
});

describe("no number is too much to handle", () => {
	const failure = (compute: () => unknown): unknown => {
		try {
			return compute();
		} catch (problem) {
			return problem;
		}
	};
	test.each([
		["an integer of ten million digits", () => toInteger(numberFromText("1e10000000"))],
		["a float beyond all floats", () => add(numberFromText("1e10000000"), 0.5)],
		[
			"a product of products",
			() => {
				let product: RegoNumber = numberFromText(`1${"0".repeat(1000)}`);
				for (let i = 0; i < 40; i++) product = multiply(product, product);
				return product;
			},
		],
	])("%s is refused", (_, compute) => {
		expect(failure(compute)).toMatchObject({ kind: "other", message: "number too big" });
	});

	test("what is all but zero counts as nothing beside anything", () => {
		expect(numberText(add(numberFromText("1e-1000000000"), 1))).toBe("1");
	});

	test("order needs no digits written out", () => {
		fc.assert(
			fc.property(numberTexts, (text) => compareNumbers(numberFromText("1e999999999"), numberFromText(text)) === 1),
		);
	});
});
