/** Bitwise operations on integers of any size, negative ones in two's complement. OPA: topdown/bits.go. */
import { number } from "../types.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { numberOfInteger } from "../values/numbers.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin, failure, operandError } from "./builtin.ts";
import { bigIntegerOperand, late, lateNumber } from "./operands.ts";

const integerAfter = (operand: Value): bigint => bigIntegerOperand(lateNumber(operand, 2, "integer"), 2);

type Example = { readonly call: string; readonly gives?: string };

/** @param small does the same for two 32-bit integers, which nearly all are */
function combination(
	name: string,
	doc: string,
	examples: readonly Example[],
	small: (x: number, y: number) => number,
	large: (x: bigint, y: bigint) => bigint,
): Builtin {
	return builtin<[RegoNumber, Value]>(
		{
			name,
			group: "bits",
			doc,
			args: [
				{ name: "x", type: number, wanted: "integer" },
				{ name: "y", type: number, ...late },
			],
			returns: { name: "z", type: number },
			examples,
		},
		(x, y) =>
			typeof x === "number" && typeof y === "number" && (x | 0) === x && (y | 0) === y
				? small(x, y)
				: numberOfInteger(large(bigIntegerOperand(x, 1), integerAfter(y))),
	);
}

function shift(
	name: string,
	doc: string,
	examples: readonly Example[],
	move: (x: bigint, by: bigint, context: BuiltinContext) => bigint,
): Builtin {
	return builtin<[RegoNumber, Value]>(
		{
			name,
			group: "bits",
			doc,
			args: [
				{ name: "x", type: number, wanted: "integer" },
				{ name: "s", type: number, ...late, doc: "How many bits; of a huge number the lowest 64 bits say it." },
			],
			returns: { name: "z", type: number },
			examples,
		},
		(x, s, context) => {
			const bits = bigIntegerOperand(x, 1);
			const by = integerAfter(s);
			if (by < 0n) throw operandError(2, "must be an unsigned integer number but got a negative integer");
			return numberOfInteger(move(bits, BigInt.asUintN(64, by), context));
		},
	);
}

/** Shifting further left would make a number of more than a hundred thousand digits. */
const FURTHEST = 400_000n;

export const bits: readonly Builtin[] = [
	combination(
		"bits.and",
		"The bits that both integers have.",
		[{ call: "bits.and(12, 10)", gives: "8" }],
		(x, y) => x & y,
		(x, y) => x & y,
	),
	combination(
		"bits.or",
		"The bits that either integer has.",
		[{ call: "bits.or(12, 10)", gives: "14" }],
		(x, y) => x | y,
		(x, y) => x | y,
	),
	combination(
		"bits.xor",
		"The bits that one of two integers has and the other hasn't.",
		[{ call: "bits.xor(12, 10)", gives: "6" }],
		(x, y) => x ^ y,
		(x, y) => x ^ y,
	),
	builtin<[RegoNumber]>(
		{
			name: "bits.negate",
			group: "bits",
			doc: "The integer with every bit turned over.",
			args: [{ name: "x", type: number, wanted: "integer" }],
			returns: { name: "z", type: number },
			examples: [{ call: "bits.negate(12)", gives: "-13" }],
		},
		(x) => numberOfInteger(~bigIntegerOperand(x, 1)),
	),
	shift(
		"bits.lsh",
		"The integer with its bits moved left.",
		[{ call: "bits.lsh(1, 70)", gives: "1180591620717411303424" }, { call: "bits.lsh(1, -1)" }],
		(x, by, context) => {
			if (x === 0n) return x;
			if (by > FURTHEST) throw failure("number too big");
			context.spend(Number(by) / 64);
			return x << by;
		},
	),
	shift(
		"bits.rsh",
		"The integer with its bits moved right; those that fall off are gone.",
		[
			{ call: "bits.rsh(12, 2)", gives: "3" },
			{ call: "bits.rsh(-1, 9)", gives: "-1" },
		],
		(x, by) => x >> (by > FURTHEST * 2n ? FURTHEST * 2n : by),
	),
];
