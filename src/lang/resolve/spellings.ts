/** Which builtin an operator calls, and what to write instead of the builtins that Rego v1 dropped. */
import type { InfixOperator } from "../tree.ts";

/** The operators that compute a value from two. */
type ValueOperator = Exclude<InfixOperator, ":=" | "=" | "and" | "or">;

export const operatorBuiltins: Readonly<Record<ValueOperator, string>> = {
	"==": "equal",
	"!=": "neq",
	"<": "lt",
	"<=": "lte",
	">": "gt",
	">=": "gte",
	"+": "plus",
	"-": "minus",
	"*": "mul",
	"/": "div",
	"%": "rem",
	"&": "and",
	"|": "or",
};

export const isValueOperator = (operator: InfixOperator): operator is ValueOperator =>
	Object.hasOwn(operatorBuiltins, operator);

export const replacements: Readonly<Record<string, string>> = {
	all: "every x in xs { x }",
	any: "true in xs",
	re_match: "regex.match",
	set_diff: "a - b",
	"net.cidr_overlap": "net.cidr_contains",
	cast_array: "[x | some x in value]",
	cast_set: "{x | some x in value}",
	cast_string: "is_string",
	cast_boolean: "is_boolean",
	cast_null: "is_null",
	cast_object: "is_object",
};
