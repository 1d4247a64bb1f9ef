/**
 * `!=` against one element after the other, which holds as soon as one differs, where mostly "none equals" is meant: `x != xs[_]`,
 * and `some y in xs; x != y` where `xs` is a list that is written down in the policy and `y` picks nothing else from it.
 */
import { differsFromAny } from "../../diagnostics/catalogue/linting.ts";
import { constantValue } from "../resolve/constant.ts";
import type { Body, Infix, Literal, Module, Ref, SomeIn, Term } from "../tree.ts";
import { walkTree } from "../visit.ts";
import { keyOf } from "./keyOf.ts";
import { cited, type Report, type RulePlace, rulesOf } from "./lint.ts";
import { mentions } from "./mentions.ts";

export function lintDiffersFromAny(module: Module, report: Report): void {
	for (const place of rulesOf(module)) {
		lintWildcards(place, module, report);
		const { rule } = place;
		const bodies = rule.kind === "rule" ? [rule.body, ...rule.moreBodies] : [rule.body];
		for (const body of bodies) if (body !== undefined) lintElements(body.literals, place, module, report);
	}
}

function lintWildcards({ rule }: RulePlace, { source }: Module, report: Report): void {
	walkTree(rule, (node) => {
		const term = differing(node as Literal);
		if (term === undefined) return true;
		for (const [side, other] of sidesOf(term)) {
			// Two collections in turn are compared on purpose.
			if (!hasWildcard(side) || hasWildcard(other)) continue;
			report(
				term.span,
				differsFromAny({ value: cited(source.slice(other.span)), collection: cited(source.slice(side.span)) }),
			);
		}
		return true;
	});
}

function lintElements(body: Body, place: RulePlace, module: Module, report: Report): void {
	for (const literal of body) {
		if (literal.kind !== "someIn" || literal.value.kind !== "var" || !isList(literal.collection, place, module))
			continue;
		const { name } = literal.value;
		for (const each of body) {
			const term = differing(each);
			if (term === undefined || each.with.length > 0) continue;
			for (const [side, other] of sidesOf(term)) {
				if (side.kind !== "var" || side.name !== name || !isChosenElsewhere(other, literal, body)) continue;
				// The element is used for more than this: it is picked from the list.
				if (mentions(place.rule).get(name) !== 2) continue;
				const { source } = module;
				const collection = cited(source.slice(literal.collection.span));
				report(term.span, differsFromAny({ value: cited(source.slice(other.span)), collection }));
			}
		}
	}
}

/** A constant collection of at least two elements, a parameter of the policy, or a rule of the module that is such a collection. */
function isList(collection: Term, { policy }: RulePlace, module: Module): boolean {
	if (collection.kind !== "var") return isWrittenOut(collection);
	const { name } = collection;
	if (policy?.members.some((member) => member.kind === "param" && member.name.name === name)) return true;
	const clauses = rulesOf(module).flatMap(({ rule }) =>
		rule.kind === "rule" && rule.head.name.name === name ? [rule] : [],
	);
	const value = clauses.length === 1 && clauses[0]?.body === undefined ? clauses[0]?.head.value : undefined;
	return value !== undefined && isWrittenOut(value);
}

function isWrittenOut(term: Term): boolean {
	const isCollection = term.kind === "array" || term.kind === "set";
	return isCollection && term.items.length > 1 && constantValue(term) !== undefined;
}

/** Not itself an element of the same list: two elements of one list are compared to tell them apart. */
function isChosenElsewhere(term: Term, { collection }: SomeIn, body: Body): boolean {
	if (constantValue(term) !== undefined) return false;
	const names = mentions(term);
	const rivals = body.filter((each) => each.kind === "someIn" && keyOf(each.collection) === keyOf(collection));
	return !rivals.some((each) => [...mentions(each).keys()].some((name) => names.has(name)));
}

function differing(literal: Literal): Infix | undefined {
	if (!("kind" in literal) || literal.kind !== "expression") return undefined;
	const { term } = literal;
	return term.kind === "infix" && term.operator === "!=" ? term : undefined;
}

const sidesOf = ({ left, right }: Infix): readonly (readonly [Term, Term])[] => [
	[left, right],
	[right, left],
];

function hasWildcard(term: Term): term is Ref {
	return term.kind === "ref" && term.path.some((step) => step.term.kind === "var" && step.term.name === "_");
}
