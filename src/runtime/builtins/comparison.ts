/** `==`, `<` and their like, which work on any two values, and the calls behind `:=` and `=`. OPA: topdown/comparison.go. */
import { any, boolean } from "../types.ts";
import { equals } from "../values/equality.ts";
import { compare } from "../values/order.ts";
import type { Value } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";

type Example = { readonly call: string; readonly gives?: string };

function comparison(
	name: string,
	infix: string,
	doc: string,
	examples: readonly Example[],
	test: (x: Value, y: Value) => boolean,
): Builtin {
	return builtin<[Value, Value]>(
		{
			name,
			group: "comparison",
			doc,
			args: [
				{ name: "x", type: any },
				{ name: "y", type: any },
			],
			returns: { name: "result", type: boolean },
			infix,
			examples,
		},
		test,
	);
}

export const comparisons: readonly Builtin[] = [
	comparison(
		"equal",
		"==",
		"Whether two values are the same; numbers are compared by value, objects and sets whatever their order.",
		[
			{ call: "equal(1, 1.0)", gives: "true" },
			{ call: 'equal({"a": 1, "b": 2}, {"b": 2, "a": 1})', gives: "true" },
			{ call: 'equal("1", 1)', gives: "false" },
		],
		equals,
	),
	comparison(
		"neq",
		"!=",
		"Whether two values differ.",
		[
			{ call: "neq(1, 2)", gives: "true" },
			{ call: "neq([1], [1])", gives: "false" },
		],
		(x, y) => !equals(x, y),
	),
	comparison(
		"lt",
		"<",
		"Whether a value comes before another: null, booleans, numbers, strings, arrays, objects, sets, in this order.",
		[
			{ call: "lt(1, 2)", gives: "true" },
			{ call: 'lt(9, "1")', gives: "true" },
			{ call: "lt([1, 2], [1])", gives: "false" },
		],
		(x, y) => compare(x, y) < 0,
	),
	comparison(
		"lte",
		"<=",
		"Whether a value comes before another or equals it.",
		[
			{ call: "lte(2, 2.0)", gives: "true" },
			{ call: 'lte("b", "a")', gives: "false" },
		],
		(x, y) => compare(x, y) <= 0,
	),
	comparison(
		"gt",
		">",
		"Whether a value comes after another.",
		[
			{ call: 'gt("b", "a")', gives: "true" },
			{ call: "gt(null, false)", gives: "false" },
		],
		(x, y) => compare(x, y) > 0,
	),
	comparison(
		"gte",
		">=",
		"Whether a value comes after another or equals it.",
		[
			{ call: "gte({1}, {1})", gives: "true" },
			{ call: "gte(1, 2)", gives: "false" },
		],
		(x, y) => compare(x, y) >= 0,
	),
	comparison("eq", "=", "What `=` means once both sides are known: that they are the same.", [], equals),
	comparison("assign", ":=", "What `:=` means once both sides are known: that they are the same.", [], equals),
];
