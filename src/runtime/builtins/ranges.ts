/** Runs of integers. OPA: topdown/numbers.go. */
import { arrayOf, number } from "../types.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { numberOfInteger } from "../values/numbers.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, type BuiltinContext, builtin, failure } from "./builtin.ts";
import { bigIntegerOperand, late, lateNumber } from "./operands.ts";

/** A longer run is refused even where there is budget for it: it would take the memory of the whole run. */
const LONGEST = 10_000_000n;

function range(name: string, from: bigint, to: bigint, step: bigint, context: BuiltinContext): Value {
	const distance = from <= to ? to - from : from - to;
	const count = distance / step + 1n;
	context.spend(Number(count));
	if (count > LONGEST) throw failure(`${name}: more than ${LONGEST} numbers in range`);
	const numbers = new Array<Value>(Number(count));
	const direction = from <= to ? step : -step;
	const last = from + direction * (count - 1n);
	if (Number.isSafeInteger(Number(from)) && Number.isSafeInteger(Number(last))) {
		const start = Number(from);
		// The step beyond the only number may be more than a double holds.
		const stride = count === 1n ? 0 : Number(direction);
		for (let i = 0; i < numbers.length; i++) numbers[i] = start + stride * i;
	} else for (let i = 0; i < numbers.length; i++) numbers[i] = numberOfInteger(from + direction * BigInt(i));
	return numbers;
}

const integerAfter = (operand: Value, position: number): bigint =>
	bigIntegerOperand(lateNumber(operand, position, "integer"), position);

export const ranges: readonly Builtin[] = [
	builtin<[RegoNumber, Value]>(
		{
			name: "numbers.range",
			group: "numbers",
			doc: "The integers from one to another, both included, upwards or downwards.",
			args: [
				{ name: "a", type: number, wanted: "integer" },
				{ name: "b", type: number, ...late },
			],
			returns: { name: "range", type: arrayOf(number) },
			examples: [
				{ call: "numbers.range(1, 3)", gives: "[1, 2, 3]" },
				{ call: "numbers.range(2, 0)", gives: "[2, 1, 0]" },
				{ call: "numbers.range(1.5, 3)" },
			],
		},
		(a, b, context) => range("numbers.range", bigIntegerOperand(a, 1), integerAfter(b, 2), 1n, context),
	),
	builtin<[RegoNumber, Value, Value]>(
		{
			name: "numbers.range_step",
			group: "numbers",
			doc: "The integers from one to another in steps, the last included where a step meets it.",
			args: [
				{ name: "a", type: number, wanted: "integer" },
				{ name: "b", type: number, ...late },
				{ name: "step", type: number, ...late, doc: "Above zero, also for a run downwards." },
			],
			returns: { name: "range", type: arrayOf(number) },
			examples: [
				{ call: "numbers.range_step(0, 10, 4)", gives: "[0, 4, 8]" },
				{ call: "numbers.range_step(3, 0, 2)", gives: "[3, 1]" },
				{ call: "numbers.range_step(0, 1, 0)" },
			],
		},
		(a, b, step, context) => {
			const from = bigIntegerOperand(a, 1);
			const to = integerAfter(b, 2);
			const stride = integerAfter(step, 3);
			if (stride <= 0n) throw failure("numbers.range_step: step must be a positive integer");
			return range("numbers.range_step", from, to, stride, context);
		},
	),
];
