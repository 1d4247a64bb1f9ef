/** What a rule's parts must not hold, though the grammar lets them: defaults that aren't plain values, `else` on set rules. */
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { RuleBody, RuleHead, Term } from "../tree.ts";
import { children } from "../visit.ts";
import { describeTerm } from "./wording.ts";

/** A default's value is there before evaluation, its arguments are plain distinct names (OPA ast/parser.go, validateDefaultRule…). */
export function checkDefault(head: RuleHead, fail: (at: Span, message: Message) => never): void {
	const { value, args, path, contains } = head;
	if (contains !== undefined)
		fail(contains.span, m.defaultRule({ what: "a set rule has no default: it is empty already" }));
	if (value === undefined) {
		// OPA takes `default p` for `default p := true`, but not `default p.q`.
		if (path.length === 1 && args === undefined) fail(head.span, m.defaultRule({ what: "this default has no value" }));
	} else {
		const wrong = findVariable(value);
		if (wrong !== undefined) fail(wrong.span, m.defaultRule({ what: `a default can't hold ${describeTerm(wrong)}` }));
	}
	const seen = new Set<string>();
	for (const arg of args ?? []) {
		if (arg.kind !== "var" || arg.name === "input" || arg.name === "data")
			fail(arg.span, m.defaultRule({ what: `an argument of a default is a plain name, not ${describeTerm(arg)}` }));
		if (arg.name !== "_" && seen.has(arg.name))
			fail(arg.span, m.defaultRule({ what: `the argument \`${arg.name}\` is there twice` }));
		seen.add(arg.name);
	}
}

/** The first part of a term that is a variable, reference or call; comprehensions are closed, whatever they hold. */
function findVariable(term: Term): Term | undefined {
	switch (term.kind) {
		case "var":
		case "ref":
		case "call":
		case "infix":
		case "membership":
		case "not":
		case "body":
			return term;
		case "arrayComprehension":
		case "setComprehension":
		case "objectComprehension":
			return undefined;
	}
	for (const child of children(term)) {
		const found = findVariable(child as Term);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** `else` needs a body before it, and a head with one value and without variables. */
export function checkElse(head: RuleHead, body: RuleBody | undefined, fail: (message: Message) => never): void {
	if (body === undefined) fail(m.elseMisplaced({ what: "`else` can only follow a body" }));
	if (head.contains !== undefined) fail(m.elseMisplaced({ what: "a set rule can't have an `else`" }));
	const [step] = head.path;
	if (head.path.some(({ term }) => !isGround(term)) || (head.path.length === 1 && step?.term.kind === "ref"))
		fail(m.elseMisplaced({ what: "a rule with variables in its head can't have an `else`" }));
}

function isGround(term: Term): boolean {
	switch (term.kind) {
		case "var":
			return false;
		case "null":
		case "boolean":
		case "number":
		case "string":
			return true;
		case "ref":
			return term.path.every((step) => isGround(step.term));
		case "call":
			return term.args.every(isGround);
	}
	return children(term).every((child) => isGround(child as Term));
}
