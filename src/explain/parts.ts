/** What of an expression is worth showing, and which rules and functions it asks: on the tree, before anything is evaluated. */
import { constantValue } from "../lang/resolve/constant.ts";
import type { Call, Literal, Ref, Term, Var } from "../lang/tree.ts";

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "="]);

/** The terms whose values decide a literal: both sides of a comparison, operands of a call, what is gone through. Constants say nothing new. */
export function decisiveTerms(literal: Literal): readonly Term[] {
	switch (literal.kind) {
		case "expression":
			return inStatement(literal.term);
		case "notLiteral":
			return inStatement(literal.operand);
		case "someIn":
			return [literal.collection];
		case "every":
			return [literal.domain];
		case "some":
			return [];
	}
}

function inStatement(term: Term): readonly Term[] {
	switch (term.kind) {
		case "infix":
			if (term.operator === ":=") return withOperands(term.right);
			if (comparisons.has(term.operator)) return [...withOperands(term.left), ...withOperands(term.right)];
			return term.operator === "and" || term.operator === "or" ? [] : withOperands(term);
		case "call":
			return term.args.filter(isWorthShowing);
		case "membership":
			return [...(term.key === undefined ? [] : [term.key]), term.value, term.collection].filter(isWorthShowing);
		case "not":
			return inStatement(term.operand);
		case "body":
			return [];
		default:
			return isWorthShowing(term) ? [term] : [];
	}
}

/** A term, and what a call in it was given. */
function withOperands(term: Term): readonly Term[] {
	const operands = term.kind === "call" ? term.args : term.kind === "infix" ? [term.left, term.right] : [];
	return [term, ...operands].filter(isWorthShowing);
}

function isWorthShowing(term: Term): boolean {
	return constantValue(term) === undefined;
}

/** `a.b`, `a.b.c` of `a.b.c.d`: where a reference is undefined, the first of these that is undefined too says more. */
export function prefixesOf(term: Term): readonly Term[] {
	if (term.kind !== "ref") return [];
	const { head, path } = term;
	return path.slice(0, -1).map((step, index) => ({
		...term,
		path: path.slice(0, index + 1),
		span: { start: head.span.start, end: step.span.end },
	}));
}

/** Every name and call in a literal that may lead to a rule, outer ones first; bodies within it are left to themselves. */
export function mentions(literal: Literal): readonly (Var | Ref | Call)[] {
	const found: (Var | Ref | Call)[] = [];
	for (const term of termsOf(literal)) addMentions(term, found);
	return found;
}

/** Bodies within a literal that have values of their own: comprehensions. */
export function comprehensions(literal: Literal): readonly Comprehension[] {
	const found: Comprehension[] = [];
	for (const term of termsOf(literal)) addComprehensions(term, found);
	return found;
}

export type Comprehension = Extract<Term, { readonly body: unknown; readonly kind: `${string}Comprehension` }>;

function termsOf(literal: Literal): readonly Term[] {
	switch (literal.kind) {
		case "expression":
			return [literal.term];
		case "notLiteral":
			return [literal.operand];
		case "someIn":
			return [literal.collection];
		case "every":
			return [literal.domain];
		case "some":
			return [];
	}
}

function addMentions(term: Term, into: (Var | Ref | Call)[]): void {
	if (term.kind === "var") into.push(term);
	else if (term.kind === "ref") {
		into.push(term);
		if (term.head.kind !== "var") addMentions(term.head, into);
		for (const step of term.path) addMentions(step.term, into);
	} else {
		if (term.kind === "call") into.push(term);
		for (const inner of operandsOf(term)) addMentions(inner, into);
	}
}

function addComprehensions(term: Term, into: Comprehension[]): void {
	if (term.kind === "arrayComprehension" || term.kind === "setComprehension" || term.kind === "objectComprehension")
		into.push(term);
	for (const inner of operandsOf(term)) addComprehensions(inner, into);
}

function operandsOf(term: Term): readonly Term[] {
	switch (term.kind) {
		case "call":
			return term.args;
		case "array":
		case "set":
			return term.items;
		case "object":
			return term.entries.flatMap(({ key, value }) => [key, value]);
		case "infix":
			// Sides of `and` and `or` are conditions of their own.
			return term.operator === "and" || term.operator === "or" ? [] : [term.left, term.right];
		case "membership":
			return [...(term.key === undefined ? [] : [term.key]), term.value, term.collection];
		case "not":
			return [term.operand];
		case "template":
			return term.parts.flatMap((part) => (part.kind === "text" ? [] : [part]));
		default:
			return [];
	}
}
