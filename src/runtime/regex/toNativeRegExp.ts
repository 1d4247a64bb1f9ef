/**
 * Writes a pattern's tree as the source of a JavaScript RegExp with the same meaning and the same groups. Takes the tree,
 * gives source and flags. Case folding, `.` and `\s` are already plain sets in the tree, so the only flag is `u`, where a
 * character outside the BMP has to count as one.
 */
import { type CharacterSet, complement, everything, ranges } from "./characterSet.ts";
import type { Assertion, Pattern } from "./pattern.ts";

const assertions: Readonly<Record<Assertion, string>> = {
	textStart: "^",
	textEnd: "$",
	// RE2 knows one line end only; JavaScript's `m` would add \r, U+2028 and U+2029.
	lineStart: "(?<![^\\n])",
	lineEnd: "(?![^\\n])",
	wordBoundary: "\\b",
};

export const toNativeRegExp = (pattern: Pattern): RegExp =>
	new RegExp(source(pattern), needsCodePoints(pattern) ? "u" : "");

function source(pattern: Pattern): string {
	switch (pattern.kind) {
		case "characters":
			return setSource(pattern.set);
		case "assertion":
			return assertions[pattern.assertion];
		case "sequence":
			return pattern.items.map((item) => (item.kind === "choice" ? `(?:${source(item)})` : source(item))).join("");
		case "choice":
			return pattern.options.map(source).join("|");
		case "group":
			return `${pattern.capture ? "(" : "(?:"}${source(pattern.body)})`;
		case "repeat":
			return `${source(pattern.body)}${quantifier(pattern.min, pattern.max)}${pattern.lazy ? "?" : ""}`;
	}
}

function quantifier(min: number, max: number): string {
	if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
	if (min === 0 && max === 1) return "?";
	return min === max ? `{${min}}` : `{${min},${max}}`;
}

function setSource(set: CharacterSet): string {
	if (set.length === 2 && set[0] === set[1]) return characterSource(set[0]!);
	if (set.length === 2 && set[0] === everything[0] && set[1] === everything[1]) return "[^]";
	const negated = set[0] === 0 && set[set.length - 1] === everything[1];
	const members = ranges(negated ? complement(set) : set).map(([low, high]) =>
		low === high ? characterSource(low) : `${characterSource(low)}-${characterSource(high)}`,
	);
	return `[${negated ? "^" : ""}${members.join("")}]`;
}

function characterSource(point: number): string {
	const text = String.fromCodePoint(point);
	if (/^[0-9A-Za-z_ ]$/.test(text)) return text;
	if (point <= 0xffff) return `\\u${point.toString(16).padStart(4, "0")}`;
	return `\\u{${point.toString(16)}}`;
}

/** True if the two halves of a character outside the BMP could be told apart: all negated sets have such characters. */
function needsCodePoints(pattern: Pattern): boolean {
	switch (pattern.kind) {
		case "characters":
			return (pattern.set.at(-1) ?? 0) > 0xffff;
		case "assertion":
			return false;
		case "sequence":
			return pattern.items.some(needsCodePoints);
		case "choice":
			return pattern.options.some(needsCodePoints);
		case "group":
		case "repeat":
			return needsCodePoints(pattern.body);
	}
}
