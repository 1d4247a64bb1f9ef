/** Which names a body mentions itself, and which it declares. Bodies nested in it (comprehensions, `every`, `not {…}`) keep theirs. */
import type { Body, Literal, Rule, Term, With } from "../tree.ts";

/** Adds the variables that stand in a term itself. */
export function termNames(term: Term, into: Set<string>): void {
	switch (term.kind) {
		case "var":
			into.add(term.name);
			return;
		case "ref":
			termNames(term.head, into);
			for (const step of term.path) termNames(step.term, into);
			return;
		case "call":
			for (const arg of term.args) termNames(arg, into);
			return;
		case "array":
		case "set":
			for (const item of term.items) termNames(item, into);
			return;
		case "object":
			for (const entry of term.entries) {
				termNames(entry.key, into);
				termNames(entry.value, into);
			}
			return;
		case "infix":
			termNames(term.left, into);
			termNames(term.right, into);
			return;
		case "template":
			// What stands in a template string is looked up where the string stands.
			for (const part of term.parts) if (part.kind !== "text") termNames(part, into);
			return;
		case "membership":
			if (term.key !== undefined) termNames(term.key, into);
			termNames(term.value, into);
			termNames(term.collection, into);
			return;
		default:
			return;
	}
}

/** Adds the variables that the literals of a body mention themselves. */
export function bodyNames(body: Body, into: Set<string>): void {
	for (const literal of body) {
		for (const change of literal.with) withNames(change, into);
		switch (literal.kind) {
			case "expression":
				termNames(literal.term, into);
				break;
			case "notLiteral":
				if (literal.operand.kind !== "body") termNames(literal.operand, into);
				break;
			case "some":
				break;
			case "someIn":
				if (literal.key !== undefined) termNames(literal.key, into);
				termNames(literal.value, into);
				termNames(literal.collection, into);
				break;
			case "every":
				termNames(literal.domain, into);
				break;
		}
	}
}

function withNames(change: With, into: Set<string>): void {
	termNames(change.value, into);
	if (change.target.kind === "ref") for (const step of change.target.path) termNames(step.term, into);
}

/** The names that a body declares with `:=` and `some`. */
export function declaredNames(body: Body): Set<string> {
	const names = new Set<string>();
	for (const literal of body) literalDeclares(literal, names);
	return names;
}

function literalDeclares(literal: Literal, into: Set<string>): void {
	if (literal.kind === "some") for (const variable of literal.vars) into.add(variable.name);
	else if (literal.kind === "someIn") {
		if (literal.key !== undefined) patternNames(literal.key, into);
		patternNames(literal.value, into);
	} else if (literal.kind === "expression" && literal.term.kind === "infix" && literal.term.operator === ":=") {
		patternNames(literal.term.left, into);
	}
}

/** The variables of a pattern on the left of `:=`, after `some`, or of an argument. */
export function patternNames(term: Term, into: Set<string>): void {
	switch (term.kind) {
		case "var":
			if (term.name !== "_") into.add(term.name);
			return;
		case "array":
		case "set":
			for (const item of term.items) patternNames(item, into);
			return;
		case "object":
			for (const entry of term.entries) patternNames(entry.value, into);
			return;
		default:
			return;
	}
}

/** What a rule's outermost body mentions: its head belongs to it. */
export function headNames(rule: Rule, into: Set<string>): void {
	for (const step of rule.head.path) termNames(step.term, into);
	if (rule.head.contains !== undefined) termNames(rule.head.contains, into);
	if (rule.head.value !== undefined) termNames(rule.head.value, into);
}
