/**
 * A YAML stream into the texts of its documents, so that a broken one leaves the others readable.
 * A line that begins with `---` or `...` ends a document wherever it stands, inside quotes and blocks too (YAML 1.2.2, 9.1.2).
 */
import type { Span } from "../../text/span.ts";

const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;

/**
 * Spans of the documents, in order, without those that have no content. A document's span holds its `---` and directives.
 * @param part where only the documents of this part of the text are wanted; it begins and ends where documents do
 */
export function splitStream(text: string, part?: Span): Span[] {
	if (part === undefined) return split(text);
	return split(text.slice(part.start, part.end)).map(({ start, end }) => ({
		start: part.start + start,
		end: part.start + end,
	}));
}

function split(text: string): Span[] {
	if (!text.includes("---") && !text.includes("..."))
		return isBlank(text, 0, text.length) ? [] : [{ start: 0, end: text.length }];
	const pieces: Span[] = [];
	let start = 0;
	const close = (end: number): void => {
		if (!isBlank(text, start, end)) pieces.push({ start, end });
	};
	for (const found of text.matchAll(marker)) {
		const at = found.index;
		if (found[0] === "...") {
			close(at);
			start = lineEnd(text, at);
		} else if (!hasOnlyDirectives(text, start, at)) {
			close(at);
			start = at;
		}
	}
	close(text.length);
	return pieces;
}

function lineEnd(text: string, at: number): number {
	const end = text.indexOf("\n", at);
	return end === -1 ? text.length : end + 1;
}

/** Directives (`%YAML 1.2`) belong to the document whose `---` follows them. */
function hasOnlyDirectives(text: string, start: number, end: number): boolean {
	const lines = text.slice(start, end).split("\n");
	return lines.some((line) => line.startsWith("%")) && lines.every((line) => /^(?:%|\s*#|\s*$)/.test(line));
}

/** Whether a document has no content: white space and comments only. */
function isBlank(text: string, start: number, end: number): boolean {
	for (let at = start; at < end; at++) {
		const code = text.charCodeAt(at);
		if (code === 35 || code === 45 || code === 0xfeff) return onlyComments(text, start, end);
		if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return false;
	}
	return true;
}

function onlyComments(text: string, start: number, end: number): boolean {
	let at = start;
	if (text.charCodeAt(at) === 0xfeff) at++;
	if (text.startsWith("---", at) && /^[ \t\r\n]?$/.test(text.charAt(at + 3))) at += 3;
	while (at < end) {
		const code = text.charCodeAt(at);
		if (code === 35) at = Math.min(lineEnd(text, at), end);
		else if (code === 32 || code === 9 || code === 10 || code === 13) at++;
		else return false;
	}
	return true;
}
