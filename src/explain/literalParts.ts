/** What is asked of one literal: the values that it shows, the rules it leads to, the bodies within it. Made once, as terms are told apart by identity. */
import type { Call, Literal, Ref, Term, Var, With } from "../lang/tree.ts";
import type { Home, RuleAt, Rules } from "./home.ts";
import { type Comprehension, comprehensions, decisiveTerms, mentions, prefixesOf } from "./parts.ts";

export interface LiteralParts {
	readonly shown: readonly Shown[];
	readonly targets: readonly Target[];
	readonly comprehensions: readonly Comprehension[];
	/** Values that a `with` puts in place of documents; undefined where it replaces a function, or where a key is worked out. */
	readonly withs: readonly With[] | undefined;
}

/** A term whose value is shown, and the references on the way to it. */
export interface Shown {
	readonly term: Term;
	readonly prefixes: readonly Term[];
}

/** A rule or function that a literal asks. */
export interface Target {
	readonly term: Var | Ref | Call;
	readonly args: readonly Term[];
	readonly rules: readonly RuleAt[];
}

export function literalParts(
	literal: Literal,
	home: Home,
	rules: Rules,
	isLocal: (name: string) => boolean,
): LiteralParts {
	const targets: Target[] = [];
	for (const term of mentions(literal)) {
		const found = rules.of(term, home, isLocal);
		const isCall = term.kind === "call";
		const fitting = found.filter(({ rule }) => (rule.head.args !== undefined) === isCall);
		if (fitting.length > 0) targets.push({ term, args: isCall ? term.args : [], rules: fitting });
	}
	return {
		shown: decisiveTerms(literal).map((term) => ({ term, prefixes: prefixesOf(term) })),
		targets,
		comprehensions: comprehensions(literal),
		withs: literal.with.every(({ target }) => isDocument(target)) ? literal.with : undefined,
	};
}

/** Every term that may be asked for, once. */
export function termsOf({ shown, targets }: LiteralParts): readonly Term[] {
	return [
		...new Set([
			...shown.flatMap(({ term, prefixes }) => [term, ...prefixes]),
			...targets.flatMap(({ term, args }) => [term, ...args]),
		]),
	];
}

function isDocument(target: With["target"]): boolean {
	const head = target.kind === "var" ? target : target.head;
	const steps = target.kind === "var" ? [] : target.path;
	return (
		head.kind === "var" &&
		(head.name === "input" || head.name === "data") &&
		steps.every(({ term }) => term.kind === "string")
	);
}
