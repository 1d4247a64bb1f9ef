/**
 * What becomes of the solutions of a body. A body is gone through once for each use: whether there is a solution at all decides,
 * and a list of what the solutions give is the message. Both are made by the same steps, so they can't say different things.
 */
import { type Code, call, choose, code, infix, levels, list, sum } from "./code.ts";
import { both, type Condition, either } from "./condition.ts";

export interface Mode<R> {
	/** There is no solution. */
	readonly none: R;
	/** The solutions of `rest`, where a condition holds. */
	when(condition: Condition, rest: () => R): R;
	/**
	 * Those of `rest` for each element of a list or map; `names` are what `rest` calls it: the element, or key and value.
	 * `ordered` tells that it is a list: CEL goes through maps in any order.
	 */
	each(over: Code, names: readonly string[], rest: R, ordered: boolean): R;
	/** Those of all parts. */
	any(parts: readonly R[]): R;
}

const none = code("[]");

/** Whether there is a solution. */
export const exists: Mode<Condition> = {
	none: false,
	when: both,
	each: (over, names, rest) => {
		if (rest === false) return false;
		if (rest === true) return infix(call(over, "size"), ">", code("0"), levels.relation);
		return call(over, "exists", ...names.map((name) => code(name)), rest);
	},
	any: either,
};

/** Solutions as a list: what each gives, under its conditions. */
export type Listed =
	| { readonly kind: "none" }
	| { readonly kind: "one"; readonly head: Code }
	| { readonly kind: "when"; readonly condition: Code; readonly rest: Listed }
	| {
			readonly kind: "each";
			readonly over: Code;
			readonly names: readonly string[];
			readonly rest: Listed;
			readonly ordered: boolean;
	  }
	| { readonly kind: "any"; readonly parts: readonly Listed[] };

const nothing: Listed = { kind: "none" };

export const one = (head: Code): Listed => ({ kind: "one", head });

export const listed: Mode<Listed> = {
	none: nothing,
	when: (condition, rest) => {
		if (condition === false) return nothing;
		const inner = rest();
		if (condition === true || inner.kind === "none") return inner;
		if (inner.kind !== "when") return { kind: "when", condition, rest: inner };
		return { kind: "when", condition: both(condition, () => inner.condition) as Code, rest: inner.rest };
	},
	each: (over, names, rest, ordered) => (rest.kind === "none" ? nothing : { kind: "each", over, names, rest, ordered }),
	any: (parts) => {
		const some = parts.filter(({ kind }) => kind !== "none");
		return some.length === 1 ? (some[0] as Listed) : some.length === 0 ? nothing : { kind: "any", parts: some };
	},
};

/** Whether the list has the order that a policy sees. */
export function isOrdered(listing: Listed): boolean {
	switch (listing.kind) {
		case "each":
			return listing.ordered && isOrdered(listing.rest);
		case "when":
			return isOrdered(listing.rest);
		case "any":
			return listing.parts.every(isOrdered);
		default:
			return true;
	}
}

/** The list as an expression. */
export function listCode(listing: Listed): Code {
	switch (listing.kind) {
		case "none":
			return none;
		case "one":
			return list([listing.head]);
		case "when":
			return choose(listing.condition, listCode(listing.rest), none);
		case "any":
			return listing.parts.map(listCode).reduce(sum);
		case "each": {
			const { over, names, rest } = listing;
			const variables = names.map((name) => code(name));
			const map = names.length === 1 ? "map" : "transformList";
			if (rest.kind === "one") return call(over, map, ...variables, rest.head);
			if (rest.kind === "when" && rest.rest.kind === "one")
				return call(over, map, ...variables, rest.condition, rest.rest.head);
			return call(call(over, map, ...variables, listCode(rest)), "flatten");
		}
	}
}

/** The only element of a list of at most one, or another text where there is none. */
export function firstCode(listing: Listed, otherwise: Code): Code {
	if (listing.kind === "none") return otherwise;
	if (listing.kind === "one") return listing.head;
	if (listing.kind === "when") return choose(listing.condition, firstCode(listing.rest, otherwise), otherwise);
	return code(`(${sum(listCode(listing), list([otherwise])).text})[0]`);
}
