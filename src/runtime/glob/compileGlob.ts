/**
 * From the text of a glob and its delimiters to a function that says whether a text matches. Plain shapes (`registry/**`)
 * become string searches; all others a regular expression, so that matching is linear. Keeps what it compiled.
 */
import { BoundedCache } from "../boundedCache.ts";
import { type CharacterSet, complement, fromRanges, ranges } from "../regex/characterSet.ts";
import { compilePattern } from "../regex/compilePattern.ts";
import { type GlobPart, parseGlob } from "./parseGlob.ts";

export type GlobMatcher = (text: string) => boolean;

const compiled = new BoundedCache<string, BoundedCache<string, GlobMatcher>>(50);

/** @param delimiters what `*` and `?` stop at, one character after the other. Throws BuiltinError for an invalid glob. */
export function compileGlob(glob: string, delimiters: string): GlobMatcher {
	const known = compiled.get(delimiters) ?? compiled.set(delimiters, new BoundedCache(500));
	return known.get(glob) ?? known.set(glob, matcherOf(parseGlob(glob), delimiters));
}

/** The text as a glob that matches just it. */
export const quoteGlob = (text: string): string => text.replaceAll(/[*?\\[\]{}]/g, "\\$&");

function matcherOf(parts: readonly GlobPart[], delimiters: string): GlobMatcher {
	return (
		plainMatcher(parts, delimiters === "") ??
		patternMatcher(`^${parts.map((part) => source(part, otherThan(delimiters))).join("")}$`)
	);
}

function patternMatcher(pattern: string): GlobMatcher {
	const compiledPattern = compilePattern(pattern);
	return (text) => compiledPattern.test(text);
}

/** Text with a free star before it, after it, within it, or none. */
function plainMatcher(parts: readonly GlobPart[], allFree: boolean): GlobMatcher | undefined {
	const shape = parts.map((part) => {
		if (part.kind === "text") return "t";
		return part.kind === "star" && (part.across || allFree) ? "*" : "?";
	});
	const texts = parts.flatMap((part) => (part.kind === "text" ? [part.text] : []));
	const [first = "", second = ""] = texts;
	switch (shape.join("")) {
		case "":
		case "t":
			return (text) => text === first;
		case "*":
			return () => true;
		case "t*":
			return (text) => text.startsWith(first);
		case "*t":
			return (text) => text.endsWith(first);
		case "*t*":
			return (text) => text.includes(first);
		case "t*t":
			return (text) => text.length >= first.length + second.length && text.startsWith(first) && text.endsWith(second);
		default:
			return undefined;
	}
}

const otherThan = (delimiters: string): CharacterSet =>
	complement(fromRanges(Array.from(delimiters, (one) => [one.codePointAt(0)!, one.codePointAt(0)!] as const)));

function source(part: GlobPart, plain: CharacterSet): string {
	switch (part.kind) {
		case "text":
			return Array.from(part.text, (character) => characterSource(character.codePointAt(0)!)).join("");
		case "star":
			return part.across ? "(?s:.*)" : `${setSource(plain)}*`;
		case "single":
			return setSource(plain);
		case "class":
			return setSource(part.set);
		case "options":
			return `(?:${part.options.map((option) => option.map((inner) => source(inner, plain)).join("")).join("|")})`;
	}
}

const setSource = (set: CharacterSet): string =>
	set.length === 0
		? "[^\\x{0}-\\x{10ffff}]"
		: `[${ranges(set)
				.map(([low, high]) => `${characterSource(low)}-${characterSource(high)}`)
				.join("")}]`;

function characterSource(point: number): string {
	const character = String.fromCodePoint(point);
	if (/^[0-9A-Za-z]$/.test(character)) return character;
	return /^[!-/:-@[-`{-~]$/.test(character) ? `\\${character}` : `\\x{${point.toString(16)}}`;
}
