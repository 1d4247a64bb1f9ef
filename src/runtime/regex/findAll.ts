/**
 * Go's loops over all matches: what finding, splitting and replacing do with empty matches, and how a replacement is
 * filled in (Go's package regexp). Take a compiled pattern and a text; know nothing of how a match is found.
 */
import type { CompiledPattern, Match } from "./compilePattern.ts";

/** What to look for besides where a match is, and what is told of each: it takes far longer than the characters do. */
export interface Finding {
	readonly needsGroups?: boolean;
	readonly onMatch?: () => void;
}

/** All matches from left to right, `limit` at most (negative: no limit). No empty match right after another match. */
export function findAll(
	pattern: CompiledPattern,
	text: string,
	limit: number,
	{ needsGroups = false, onMatch }: Finding = {},
): Match[] {
	const matches: Match[] = [];
	const find = pattern.finder(text, needsGroups);
	let lastEnd = -1;
	for (let at = 0; at <= text.length && matches.length !== limit; ) {
		const match = find(at);
		if (match === undefined) break;
		onMatch?.();
		if (match.end === at) {
			// An empty match right here: go on after the next character.
			if (match.start !== lastEnd) matches.push(match);
			at = afterCharacter(text, at);
		} else {
			matches.push(match);
			at = match.end;
		}
		lastEnd = match.end;
	}
	return matches;
}

/** The parts between the matches, empty ones included. */
export function splitText(
	pattern: CompiledPattern,
	text: string,
	emptyPattern: boolean,
	onMatch?: () => void,
): string[] {
	if (text === "" && !emptyPattern) return [""];
	const parts: string[] = [];
	let begin = 0;
	let end = 0;
	for (const match of findAll(pattern, text, -1, { ...(onMatch && { onMatch }) })) {
		end = match.start;
		if (match.end !== 0) parts.push(text.slice(begin, end));
		begin = match.end;
	}
	if (end !== text.length) parts.push(text.slice(begin));
	return parts;
}

/** The text with each match replaced. In `template`, `$1`, `$name`, `${name}` stand for groups and `$$` for a dollar. */
export function replaceAll(pattern: CompiledPattern, text: string, template: string, onMatch?: () => void): string {
	const pieces = parseTemplate(template, pattern.groupNames);
	const find = pattern.finder(
		text,
		pieces.some((piece) => typeof piece !== "string"),
	);
	let result = "";
	let copied = 0;
	for (let at = 0; at <= text.length; ) {
		const match = find(at);
		if (match === undefined) break;
		onMatch?.();
		result += text.slice(copied, match.start);
		// Not for an empty match right after another one: that would replace twice.
		if (match.end > copied || match.start === 0) {
			for (const piece of pieces) result += typeof piece === "string" ? piece : (match.groups[piece] ?? "");
		}
		copied = match.end;
		at = Math.max(afterCharacter(text, at), match.end);
	}
	return copied === 0 && result === "" ? text : result + text.slice(copied);
}

/** Where the next character starts; past the end, one further, which ends a loop. */
const afterCharacter = (text: string, at: number): number => at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** Text as it is, or the number of a group. */
type TemplatePiece = string | number;

function parseTemplate(template: string, names: readonly (string | undefined)[]): TemplatePiece[] {
	const pieces: TemplatePiece[] = [];
	const reference = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;
	let copied = 0;
	for (const found of template.matchAll(reference)) {
		if (found.index > copied) pieces.push(template.slice(copied, found.index));
		const name = found[1] ?? found[2];
		pieces.push(name === undefined ? "$" : groupNumber(name, names));
		copied = found.index + found[0].length;
	}
	if (copied < template.length) pieces.push(template.slice(copied));
	return pieces;
}

/** A number without leading zeros counts groups, anything else names one. A group that isn't there stands for nothing. */
const groupNumber = (name: string, names: readonly (string | undefined)[]): number =>
	/^(?:0|[1-9]\d{0,8})$/.test(name) ? Number(name) : names.indexOf(name);
