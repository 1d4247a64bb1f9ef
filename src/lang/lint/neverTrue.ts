/**
 * Conditions that can't hold: constant ones, and two in one body that exclude each other. Only what can be read from the text
 * counts; values of types that never meet are the type checker's.
 */
import { neverTrue } from "../../diagnostics/catalogue/linting.ts";
import type { Value } from "../../runtime/values/value.ts";
import { constantValue } from "../resolve/constant.ts";
import type { Body, Literal, Module, Term } from "../tree.ts";
import { comparisons, literalTruth, type Order, opposite, orderOf } from "./constantTruth.ts";
import { eachBody } from "./eachBody.ts";
import { keyOf } from "./keyOf.ts";
import { cited, type Report, rulesOf } from "./lint.ts";
import { isSteady } from "./steady.ts";

export function lintNeverTrue(module: Module, report: Report): void {
	for (const { rule } of rulesOf(module)) eachBody(rule, (body) => lintBody(body, module, report));
}

/** What a literal says of a subject: a term, or two terms together. */
type Fact =
	/** A term holds, or doesn't. */
	| { readonly kind: "truth"; readonly holds: boolean }
	/** How two terms are ordered. `firm`: it says besides that both are there. */
	| { readonly kind: "order"; readonly orders: readonly Order[]; readonly firm: boolean }
	/** How a term is ordered to a constant. */
	| { readonly kind: "limit"; readonly orders: readonly Order[]; readonly limit: Value };

interface Stated {
	readonly subject: string;
	readonly fact: Fact;
	readonly literal: Literal;
}

function lintBody(body: Body, module: Module, report: Report): void {
	const stated: Stated[] = [];
	for (const literal of body) {
		if (literalTruth(literal, module) === false) {
			report(literal.span, neverTrue({}));
			continue;
		}
		const facts = factsOf(literal);
		const against = stated.find((other) =>
			facts.some((one) => one.subject === other.subject && exclude(one.fact, other.fact)),
		);
		if (against !== undefined)
			report(literal.span, neverTrue({ beside: cited(module.source.slice(against.literal.span)) }));
		stated.push(...facts);
	}
}

function factsOf(literal: Literal): readonly Stated[] {
	if (literal.with.length > 0 || (literal.kind !== "expression" && literal.kind !== "notLiteral")) return [];
	const holds = literal.kind === "expression";
	const term = literal.kind === "expression" ? literal.term : literal.operand;
	if (!isSteady(term) || term.kind === "body") return [];
	const orders = term.kind === "infix" ? (comparisons[term.operator] ?? assignment(term.operator)) : undefined;
	if (term.kind !== "infix" || orders === undefined) {
		if (term.kind === "infix" && (term.operator === "and" || term.operator === "or")) return [];
		return [{ subject: keyOf(term), fact: { kind: "truth", holds }, literal }];
	}
	const sides = orderFacts(term.left, term.right, orders, holds, literal);
	return holds ? [...sides, ...limitFacts(term.left, term.right, orders, literal)] : sides;
}

const assignment = (operator: string): readonly Order[] | undefined => (operator === ":=" ? ["="] : undefined);

/** Both ways round, so that `a < b` meets `b < a`. */
function orderFacts(left: Term, right: Term, orders: readonly Order[], holds: boolean, literal: Literal): Stated[] {
	const [a, b] = [keyOf(left), keyOf(right)];
	const all: readonly Order[] = ["<", "=", ">"];
	const kept = holds ? orders : all.filter((order) => !orders.includes(order));
	const [subject, turned] = a <= b ? [`${a} ${b}`, kept] : [`${b} ${a}`, kept.map(opposite)];
	return [{ subject, fact: { kind: "order", orders: turned, firm: holds }, literal }];
}

function limitFacts(left: Term, right: Term, orders: readonly Order[], literal: Literal): Stated[] {
	const [first, second] = [constantValue(left), constantValue(right)];
	if ((first === undefined) === (second === undefined)) return [];
	const fact: Fact =
		second !== undefined
			? { kind: "limit", orders, limit: second }
			: { kind: "limit", orders: orders.map(opposite), limit: first as Value };
	return [{ subject: `limit ${keyOf(second !== undefined ? left : right)}`, fact, literal }];
}

/** Whether two facts of one subject can't both be. */
function exclude(a: Fact, b: Fact): boolean {
	if (a.kind === "truth" && b.kind === "truth") return a.holds !== b.holds;
	if (a.kind === "order" && b.kind === "order")
		return (a.firm || b.firm) && !a.orders.some((order) => b.orders.includes(order));
	if (a.kind === "limit" && b.kind === "limit") return limitsExclude(a, b);
	return false;
}

type Limit = Extract<Fact, { readonly kind: "limit" }>;

/** Values are totally ordered, but nothing is known of what lies between two of them, so that only ends are compared. */
function limitsExclude(a: Limit, b: Limit): boolean {
	const between = orderOf(a.limit, b.limit);
	if (between === "=") return !a.orders.some((order) => b.orders.includes(order));
	const [low, high] = between === "<" ? [a, b] : [b, a];
	// At or below the lower one and at or above the higher one at once.
	const below = !low.orders.includes(">");
	const above = !high.orders.includes("<");
	return below && above;
}
