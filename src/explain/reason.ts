/** The tree of an explanation, as plain data: conditions, the rules that they called, and the elements that they were tried on. */
import type { DocumentPlace } from "../places/placeOf.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** How a condition came out. `unknown`: a value that isn't given decides it. */
export type Standing = "holds" | "fails" | "unknown";

export interface Reason {
	/**
	 * `condition`: one expression of a body. `rule`: a clause of a rule, function or policy. `element`: what a condition was tried on,
	 * where it was tried on several. `body`: a body within an expression (`every`, a comprehension). `note`: a remark.
	 */
	readonly kind: "condition" | "rule" | "element" | "body" | "note";
	readonly standing?: Standing;
	/** As it is written, on one line; for elements and notes, words. */
	readonly text: string;
	/** Where it is written. */
	readonly source?: Source;
	readonly span?: Span;
	readonly values: readonly NamedValue[];
	/** How many ways led to it and past it: elements of an iteration, those that a filter left. Absent where both are one. */
	readonly ways?: { readonly before: number; readonly after: number };
	/** What would have to be given, for `unknown`. */
	readonly needs?: readonly string[];
	readonly reasons: readonly Reason[];
	/** How many more reasons there are of the same sort. */
	readonly more?: number;
}

/** A variable, an operand, or what a call gave. */
export interface NamedValue {
	readonly text: string;
	/** Absent: undefined. */
	readonly value?: Value;
	/** Where it stands in the document, if it is part of it. */
	readonly place?: DocumentPlace;
	/** Set where it has several values: how many. `value` is the first. */
	readonly count?: number;
}
