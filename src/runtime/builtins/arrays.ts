/** Arrays: joined, flattened, cut, turned round. OPA: topdown/array.go. */
import { any, arrayOf, number } from "../types.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";
import { itself } from "./decidedBy.ts";
import { integerOperand, late, lateNumber } from "./operands.ts";

type Items = readonly Value[];
const array = arrayOf(any);

export const arrays: readonly Builtin[] = [
	builtin<[Items, Items]>(
		{
			name: "array.concat",
			group: "array",
			doc: "The items of one array, then those of another.",
			args: [
				{ name: "x", type: array },
				{ name: "y", type: array },
			],
			returns: { name: "z", type: array },
			decidedBy: itself,
			examples: [{ call: "array.concat([1, 2], [2, 3])", gives: "[1, 2, 2, 3]" }],
		},
		(x, y, context) => {
			if (x.length === 0) return y;
			if (y.length === 0) return x;
			context.spend(x.length + y.length);
			return x.concat(y);
		},
	),
	builtin<[Items]>(
		{
			name: "array.flatten",
			group: "array",
			doc: "The array with the items of inner arrays in their place, one level down.",
			args: [{ name: "arr", type: array }],
			returns: { name: "flattened", type: array },
			examples: [{ call: "array.flatten([1, [2, [3]], {4}])", gives: "[1, 2, [3], {4}]" }],
		},
		(arr, context) => {
			if (!arr.some((item) => Array.isArray(item))) return arr;
			const flat: Value[] = [];
			for (const item of arr) {
				if (Array.isArray(item)) for (const inner of item as Items) flat.push(inner);
				else flat.push(item);
			}
			context.spend(flat.length);
			return flat;
		},
	),
	builtin<[Items]>(
		{
			name: "array.reverse",
			group: "array",
			doc: "The items from last to first.",
			args: [{ name: "arr", type: array }],
			returns: { name: "rev", type: array },
			decidedBy: itself,
			examples: [{ call: "array.reverse([1, 2, 3])", gives: "[3, 2, 1]" }],
		},
		(arr, context) => {
			context.spend(arr.length);
			return arr.length < 2 ? arr : arr.slice().reverse();
		},
	),
	builtin<[Items, RegoNumber, Value]>(
		{
			name: "array.slice",
			group: "array",
			doc: "The items from one position up to, not including, another; positions outside of the array are moved to its ends.",
			args: [
				{ name: "arr", type: array },
				{ name: "start", type: number },
				{ name: "stop", type: number, ...late },
			],
			returns: { name: "slice", type: array },
			decidedBy: itself,
			examples: [
				{ call: 'array.slice(["a", "b", "c"], 1, 3)', gives: '["b", "c"]' },
				{ call: "array.slice([1, 2], -5, 1)", gives: "[1]" },
				{ call: "array.slice([1, 2], 1, 0)", gives: "[]" },
			],
		},
		(arr, start, stop, context) => {
			const from = Math.max(0, integerOperand(start, 2));
			const to = Math.max(0, integerOperand(lateNumber(stop, 3), 3));
			if (from === 0 && to >= arr.length) return arr;
			context.spend(Math.min(arr.length, to));
			return arr.slice(Math.min(from, to), to);
		},
	),
];
