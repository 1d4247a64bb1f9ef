/** ENV, LABEL and ARG: names with values, several in one instruction, each with its own place. */
import { instructionArguments, instructionPair } from "../../diagnostics/catalogue/dockerfile.ts";
import type { Span } from "../../text/span.ts";
import type { InstructionReading } from "./reading.ts";
import { isSpace, splitPlain, splitQuoted } from "./splitWords.ts";

/** A name and a value in an instruction's text; quotes still there. */
export interface Pair {
	/** Both together. */
	readonly span: Span;
	readonly name: Span;
	/** Absent where an ARG has no default. */
	readonly value?: Span;
	readonly legacy: boolean;
}

/** The pairs of an ENV or LABEL; `NAME some text` without `=` is one pair (the old form). */
export function readPairs(reading: InstructionReading): Pair[] {
	const { text, rest, keyword } = reading;
	const words = splitQuoted(text, rest, reading.file.escape, false);
	const [first] = words;
	if (first === undefined) {
		reading.report({ start: 0, end: text.length }, instructionArguments({ keyword, expected: "a name and a value" }));
		return [];
	}
	if (!reading.slice(first).includes("=")) {
		const name = splitPlain(text, rest)[0] as Span;
		let start = name.end;
		while (start < text.length && isSpace(text.charCodeAt(start))) start++;
		if (start < text.length)
			return [
				{ span: { start: name.start, end: text.length }, name, value: { start, end: text.length }, legacy: true },
			];
		reading.report(name, instructionArguments({ keyword, expected: "a name and a value" }));
		return [];
	}
	const pairs: Pair[] = [];
	for (const word of words) {
		const pair = pairAt(reading, word);
		if (pair.value === undefined) reading.report(word, instructionPair({ keyword, word: reading.slice(word) }));
		else pairs.push(pair);
	}
	return pairs;
}

/** The names of an ARG, with or without defaults. */
export function readArguments(reading: InstructionReading): Pair[] {
	const words = splitQuoted(reading.text, reading.rest, reading.file.escape, false);
	if (words.length === 0)
		reading.report(
			{ start: 0, end: reading.text.length },
			instructionArguments({ keyword: reading.keyword, expected: "a name" }),
		);
	return words.map((word) => pairAt(reading, word));
}

function pairAt(reading: InstructionReading, word: Span): Pair {
	const equals = reading.text.indexOf("=", word.start);
	if (equals === -1 || equals >= word.end) return { span: word, name: word, legacy: false };
	return {
		span: word,
		name: { start: word.start, end: equals },
		value: { start: equals + 1, end: word.end },
		legacy: false,
	};
}
