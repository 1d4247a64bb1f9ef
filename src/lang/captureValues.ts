/**
 * Makes a query give the value of each of its expressions, not only its bindings: `x.a` becomes `x.a = <made name>`.
 * A query of one expression shows `false` too; among several, a false one ends the solution, as in `opa eval`.
 */

import type { Source } from "../text/source.ts";
import type { Body, Literal, Query, Term } from "./tree.ts";

export interface Captured {
	readonly query: Query;
	/** For each expression that is shown, in order: its text, its place and the variable that holds its value (absent: it is true). */
	readonly expressions: readonly CapturedExpression[];
}

export interface CapturedExpression {
	readonly text: string;
	readonly row: number;
	readonly col: number;
	readonly variable: string | undefined;
}

/** Variables that a person didn't write. */
export const MADE = "__value";

export function captureValues(query: Query): Captured {
	const { source, body } = query;
	const shown = body.filter((literal) => literal.kind !== "some");
	const expressions: CapturedExpression[] = [];
	const captured: Literal[] = [];
	for (const literal of body) {
		if (literal.kind === "some") {
			captured.push(literal);
			continue;
		}
		const variable = capturable(literal) ? `${MADE}${expressions.length}` : undefined;
		expressions.push({ ...place(source, literal), variable });
		captured.push(...(variable === undefined ? [literal] : capture(literal, variable, shown.length > 1)));
	}
	return { query: { ...query, body: captured satisfies Body }, expressions };
}

function place(
	source: Source,
	{ span }: Literal,
): { readonly text: string; readonly row: number; readonly col: number } {
	const { line, column } = source.position(span.start);
	return { text: source.slice(span), row: line, col: column };
}

function capturable(literal: Literal): boolean {
	if (literal.kind !== "expression") return false;
	const { term } = literal;
	if (term.kind === "call" && term.operator.kind === "var" && term.operator.name === "print") return false;
	return !(term.kind === "infix" && (term.operator === ":=" || term.operator === "="));
}

function capture(literal: Literal, name: string, mustHold: boolean): Literal[] {
	if (literal.kind !== "expression") return [literal];
	const { span, term } = literal;
	const variable: Term = { kind: "var", name, span };
	const assigned: Term = { kind: "infix", operator: "=", operatorSpan: span, left: term, right: variable, span };
	const kept: Literal = { ...literal, term: assigned };
	return mustHold ? [kept, { kind: "expression", term: variable, with: [], span }] : [kept];
}
