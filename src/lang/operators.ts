/**
 * How tightly infix operators bind: the one table that the parser makes trees by and the printer sets parentheses by.
 * All of them associate to the left (OPA ast/parser.go; policy-language, grammar).
 */
import type { InfixOperator } from "./tree.ts";

const levels: Readonly<Record<InfixOperator | "in", number>> = {
	":=": 0,
	"=": 0,
	or: 1,
	and: 2,
	in: 3,
	"==": 4,
	"!=": 4,
	"<": 4,
	"<=": 4,
	">": 4,
	">=": 4,
	"|": 5,
	"&": 6,
	"+": 7,
	"-": 7,
	"*": 8,
	"/": 8,
	"%": 8,
};

/** How tightly an operator binds: more is tighter. */
export function precedence(operator: InfixOperator | "in"): number {
	return levels[operator];
}
