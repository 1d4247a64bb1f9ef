/** Arithmetic on numbers of any size, and `-`, which also takes sets. OPA: topdown/arithmetic.go. */
import { any, number, setOf } from "../types.ts";
import { isNumber } from "../values/access.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { absolute, add, ceiling, divide, floor, multiply, remainder, round, subtract } from "../values/numbers.ts";
import { RegoSet } from "../values/regoSet.ts";
import { typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin, operandError } from "./builtin.ts";
import { oneOf } from "./operands.ts";
import { difference } from "./sets.ts";

type Example = { readonly call: string; readonly gives?: string };

function binary(
	name: string,
	infix: string,
	doc: string,
	examples: readonly Example[],
	compute: (x: RegoNumber, y: RegoNumber) => RegoNumber,
): Builtin {
	return builtin<[RegoNumber, RegoNumber]>(
		{
			name,
			group: "numbers",
			doc,
			args: [
				{ name: "x", type: number },
				{ name: "y", type: number },
			],
			returns: { name: "z", type: number },
			infix,
			examples,
		},
		compute,
	);
}

function unary(
	name: string,
	doc: string,
	examples: readonly Example[],
	compute: (x: RegoNumber) => RegoNumber,
): Builtin {
	return builtin<[RegoNumber]>(
		{
			name,
			group: "numbers",
			doc,
			args: [{ name: "x", type: number }],
			returns: { name: "y", type: number },
			examples,
		},
		compute,
	);
}

const numberOrSet = oneOf(number, setOf(any));

const minus = builtin<[Value, Value]>(
	{
		name: "minus",
		group: "sets",
		doc: "The difference of two numbers, or of two sets: what is in the first and not in the second.",
		args: [
			{ name: "x", ...numberOrSet },
			// Whether the second may be a number depends on the first, so OPA looks at it afterwards.
			{ name: "y", ...numberOrSet, accepts: any },
		],
		returns: { name: "z", type: numberOrSet.type },
		infix: "-",
		examples: [
			{ call: "minus(5, 2)", gives: "3" },
			{ call: "minus({1, 2, 3}, {2})", gives: "{1, 3}" },
			{ call: "minus({1}, 2)" },
		],
	},
	(x, y) => {
		if (isNumber(x) && isNumber(y)) return subtract(x, y);
		if (x instanceof RegoSet && y instanceof RegoSet) return difference(x, y);
		throw operandError(2, `must be ${isNumber(y) ? "set" : "number"} but got ${typeName(y)}`);
	},
);

export const arithmetic: readonly Builtin[] = [
	binary(
		"plus",
		"+",
		"The sum of two numbers.",
		[
			{ call: "plus(1, 2)", gives: "3" },
			{ call: "plus(0.1, 0.2)", gives: "0.3" },
			{ call: "plus(9007199254740993, 1)", gives: "9007199254740994" },
		],
		add,
	),
	minus,
	binary(
		"mul",
		"*",
		"The product of two numbers.",
		[
			{ call: "mul(3, 4)", gives: "12" },
			{ call: "mul(1.5, 2)", gives: "3" },
		],
		multiply,
	),
	binary(
		"div",
		"/",
		"The quotient of two numbers; dividing by zero is an error.",
		[{ call: "div(6, 3)", gives: "2" }, { call: "div(1, 8)", gives: "0.125" }, { call: "div(1, 0)" }],
		divide,
	),
	binary(
		"rem",
		"%",
		"What is left of dividing two integers, with the sign of the first.",
		[{ call: "rem(7, 3)", gives: "1" }, { call: "rem(-7, 3)", gives: "-1" }, { call: "rem(5.5, 2)" }],
		remainder,
	),
	unary(
		"abs",
		"The number without its sign.",
		[
			{ call: "abs(-3)", gives: "3" },
			{ call: "abs(1.5)", gives: "1.5" },
		],
		absolute,
	),
	unary(
		"ceil",
		"The number rounded up to an integer.",
		[
			{ call: "ceil(1.2)", gives: "2" },
			{ call: "ceil(-1.2)", gives: "-1" },
		],
		ceiling,
	),
	unary(
		"floor",
		"The number rounded down to an integer.",
		[
			{ call: "floor(1.8)", gives: "1" },
			{ call: "floor(-1.2)", gives: "-2" },
		],
		floor,
	),
	unary(
		"round",
		"The nearest integer; halves go away from zero.",
		[
			{ call: "round(2.5)", gives: "3" },
			{ call: "round(-2.5)", gives: "-3" },
			{ call: "round(1.4)", gives: "1" },
		],
		round,
	),
];
