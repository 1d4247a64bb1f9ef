/**
 * Infix chains to trees. Operands and operators come flat from the grammar, so that a level of precedence costs no
 * grammar rule. All operators associate to the left (OPA ast/parser.go; policy-language, grammar).
 */
import type { IToken } from "chevrotain";
import { joinSpans, type Span } from "../../text/span.ts";
import { precedence } from "../operators.ts";
import type { Infix, InfixOperator, Membership, Term } from "../tree.ts";

export interface OperatorToken {
	readonly operator: InfixOperator | "in";
	readonly span: Span;
}

/** An operator's token as a tree holds it. */
export function operatorOf(token: IToken): OperatorToken {
	const { image, startOffset: start } = token;
	return { operator: image as OperatorToken["operator"], span: { start, end: start + image.length } };
}

/** The tree of `operands[0] operators[0] operands[1] …`. There is one operand more than operators. */
export function foldInfix(operands: readonly Term[], operators: readonly OperatorToken[]): Term {
	const [first, second] = operands as readonly [Term, Term?];
	const [only] = operators;
	if (only !== undefined && second !== undefined && operators.length === 1) return combine(first, only, second);
	const values: Term[] = [first];
	const waiting: OperatorToken[] = [];
	const reduce = () => {
		const operator = waiting.pop() as OperatorToken;
		const right = values.pop() as Term;
		values.push(combine(values.pop() as Term, operator, right));
	};
	operators.forEach((operator, index) => {
		const level = precedence(operator.operator);
		for (let top = waiting.at(-1); top !== undefined && precedence(top.operator) >= level; top = waiting.at(-1))
			reduce();
		waiting.push(operator);
		values.push(operands[index + 1] as Term);
	});
	while (waiting.length > 0) reduce();
	return values[0] as Term;
}

/** `left operator right`. */
export function combine(left: Term, { operator, span: operatorSpan }: OperatorToken, right: Term): Infix | Membership {
	const span = joinSpans(left.span, right.span);
	if (operator === "in") return { kind: "membership", value: left, collection: right, span };
	return { kind: "infix", operator, operatorSpan, left, right, span };
}

/**
 * Puts `head |` before a term that was read without it: `head | a + b == c`. Needed where `{head | a, b}` began like a
 * comprehension and turned out to be a set. What stands in parentheses stays whole: its span is wider than its operands'.
 */
export function prependUnion(head: Term, pipe: OperatorToken, term: Term): Term {
	if (term.kind === "infix" && !isParenthesized(term) && precedence(term.operator) <= precedence("|")) {
		const left = prependUnion(head, pipe, term.left);
		return { ...term, left, span: joinSpans(left.span, term.span) };
	}
	if (term.kind === "membership" && !isParenthesized(term)) {
		const first = prependUnion(head, pipe, term.key ?? term.value);
		const span = joinSpans(first.span, term.span);
		return term.key === undefined ? { ...term, value: first, span } : { ...term, key: first, span };
	}
	return combine(head, pipe, term);
}

/** `key, value in collection` as the two elements of a list: `key` and `value in collection`; any other term as it is. */
export function splitMembership(term: Term): readonly Term[] {
	if (term.kind !== "membership" || isParenthesized(term)) return [term];
	if (term.key !== undefined) {
		const { key, ...rest } = term;
		return [key, { ...rest, span: joinSpans(rest.value.span, rest.collection.span) }];
	}
	const [first, second] = splitMembership(term.value);
	if (second === undefined) return [term];
	return [first as Term, { ...term, value: second, span: joinSpans(second.span, term.collection.span) }];
}

/** Whether an infix term or membership stood in parentheses. */
export function isParenthesized(term: Infix | Membership): boolean {
	const first = term.kind === "infix" ? term.left : (term.key ?? term.value);
	return term.span.start < first.span.start;
}
