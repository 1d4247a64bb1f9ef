/**
 * Shell patterns of `${name#pattern}` and its kin: `*` and `?`, nothing else, as BuildKit has them.
 * Matching walks all possibilities at once, so that no pattern can take more than pattern × text steps.
 */

type Token = { readonly literal: string } | "any" | "one";

export interface ShellPattern {
	/** Takes the shortest or longest match off the start. */
	trimStart(value: string, longest: boolean): string;
	/** Takes the shortest or longest match off the end. */
	trimEnd(value: string, longest: boolean): string;
	/** Puts the replacement for the first match, or for all of them; each as long as can be. */
	replace(value: string, replacement: string, all: boolean): string;
}

/** Undefined where a backslash escapes something that needs no escape: the builder refuses that. */
export function shellPattern(text: string): ShellPattern | undefined {
	const tokens: Token[] = [];
	for (let at = 0; at < text.length; at++) {
		const character = text[at] as string;
		if (character === "*") tokens.push("any");
		else if (character === "?") tokens.push("one");
		else if (character !== "\\") tokens.push({ literal: character });
		else {
			const next = text[++at];
			if (next === undefined || !"*?\\}/".includes(next)) return undefined;
			tokens.push({ literal: next });
		}
	}
	return {
		trimStart: (value, longest) => value.slice(Math.max(0, matchEnd(tokens, value, 0, longest))),
		trimEnd: (value, longest) => {
			const reversed = backwards(value);
			const end = Math.max(0, matchEnd([...tokens].reverse(), reversed, 0, longest));
			return backwards(reversed.slice(end));
		},
		replace: (value, replacement, all) => replaceMatches(tokens, value, replacement, all),
	};
}

/** By code unit, as patterns are read; halves of a character find each other again when it is turned back. */
function backwards(text: string): string {
	let result = "";
	for (let at = text.length - 1; at >= 0; at--) result += text[at];
	return result;
}

function replaceMatches(tokens: readonly Token[], value: string, replacement: string, all: boolean): string {
	let result = "";
	let at = 0;
	let lastEnd = -1;
	while (at <= value.length) {
		const end = matchEnd(tokens, value, at, true);
		// An empty match right after another one doesn't count.
		if (end === -1 || (end === at && at === lastEnd)) result += value[at++] ?? "";
		else {
			result += replacement;
			if (!all) return result + value.slice(end);
			lastEnd = end;
			if (end === at) result += value[at++] ?? "";
			else at = end;
		}
		if (at === value.length && lastEnd === at) break;
	}
	return result;
}

/** Where a match that begins at `start` ends, the longest or the shortest; -1 where there is none. */
function matchEnd(tokens: readonly Token[], value: string, start: number, longest: boolean): number {
	const [first] = tokens;
	// Most patterns begin with a character that most places don't have.
	if (typeof first === "object" && value[start] !== first.literal) return -1;
	let states = closure(tokens, new Set([0]));
	let found = -1;
	for (let at = start; ; at++) {
		if (states.has(tokens.length)) {
			found = at;
			if (!longest) return found;
		}
		if (at >= value.length || states.size === 0) return found;
		const next = new Set<number>();
		for (const state of states) {
			const token = tokens[state];
			if (token === undefined) continue;
			if (token === "any") {
				if (value[at] !== "\n") next.add(state);
			} else if (token === "one") {
				if (value[at] !== "\n") next.add(state + 1);
			} else if (token.literal === value[at]) next.add(state + 1);
		}
		states = closure(tokens, next);
	}
}

/** A `*` may match nothing, so its successor is reached with it. */
function closure(tokens: readonly Token[], states: Set<number>): Set<number> {
	for (const state of states) if (tokens[state] === "any") states.add(state + 1);
	return states;
}
