/**
 * From the text of a pattern to something that matches: takes RE2's syntax, gives RE2's meaning in linear time, and keeps
 * what it compiled. JavaScript's own RegExp does the work where it provably means the same and can't blow up
 * (parseSubset, boundWork); the RE2 engine does it for any other pattern, and for texts past the proven length.
 */
import { BoundedCache } from "../boundedCache.ts";
import { longestSafeText } from "./boundWork.ts";
import { parseSubset } from "./parseSubset.ts";
import type { Pattern } from "./pattern.ts";
import { type Match, Re2Pattern } from "./re2.ts";
import { toNativeRegExp } from "./toNativeRegExp.ts";

export type { Match } from "./re2.ts";

const compiled = new BoundedCache<string, CompiledPattern>(1000);

/** Compiles a pattern, or takes it from the cache. Throws BuiltinError with Go's text: ``error parsing regexp: …``. */
export function compilePattern(pattern: string): CompiledPattern {
	return compiled.get(pattern) ?? compiled.set(pattern, new CompiledPattern(pattern));
}

export class CompiledPattern {
	/** Names of groups, by number from 0 (the whole match); undefined for those without a name. */
	readonly groupNames: readonly (string | undefined)[];
	/** Up to this length of text the native matcher may be used; -1 if there is none. */
	readonly longestNativeText: number;
	private readonly pattern: string;
	private readonly native: RegExp | undefined;
	/** What RE2 and JavaScript say of groups differs where a repeated group skips a group within it. */
	private readonly groupsAgree: boolean;
	private re2: Re2Pattern | undefined;

	constructor(pattern: string) {
		this.pattern = pattern;
		const subset = parseSubset(pattern);
		const longest = subset === undefined ? 0 : longestSafeText(subset.tree);
		if (subset === undefined || longest === 0) {
			this.re2 = new Re2Pattern(pattern);
			this.native = undefined;
			this.longestNativeText = -1;
			this.groupsAgree = false;
			this.groupNames = this.re2.groupNames;
		} else {
			this.native = toNativeRegExp(subset.tree);
			this.longestNativeText = longest;
			this.groupsAgree = !losesGroups(subset.tree, false, false);
			this.groupNames = subset.groupNames;
		}
	}

	/** True if the pattern matches somewhere in the text. */
	test(text: string): boolean {
		// The native one has neither `g` nor `y`, so that `test` keeps no state.
		return text.length <= this.longestNativeText ? this.native!.test(text) : this.engine().test(text);
	}

	/**
	 * Gives a function that finds the leftmost match at or after a place in this text; what lies before the place still
	 * counts for `^` and `\b`. `needsGroups` is false where only the whole match is looked at.
	 */
	finder(text: string, needsGroups: boolean): (from: number) => Match | undefined {
		if (text.length > this.longestNativeText || (needsGroups && !this.groupsAgree)) return this.engine().finder(text);
		const global = new RegExp(this.native!.source, `${this.native!.flags}g`);
		return (from) => {
			global.lastIndex = from;
			const found = global.exec(text);
			if (found === null) return undefined;
			return { start: found.index, end: global.lastIndex, groups: found.map((group) => group ?? "") };
		};
	}

	private engine(): Re2Pattern {
		this.re2 ??= new Re2Pattern(this.pattern);
		return this.re2;
	}
}

/** True if some group sits where one round of a repetition can pass it by: JavaScript then forgets what it held before. */
function losesGroups(pattern: Pattern, repeated: boolean, optional: boolean): boolean {
	switch (pattern.kind) {
		case "characters":
		case "assertion":
			return false;
		case "sequence":
			return pattern.items.some((item) => losesGroups(item, repeated, optional));
		case "choice":
			return pattern.options.some((option) => losesGroups(option, repeated, true));
		case "group":
			return (pattern.capture && repeated && optional) || losesGroups(pattern.body, repeated, optional);
		case "repeat":
			if (pattern.max === 1) return losesGroups(pattern.body, repeated, true);
			// A group inside is passed by when the body runs no more in a later round of the loop around it.
			return losesGroups(pattern.body, true, repeated && pattern.min === 0);
	}
}
