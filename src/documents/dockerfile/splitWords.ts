/** Cutting an instruction's arguments into words, in the three ways that BuildKit has. Gives offsets; quotes stay where they are. */
import type { Span } from "../../text/span.ts";

/** Whitespace as the builder has it: ASCII's, and the two that Unicode calls spaces below U+0100. */
export function isSpace(code: number): boolean {
	return code === 32 || (code >= 9 && code <= 13) || code === 0x85 || code === 0xa0;
}

/** Words between whitespace; quotes mean nothing (FROM, COPY, EXPOSE, VOLUME …). */
export function splitPlain(text: string, from: number): Span[] {
	const words: Span[] = [];
	let at = from;
	while (at < text.length) {
		while (at < text.length && isSpace(text.charCodeAt(at))) at++;
		const start = at;
		while (at < text.length && !isSpace(text.charCodeAt(at))) at++;
		if (at > start) words.push({ start, end: at });
	}
	return words;
}

/** Words between whitespace outside quotes (ENV, LABEL, ARG, heredocs). Undefined where a quote isn't closed and `strict` is set. */
export function splitQuoted(text: string, from: number, escapeCharacter: string): Span[] | undefined;
export function splitQuoted(text: string, from: number, escapeCharacter: string, strict: false): Span[];
export function splitQuoted(text: string, from: number, escapeCharacter: string, strict = true): Span[] | undefined {
	const words: Span[] = [];
	let start = -1;
	let quote = "";
	for (let at = from; at < text.length; at++) {
		const character = text[at] as string;
		if (quote === "" && isSpace(text.charCodeAt(at))) {
			if (start !== -1) words.push({ start, end: at });
			start = -1;
			continue;
		}
		if (start === -1) start = at;
		if (character === escapeCharacter && quote !== "'") at++;
		else if (quote !== "") {
			if (character === quote) quote = "";
		} else if (character === '"' || character === "'") quote = character;
	}
	if (start !== -1) words.push({ start, end: text.length });
	return strict && quote !== "" ? undefined : words;
}

/** A flag before the arguments. */
export interface Flag {
	readonly name: string;
	/** Absent for `--link`; quotes removed. */
	readonly value?: string;
	/** All of it. */
	readonly span: Span;
	/** The value in the text; empty at the end where there is none. */
	readonly valueSpan: Span;
}

/** The flags at the start of the arguments, and where the arguments go on. A lone `--` ends them. */
export function readFlags(text: string, from: number): { readonly flags: Flag[]; readonly rest: number } {
	const flags: Flag[] = [];
	let at = from;
	for (;;) {
		while (at < text.length && isSpace(text.charCodeAt(at))) at++;
		if (!text.startsWith("--", at)) return { flags, rest: at };
		const start = at;
		let word = "";
		let quote = "";
		for (; at < text.length; at++) {
			const character = text[at] as string;
			if (quote === "" && isSpace(text.charCodeAt(at))) break;
			if (character === "\\") {
				at++;
				word += text[at] ?? "";
			} else if (quote !== "") {
				if (character === quote) quote = "";
				else word += character;
			} else if (character === '"' || character === "'") quote = character;
			else word += character;
		}
		at = Math.min(at, text.length);
		if (word === "--") {
			while (at < text.length && isSpace(text.charCodeAt(at))) at++;
			return { flags, rest: at };
		}
		const equals = word.indexOf("=");
		const valueStart = equals === -1 ? at : text.indexOf("=", start) + 1;
		flags.push({
			name: equals === -1 ? word.slice(2) : word.slice(2, equals),
			...(equals === -1 ? {} : { value: word.slice(equals + 1) }),
			span: { start, end: at },
			valueSpan: { start: valueStart, end: at },
		});
	}
}
