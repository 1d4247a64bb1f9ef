/**
 * From the text of a Dockerfile to its instructions, as BuildKit's parser cuts it: directives, comments, continuations, heredocs.
 * Gives each instruction's keyword and its text with the way back to the source. What the arguments mean is not its business.
 */

import { dockerfileDirective, dockerfileHeredoc } from "../../diagnostics/catalogue/dockerfile.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import { JoinedText, type Piece } from "./joinedText.ts";
import { readStrings } from "./readStrings.ts";
import { isSpace, splitQuoted } from "./splitWords.ts";

export interface Heredoc {
	/** The word that ends it, quotes removed. */
	readonly name: string;
	readonly quoted: boolean;
	/** `<<-`: leading tabs are taken off. */
	readonly chomp: boolean;
	/** The word `<<EOF` in the instruction's text. */
	readonly word: Span;
	/** The body's lines, as text with its way back; each line with its line break. */
	readonly body: JoinedText;
	/** The body and the line that ends it, in the source. */
	readonly raw: Span;
}

export interface Instruction {
	/** In uppercase. */
	readonly keyword: string;
	/** From the keyword to the end of the last line, continuations joined. */
	readonly line: JoinedText;
	/** Offset in the line after the keyword. */
	readonly keywordEnd: number;
	/** Offset in the line at which the arguments begin; its length where there are none. */
	readonly rest: number;
	readonly heredocs: readonly Heredoc[];
	readonly blankLines: boolean;
	/** All of it, heredocs included, in the source. */
	readonly span: Span;
}

export interface Directive {
	/** In lowercase. */
	readonly name: string;
	readonly value: string;
	readonly span: Span;
	readonly valueSpan: Span;
}

export interface Comment {
	readonly text: string;
	readonly span: Span;
	/** How many instructions stand before it; the number of the one it stands within, if any. */
	readonly before: number;
}

export interface Instructions {
	readonly escape: string;
	readonly directives: readonly Directive[];
	readonly comments: readonly Comment[];
	readonly instructions: readonly Instruction[];
}

/** A physical line: its offsets without the line break, and where the next one begins. */
interface Line {
	readonly start: number;
	readonly end: number;
	readonly next: number;
}

const directivePattern = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
const knownDirectives: ReadonlySet<string> = new Set(["syntax", "escape", "check"]);
const heredocKeywords: ReadonlySet<string> = new Set(["RUN", "COPY", "ADD"]);
const heredocPattern = /^\d*<<(-?)([^<]+)$/;

/** Reads all instructions, or those up to the first that is `enough`. */
export function readInstructions(
	text: string,
	report: (span: Span, message: Message) => void,
	enough?: (instruction: Instruction) => boolean,
): Instructions {
	const directives: Directive[] = [];
	const comments: Comment[] = [];
	const instructions: Instruction[] = [];
	let escapeCharacter = "\\";
	let directivesDone = false;
	// How much text may be looked through in vain for the ends of heredocs; past it none is looked for any more.
	let patience = 4_000_000;
	let position = text.startsWith("\ufeff") ? 1 : 0;

	while (position < text.length) {
		const line = lineAt(text, position);
		position = line.next;
		const start = skipSpaces(text, line.start, line.end);
		if (!directivesDone) {
			const directive = directiveIn(text.slice(start, line.end), start);
			if (directive === undefined) directivesDone = true;
			else {
				const fault = directiveFault(directive, directives);
				if (fault !== undefined) report(directive.span, dockerfileDirective({ name: directive.name, fault }));
				else {
					directives.push(directive);
					if (directive.name === "escape") escapeCharacter = directive.value;
				}
				continue;
			}
		}
		if (start === line.end) continue;
		if (text[start] === "#") comments.push(commentAt(text, start, line.end, instructions.length));
		else {
			const read = readInstruction(start, line);
			if (read === undefined) continue;
			instructions.push(read);
			if (enough?.(read)) break;
		}
	}
	return { escape: escapeCharacter, directives, comments, instructions };

	function readInstruction(start: number, first: Line): Instruction | undefined {
		const pieces: Piece[] = [];
		let blankLines = false;
		let end = first.end;
		let continued = continuationAt(text, start, first.end, escapeCharacter);
		pieces.push({ text: text.slice(start, continued === -1 ? first.end : continued), from: start });
		while (continued !== -1 && position < text.length) {
			const line = lineAt(text, position);
			position = line.next;
			const shown = skipSpaces(text, line.start, line.end);
			if (shown === line.end) {
				blankLines = true;
				continue;
			}
			if (text[shown] === "#") {
				comments.push(commentAt(text, shown, line.end, instructions.length));
				continue;
			}
			continued = continuationAt(text, line.start, line.end, escapeCharacter);
			pieces.push({ text: text.slice(line.start, continued === -1 ? line.end : continued), from: line.start });
			end = line.end;
		}
		const joined = JoinedText.of(pieces);
		const lead = joined.text.length - joined.text.trimStart().length;
		const trimmed = joined.text.trimEnd().length;
		if (trimmed <= lead) return undefined;
		const line = lead === 0 && trimmed === joined.text.length ? joined : joined.slice(lead, trimmed);
		const head = headOf(line.text);
		const heredocs = line.text.includes("<<") ? readHeredocs(line, head) : [];
		const last = heredocs.at(-1);
		const span = { start: line.span(0, 1).start, end: last === undefined ? trimEnd(text, start, end) : last.raw.end };
		return { ...head, line, heredocs, blankLines, span };
	}

	function readHeredocs(line: JoinedText, head: Head): Heredoc[] {
		if (!mayHaveHeredoc(line.text, head)) return [];
		const found: Heredoc[] = [];
		const before = position;
		for (const word of splitQuoted(line.text, head.rest, "\\") ?? []) {
			const opened = heredocPattern.exec(line.text.slice(word.start, word.end));
			if (opened === null) continue;
			const raw = opened[2] as string;
			const name = raw.replace(/\\(.)|["']/g, "$1");
			const chomp = opened[1] === "-";
			const body = readBody(name, chomp);
			if (body === undefined) {
				// The lines below may well be instructions that somebody wants checked: none of them is taken for a body.
				patience -= position - before;
				position = before;
				report(line.span(word.start, word.end), dockerfileHeredoc({ name }));
				return [];
			}
			found.push({ name, quoted: name !== raw, chomp, word: { start: word.start, end: word.end }, ...body });
		}
		return found;
	}

	function readBody(name: string, chomp: boolean): { body: JoinedText; raw: Span } | undefined {
		const pieces: Piece[] = [];
		const bodyStart = position;
		for (let at = position; at < text.length && patience > 0; ) {
			const line = lineAt(text, at);
			let from = line.start;
			if (chomp) while (from < line.end && text[from] === "\t") from++;
			if (text.slice(from, line.end) === name) {
				position = line.next;
				const body = pieces.length === 0 ? [{ text: "", from: bodyStart }] : pieces;
				return { body: JoinedText.of(body), raw: { start: bodyStart, end: line.end } };
			}
			const last = pieces.at(-1);
			// Lines that follow each other unchanged are one piece: a long body stays cheap.
			if (last !== undefined && last.from + last.text.length === from)
				pieces[pieces.length - 1] = { text: text.slice(last.from, line.next), from: last.from };
			else pieces.push({ text: text.slice(from, line.next), from });
			at = line.next;
		}
		patience -= text.length - bodyStart;
		return undefined;
	}
}

/** The keyword of a line of text, and where its arguments begin. */
export interface Head {
	readonly keyword: string;
	readonly keywordEnd: number;
	readonly rest: number;
}

export function headOf(text: string, from = 0): Head {
	let keywordEnd = from;
	while (keywordEnd < text.length && !isSpace(text.charCodeAt(keywordEnd))) keywordEnd++;
	let rest = keywordEnd;
	while (rest < text.length && isSpace(text.charCodeAt(rest))) rest++;
	return { keyword: text.slice(from, keywordEnd).toUpperCase(), keywordEnd, rest };
}

function mayHaveHeredoc(text: string, head: Head): boolean {
	const inner = head.keyword === "ONBUILD" ? headOf(text, head.rest) : head;
	if (!heredocKeywords.has(inner.keyword)) return false;
	return text[inner.rest] !== "[" || !("strings" in readStrings(text, inner.rest));
}

function lineAt(text: string, start: number): Line {
	const newline = text.indexOf("\n", start);
	const next = newline === -1 ? text.length : newline + 1;
	let end = newline === -1 ? text.length : newline;
	while (end > start && text[end - 1] === "\r") end--;
	return { start, end, next };
}

function skipSpaces(text: string, start: number, end: number): number {
	let at = start;
	while (at < end && isSpace(text.charCodeAt(at))) at++;
	return at;
}

function trimEnd(text: string, start: number, end: number): number {
	let at = end;
	while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
	return at;
}

/** Offset of the escape character that continues the line, or -1. Two of them are an escaped one, and continue nothing. */
function continuationAt(text: string, start: number, end: number, escapeCharacter: string): number {
	let at = end;
	while (at > start && (text[at - 1] === " " || text[at - 1] === "\t")) at--;
	if (at === start || text[at - 1] !== escapeCharacter) return -1;
	return at - 1 > start && text[at - 2] === escapeCharacter ? -1 : at - 1;
}

function commentAt(text: string, start: number, end: number, before: number): Comment {
	return { text: text.slice(start + 1, end).trim(), span: { start, end: trimEnd(text, start, end) }, before };
}

function directiveIn(line: string, start: number): Directive | undefined {
	if (line[0] !== "#") return undefined;
	const match = directivePattern.exec(line);
	if (match === null) return undefined;
	const name = (match[1] as string).toLowerCase();
	if (!knownDirectives.has(name)) return undefined;
	const value = match[2] as string;
	const valueStart = start + line.indexOf(value, line.indexOf("=") + 1);
	return {
		name,
		value,
		span: { start, end: start + line.trimEnd().length },
		valueSpan: { start: valueStart, end: valueStart + value.length },
	};
}

function directiveFault(directive: Directive, seen: readonly Directive[]): string | undefined {
	if (seen.some(({ name }) => name === directive.name)) return "is given twice";
	if (directive.name === "escape" && directive.value !== "\\" && directive.value !== "`")
		return `can't be \`${directive.value}\``;
	return undefined;
}
