/**
 * The tree of a pattern in the subset of RE2's syntax that can be run by JavaScript's own RegExp with the same meaning.
 * Plain data; made by parseSubset, read by boundWork and toNativeSource.
 */
import type { CharacterSet } from "./characterSet.ts";

export type Assertion = "textStart" | "textEnd" | "lineStart" | "lineEnd" | "wordBoundary";

export type Pattern =
	| { readonly kind: "characters"; readonly set: CharacterSet }
	| { readonly kind: "assertion"; readonly assertion: Assertion }
	| { readonly kind: "sequence"; readonly items: readonly Pattern[] }
	| { readonly kind: "choice"; readonly options: readonly Pattern[] }
	/** `capture` is true for a numbered group. */
	| { readonly kind: "group"; readonly body: Pattern; readonly capture: boolean }
	/** The body never matches the empty string. `max` is Infinity where there is no limit. */
	| {
			readonly kind: "repeat";
			readonly body: Pattern;
			readonly min: number;
			readonly max: number;
			readonly lazy: boolean;
	  };

/** True if the pattern can match the empty string (assertions count as that). */
export function isNullable(pattern: Pattern): boolean {
	switch (pattern.kind) {
		case "characters":
			return false;
		case "assertion":
			return true;
		case "sequence":
			return pattern.items.every(isNullable);
		case "choice":
			return pattern.options.some(isNullable);
		case "group":
			return isNullable(pattern.body);
		case "repeat":
			return pattern.min === 0;
	}
}
