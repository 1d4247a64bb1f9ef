/** What every reader of an instruction is handed: how to look variables up, where to note places, whom to tell what is wrong. */

import { dockerfileExpansion, instructionFlag, instructionFlagValue } from "../../diagnostics/catalogue/dockerfile.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import { type Expansion, expand, known, type Lookup } from "./expand.ts";
import { JoinedText } from "./joinedText.ts";
import type { Places } from "./places.ts";
import { type Flag, readFlags } from "./splitWords.ts";

/** An object of the document while it is being made. */
export type Fields = Record<string, Value>;

/** The file being read. */
export interface FileReading {
	readonly escape: string;
	readonly places: Places;
	readonly report: (span: Span, message: Message) => void;
	/** How many characters expansions may still give: a few lines that double a variable would fill the memory. */
	readonly budget: { characters: number };
}

/** What a file's expansions may come to, in characters. */
export const expansionBudget = 16_000_000;

/** Flags that say something without a value. */
const lone: ReadonlySet<string> = new Set(["link", "parents", "keep-git-dir", "unpack"]);

/** The variables in force where an instruction stands. */
export interface VariableScope {
	readonly lookup: Lookup;
	readonly source: (name: string) => string;
}

/** One instruction being read: its text from the keyword on, and the variables in force. */
export class InstructionReading {
	readonly file: FileReading;
	readonly keyword: string;
	/** Place in the file's list of instructions. */
	readonly index: number;
	readonly line: JoinedText;
	readonly text: string;
	/** Offset of the arguments proper, after the flags. */
	readonly rest: number;
	readonly flags: readonly Flag[];
	readonly lookup: Lookup;
	/** All of it in the source, heredocs included. */
	readonly whole: Span;
	/** Names that expansions asked for, in order, and who had set them then. */
	readonly names = new Map<string, string>();

	constructor(
		file: FileReading,
		keyword: string,
		index: number,
		line: JoinedText,
		from: number,
		whole: Span,
		scope: VariableScope,
		allowed: readonly string[],
	) {
		this.file = file;
		this.keyword = keyword;
		this.index = index;
		this.line = line;
		this.text = line.text;
		this.whole = whole;
		const { flags, rest } = readFlags(line.text, from);
		this.flags = flags;
		this.rest = rest;
		this.lookup = (name) => {
			if (!this.names.has(name)) this.names.set(name, scope.source(name));
			return scope.lookup(name);
		};
		for (const flag of flags) {
			if (!allowed.includes(flag.name)) {
				const nearest = suggest(flag.name, allowed);
				this.report(flag.span, instructionFlag({ keyword, flag: flag.name, nearest }));
			} else if (flag.value === undefined && !lone.has(flag.name))
				this.report(flag.span, instructionFlagValue({ flag: flag.name, expected: "a value" }));
		}
	}

	report(at: Span, message: Message): void {
		this.file.report(this.line.span(at.start, at.end), message);
	}

	/** Notes that an object is what stands in a range of the instruction. */
	place<Value extends object>(value: Value, at: Span): Value {
		this.file.places.node(value, this.line, at.start, at.end);
		return value;
	}

	/** Notes that an object is the whole instruction, heredocs included. */
	placeWhole<Value extends object>(value: Value): Value {
		this.file.places.node(value, JoinedText.fixed("", this.whole), 0, 0);
		return value;
	}

	placeEntry(value: object, key: string | number, at: Span): void {
		this.file.places.entry(value, key, this.line, at.start, at.end);
	}

	slice(at: Span): string {
		return this.text.slice(at.start, at.end);
	}

	/** The word in a range, expanded. What the builder refuses is told, and stays as written. */
	expand(at: Span): Expansion {
		return this.expandText(this.slice(at), at);
	}

	expandText(word: string, at: Span): Expansion {
		const { budget } = this.file;
		const expansion =
			budget.characters > 0
				? expand(word, this.file.escape, this.lookup)
				: { text: word, needs: [], fault: "the file's variables come to too much text" };
		budget.characters -= expansion.text.length;
		if (expansion.fault !== undefined) this.report(at, dockerfileExpansion({ word, fault: expansion.fault }));
		return expansion;
	}

	/** The value of the word in a range. */
	value(at: Span): string | Unknown {
		return known(this.expand(at), this.slice(at));
	}

	valueOf(word: string, at: Span): string | Unknown {
		return known(this.expandText(word, at), word);
	}

	flag(name: string): Flag | undefined {
		return this.flags.findLast((flag) => flag.name === name);
	}

	/** Puts a flag's value, expanded, under a key of the object. */
	textFlag(into: Fields, key: string, name: string): void {
		const flag = this.flag(name);
		if (flag?.value === undefined) return;
		into[key] = this.valueOf(flag.value, flag.valueSpan);
		this.placeEntry(into, key, flag.valueSpan);
	}

	/** Whether a flag is given that is either there or not, or says `true` or `false`. */
	booleanFlag(into: Fields, key: string, name: string): boolean {
		const flag = this.flag(name);
		if (flag === undefined) return false;
		this.placeEntry(into, key, flag.span);
		const value = flag.value?.toLowerCase() ?? "true";
		if (value !== "true" && value !== "false")
			this.report(flag.valueSpan, instructionFlagValue({ flag: name, expected: "`true` or `false`" }));
		return value === "true";
	}
}
