/**
 * An ignore file's lines as patterns, read as Docker reads them (moby/patternmatcher, ignorefile.ReadAll and New):
 * `#` only at the very start of a line is a comment, space around a pattern goes, `/` at its start goes, the path is cleaned.
 */
import type { Span } from "../../text/span.ts";
import { cleanPath } from "../workload/normalizeVolume.ts";
import { compilePattern, type PathPattern } from "./pathPattern.ts";

export interface IgnoreRule {
	/** As written, without space around it. */
	readonly text: string;
	/** Cleaned, without `!`. */
	readonly pattern: string;
	readonly negated: boolean;
	readonly line: number;
	readonly span: Span;
	/** What is wrong with it, or empty. */
	readonly problem: "" | "malformed" | "comment" | "outside";
	/** Undefined where it is malformed: then Docker stops, and here it matches nothing. */
	readonly match: PathPattern | undefined;
}

/** The rules of an ignore file in order. */
export function readIgnoreFile(text: string): IgnoreRule[] {
	const rules: IgnoreRule[] = [];
	let offset = 0;
	for (const [index, whole] of text.split("\n").entries()) {
		const start = offset;
		offset += whole.length + 1;
		if (whole.startsWith("#")) continue;
		const written = whole.trim();
		if (written === "") continue;
		const at = start + whole.indexOf(written);
		rules.push({ ...readRule(written), line: index + 1, span: { start: at, end: at + written.length } });
	}
	return rules;
}

function readRule(text: string): Omit<IgnoreRule, "line" | "span"> {
	const negated = text.startsWith("!");
	const path = cleanPath((negated ? text.slice(1) : text).trim());
	const pattern = path.length > 1 && path.startsWith("/") ? path.slice(1) : path;
	const match = pattern === "" ? undefined : compilePattern(pattern);
	const problem =
		match === undefined
			? "malformed"
			: pattern === ".." || pattern.startsWith("../")
				? "outside"
				: /\s#/.test(pattern)
					? "comment"
					: "";
	return { text, pattern, negated, problem, match };
}
