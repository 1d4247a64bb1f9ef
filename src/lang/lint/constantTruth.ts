/** Whether a term as a condition is decided by its text alone: true, false, or undefined where it depends on something. */
import { compare } from "../../runtime/values/order.ts";
import type { Value } from "../../runtime/values/value.ts";
import { constantValue } from "../resolve/constant.ts";
import type { Body, InfixOperator, Literal, Module, Term } from "../tree.ts";
import { calledBuiltin } from "./calledBuiltin.ts";
import { keyOf } from "./keyOf.ts";
import { isSteady } from "./steady.ts";

export type Order = "<" | "=" | ">";

/** The orders of two values at which a comparison holds. */
export const comparisons: Readonly<Partial<Record<InfixOperator, readonly Order[]>>> = {
	"=": ["="],
	"==": ["="],
	"!=": ["<", ">"],
	"<": ["<"],
	"<=": ["<", "="],
	">": [">"],
	">=": [">", "="],
};

export const orderOf = (a: Value, b: Value): Order => (["<", "=", ">"] as const)[compare(a, b) + 1] as Order;

/** What a literal comes to whatever the data: it holds, it doesn't, or (undefined) it depends. */
export function literalTruth(literal: Literal, module: Module): boolean | undefined {
	if (literal.with.length > 0) return undefined;
	switch (literal.kind) {
		case "expression":
			return termTruth(literal.term, module);
		case "notLiteral": {
			const truth = constantTruth(literal.operand);
			return truth === undefined ? undefined : !truth;
		}
		case "someIn":
			return isEmpty(literal.collection) ? false : undefined;
		case "every":
			return isEmpty(literal.domain) ? true : undefined;
		default:
			return undefined;
	}
}

/** True where every literal of a body holds whatever the data, and so where there is no body. */
export function alwaysHolds(body: Body | undefined, module: Module): boolean {
	return (body ?? []).every((literal) => literalTruth(literal, module) === true);
}

/** A value that is there whatever the data. */
export const isConstant = (term: Term | undefined): boolean => term === undefined || constantValue(term) !== undefined;

/** A term that holds, if only it is there at all, or that never holds. */
function termTruth(term: Term, module: Module): boolean | undefined {
	return constantTruth(term) ?? ofItself(term) ?? ofCount(term, module);
}

/** Constants, and comparisons of them. */
function constantTruth(term: Term): boolean | undefined {
	const value = constantValue(term);
	if (value !== undefined) return value !== false;
	if (term.kind === "membership") return isEmpty(term.collection) ? false : undefined;
	if (term.kind !== "infix") return undefined;
	const orders = comparisons[term.operator];
	const [left, right] = [constantValue(term.left), constantValue(term.right)];
	return orders === undefined || left === undefined || right === undefined
		? undefined
		: orders.includes(orderOf(left, right));
}

/** `x == x`, `x < x`. */
function ofItself(term: Term): boolean | undefined {
	if (term.kind !== "infix") return undefined;
	const orders = comparisons[term.operator];
	if (orders === undefined || !isSteady(term.left) || keyOf(term.left) !== keyOf(term.right)) return undefined;
	if (!orders.includes("=")) return false;
	// `xs[i] == xs[i]` may be there to go through `xs`.
	return term.left.kind === "ref" && term.left.path.some((step) => step.term.kind === "var") ? undefined : true;
}

/** `count(xs) >= 0`, `count(xs) < 0`: a count is never negative. */
function ofCount(term: Term, module: Module): boolean | undefined {
	if (term.kind !== "infix") return undefined;
	const orders = comparisons[term.operator];
	if (orders === undefined) return undefined;
	const isCount = (side: Term): boolean => side.kind === "call" && calledBuiltin(side, module)?.name === "count";
	const turned = isCount(term.right);
	const limit = constantValue(turned ? term.left : term.right);
	if (!isCount(turned ? term.right : term.left) || typeof limit !== "number" || limit > 0) return undefined;
	/** What the order of count and limit can be. */
	const possible: readonly Order[] = limit === 0 ? ["=", ">"] : [">"];
	const wanted = turned ? orders.map(opposite) : orders;
	if (possible.every((order) => wanted.includes(order))) return true;
	return possible.some((order) => wanted.includes(order)) ? undefined : false;
}

export const opposite = (order: Order): Order => (order === "<" ? ">" : order === ">" ? "<" : "=");

function isEmpty(collection: Term): boolean {
	if (collection.kind === "object") return collection.entries.length === 0;
	return (collection.kind === "array" || collection.kind === "set") && collection.items.length === 0;
}
