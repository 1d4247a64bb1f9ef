/** ENV, LABEL and ARG: names with values, several in one instruction, each with its own place. */
import { instructionArguments, instructionPair } from "../../diagnostics/catalogue/dockerfile.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Span } from "../../text/span.ts";
import { NotGiven } from "./expand.ts";
import type { Fields, InstructionReading } from "./reading.ts";
import type { GlobalScope } from "./scope.ts";
import { isSpace, splitPlain, splitQuoted } from "./splitWords.ts";
import type { StageReading } from "./stageReading.ts";

/** A name and its value in an instruction's text; quotes still there. */
interface Pair {
	/** Both together. */
	readonly span: Span;
	readonly name: Span;
	readonly value: Span;
	readonly legacy: boolean;
}

export function readEnv(stage: StageReading, reading: InstructionReading): void {
	// All values of one ENV see what was set before it, not each other: so nothing is set before all are read.
	const made = readPairs(reading).map((pair) => {
		const before = new Map(reading.names);
		reading.names.clear();
		const env = pairFields(reading, pair);
		env.variables = [...reading.names.keys()];
		for (const [name, source] of before) reading.names.set(name, source);
		return env;
	});
	for (const env of made) {
		stage.lists.envs.push(env);
		stage.env.set(env.name as string, env);
		stage.scope.env.set(env.name as string, env.value as string | Unknown);
	}
}

export function readLabel(stage: StageReading, reading: InstructionReading): void {
	for (const pair of readPairs(reading)) {
		const label = pairFields(reading, pair);
		stage.lists.labels.push(label);
		stage.labels.set(label.name as string, label);
	}
}

/** The names of an ARG, with or without defaults; `stage` is absent before the first FROM. */
export function readArgs(reading: InstructionReading, global: GlobalScope, stage: StageReading | undefined): Fields[] {
	const words = splitQuoted(reading.text, reading.rest, reading.file.escape, false);
	if (words.length === 0) reportMissing(reading, "a name");
	return words.map((word) => {
		const equals = equalsIn(reading, word);
		const nameAt = { start: word.start, end: equals ?? word.end };
		const name = reading.slice(nameAt);
		const arg: Fields = { index: reading.index, name };
		const given = global.given(name);
		let value: string | Unknown | NotGiven | undefined = given;
		if (equals !== undefined) {
			const valueAt = { start: equals + 1, end: word.end };
			arg.default = reading.value(valueAt);
			arg.text = reading.slice(valueAt);
			value ??= arg.default;
			for (const key of ["default", "text", "value"]) reading.placeEntry(arg, key, valueAt);
		}
		value ??= stage === undefined ? (global.automatic(name) ?? new NotGiven(name)) : global.inherited(name);
		arg.given = given !== undefined;
		arg.value = value instanceof NotGiven ? new Unknown(`$${name}`, [value.name]) : value;
		reading.placeEntry(arg, "name", nameAt);
		(stage?.scope ?? global).declare(name, value);
		return reading.place(arg, word);
	});
}

function pairFields(reading: InstructionReading, { span, name, value, legacy }: Pair): Fields {
	const fields: Fields = {
		index: reading.index,
		name: reading.expand(name).text,
		value: reading.value(value),
		text: reading.slice(value),
		legacy,
	};
	reading.placeEntry(fields, "name", name);
	for (const key of ["value", "text"]) reading.placeEntry(fields, key, value);
	return reading.place(fields, span);
}

/** The pairs of an ENV or LABEL; `NAME some text` without `=` is one pair (the old form). */
function readPairs(reading: InstructionReading): Pair[] {
	const words = splitQuoted(reading.text, reading.rest, reading.file.escape, false);
	const [first] = words;
	if (first === undefined) {
		reportMissing(reading, "a name and a value");
		return [];
	}
	if (equalsIn(reading, first) === undefined) return legacyPair(reading);
	const pairs: Pair[] = [];
	let told = false;
	for (const word of words) {
		const equals = equalsIn(reading, word);
		if (equals !== undefined && equals > word.start) {
			const name = { start: word.start, end: equals };
			pairs.push({ span: word, name, value: { start: equals + 1, end: word.end }, legacy: false });
		} else if (!told) {
			// The words after a stray one are stray for the same reason.
			reading.report(word, instructionPair({ keyword: reading.keyword, word: reading.slice(word) }));
			told = true;
		}
	}
	return pairs;
}

function legacyPair(reading: InstructionReading): Pair[] {
	const { text } = reading;
	const name = splitPlain(text, reading.rest)[0] as Span;
	let start = name.end;
	while (start < text.length && isSpace(text.charCodeAt(start))) start++;
	if (start < text.length) {
		const value = { start, end: text.length };
		return [{ span: { start: name.start, end: text.length }, name, value, legacy: true }];
	}
	reportMissing(reading, "a name and a value");
	return [];
}

function equalsIn({ text }: InstructionReading, word: Span): number | undefined {
	const equals = text.indexOf("=", word.start);
	return equals === -1 || equals >= word.end ? undefined : equals;
}

function reportMissing(reading: InstructionReading, expected: string): void {
	const { keyword } = reading;
	reading.report({ start: 0, end: reading.text.length }, instructionArguments({ keyword, expected }));
}
