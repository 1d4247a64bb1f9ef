/**
 * Takes the text of a pattern in RE2's syntax, gives its tree, or undefined for anything that isn't surely valid in RE2 and
 * surely the same in JavaScript: such a pattern is for the other engine, which also words the errors. So nothing here
 * reports a mistake; it only declines. Syntax: https://github.com/google/re2/wiki/Syntax.
 */

import type { CharacterSet } from "./characterSet.ts";
import * as characters from "./characterSet.ts";
import { type Assertion, isNullable, type Pattern } from "./pattern.ts";

export interface ParsedPattern {
	readonly tree: Pattern;
	/** Names of groups, by number; undefined for those without a name. Group 0 is the whole match. */
	readonly groupNames: readonly (string | undefined)[];
}

const longestPattern = 4000;
const deepestNesting = 40;
/** RE2's own limit, for one repetition and for the product of nested ones. */
const mostRepeats = 1000;

const digits: CharacterSet = characters.fromRanges([[0x30, 0x39]]);
const blanks: CharacterSet = characters.fromRanges([
	[0x09, 0x0a],
	[0x0c, 0x0d],
	[0x20, 0x20],
]);
const upper: CharacterSet = [0x41, 0x5a];
const lower: CharacterSet = [0x61, 0x7a];
const letters = characters.union(upper, lower);
const wordCharacters = characters.union(digits, letters, [0x5f, 0x5f]);
const newline: CharacterSet = [0x0a, 0x0a];

const perlClasses: ReadonlyMap<string, CharacterSet> = new Map([
	["d", digits],
	["s", blanks],
	["w", wordCharacters],
]);
const posixClasses: ReadonlyMap<string, CharacterSet> = new Map([
	["alnum", characters.union(digits, letters)],
	["alpha", letters],
	["ascii", [0, 0x7f]],
	[
		"blank",
		characters.fromRanges([
			[0x09, 0x09],
			[0x20, 0x20],
		]),
	],
	[
		"cntrl",
		characters.fromRanges([
			[0, 0x1f],
			[0x7f, 0x7f],
		]),
	],
	["digit", digits],
	["graph", [0x21, 0x7e]],
	["lower", lower],
	["print", [0x20, 0x7e]],
	[
		"punct",
		characters.fromRanges([
			[0x21, 0x2f],
			[0x3a, 0x40],
			[0x5b, 0x60],
			[0x7b, 0x7e],
		]),
	],
	[
		"space",
		characters.fromRanges([
			[0x09, 0x0d],
			[0x20, 0x20],
		]),
	],
	["upper", upper],
	["word", wordCharacters],
	[
		"xdigit",
		characters.fromRanges([
			[0x30, 0x39],
			[0x41, 0x46],
			[0x61, 0x66],
		]),
	],
]);
const controlEscapes: ReadonlyMap<string, number> = new Map([
	["a", 0x07],
	["f", 0x0c],
	["n", 0x0a],
	["r", 0x0d],
	["t", 0x09],
	["v", 0x0b],
]);

/** Not `\B`: V8 finds it between the halves of a character outside the BMP. */
const assertionEscapes: ReadonlyMap<string, Assertion> = new Map([
	["A", "textStart"],
	["z", "textEnd"],
	["b", "wordBoundary"],
]);

/** Thrown, and caught in this file only, where a pattern leaves the subset. */
const declined = Symbol("declined");

interface Flags {
	readonly foldCase: boolean;
	readonly multiLine: boolean;
	readonly dotAll: boolean;
}

/** Parses a pattern of the subset; undefined for any other. */
export function parseSubset(text: string): ParsedPattern | undefined {
	if (text.length > longestPattern) return undefined;
	try {
		return new Parser(text).parse();
	} catch (reason) {
		if (reason === declined) return undefined;
		throw reason;
	}
}

class Parser {
	private readonly text: string;
	private at = 0;
	private depth = 0;
	private flags: Flags = { foldCase: false, multiLine: false, dotAll: false };
	private readonly groupNames: (string | undefined)[] = [undefined];

	constructor(text: string) {
		this.text = text;
	}

	parse(): ParsedPattern {
		const tree = this.choice();
		if (this.at < this.text.length) throw declined;
		if (deepestRepeat(tree) > mostRepeats) throw declined;
		return { tree, groupNames: this.groupNames };
	}

	private peek(): string {
		return this.text.charAt(this.at);
	}

	private take(expected: string): boolean {
		if (!this.text.startsWith(expected, this.at)) return false;
		this.at += expected.length;
		return true;
	}

	private codePoint(): number {
		const point = this.text.codePointAt(this.at);
		if (point === undefined || (point >= 0xd800 && point <= 0xdfff)) throw declined;
		this.at += point > 0xffff ? 2 : 1;
		return point;
	}

	private choice(): Pattern {
		const options = [this.sequence()];
		while (this.take("|")) options.push(this.sequence());
		return options.length === 1 ? options[0]! : { kind: "choice", options };
	}

	private sequence(): Pattern {
		const items: Pattern[] = [];
		while (this.at < this.text.length && this.peek() !== "|" && this.peek() !== ")") {
			const item = this.atom();
			if (item !== undefined) items.push(this.repetition(item));
		}
		return items.length === 1 ? items[0]! : { kind: "sequence", items };
	}

	/** One thing that may be repeated; undefined for flags, which are nothing themselves. */
	private atom(): Pattern | undefined {
		switch (this.peek()) {
			case "(":
				return this.group();
			case "[":
				return { kind: "characters", set: this.bracketClass() };
			case ".":
				this.at++;
				return {
					kind: "characters",
					set: this.flags.dotAll ? characters.everything : characters.complement(newline),
				};
			case "^":
				this.at++;
				return { kind: "assertion", assertion: this.flags.multiLine ? "lineStart" : "textStart" };
			case "$":
				this.at++;
				return { kind: "assertion", assertion: this.flags.multiLine ? "lineEnd" : "textEnd" };
			case "\\":
				return this.escape();
			case "*":
			case "+":
			case "?":
			case "{":
				throw declined;
			default:
				return { kind: "characters", set: this.folded(characters.single(this.codePoint())) };
		}
	}

	/** The set, with the other cases of its letters where case doesn't count. */
	private folded(set: CharacterSet): CharacterSet {
		if (!this.flags.foldCase) return set;
		if (!characters.isAscii(set)) throw declined;
		return characters.foldAscii(set);
	}

	private escape(): Pattern {
		const letter = this.text.charAt(this.at + 1);
		const assertion = assertionEscapes.get(letter);
		if (assertion !== undefined) {
			this.at += 2;
			return { kind: "assertion", assertion };
		}
		const perl = this.perlClass();
		if (perl !== undefined) return { kind: "characters", set: perl };
		const point = this.escapedCharacter();
		return { kind: "characters", set: this.folded(characters.single(point)) };
	}

	/** `\d` and its like, negated by a capital. */
	private perlClass(): CharacterSet | undefined {
		const letter = this.text.charAt(this.at + 1);
		const base = perlClasses.get(letter.toLowerCase());
		if (this.peek() !== "\\" || base === undefined) return undefined;
		this.at += 2;
		const set = this.folded(base);
		return letter === letter.toLowerCase() ? set : characters.complement(set);
	}

	private escapedCharacter(): number {
		this.at++;
		const letter = this.peek();
		const control = controlEscapes.get(letter);
		if (control !== undefined) {
			this.at++;
			return control;
		}
		if (letter === "x") {
			const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(this.text.slice(this.at, this.at + 9));
			const point = Number.parseInt(hex?.[1] ?? hex?.[2] ?? "", 16);
			if (!(point <= characters.lastCodePoint) || (point >= 0xd800 && point <= 0xdfff)) throw declined;
			this.at += hex![0].length;
			return point;
		}
		if (!/^[!-/:-@[-`{-~]$/.test(letter)) throw declined;
		this.at++;
		return letter.charCodeAt(0);
	}

	private bracketClass(): CharacterSet {
		this.at++;
		const negated = this.take("^");
		const sets: CharacterSet[] = [];
		for (let first = true; first || this.peek() !== "]"; first = false) {
			if (this.at >= this.text.length) throw declined;
			const named = this.posixClass() ?? this.perlClass();
			if (named !== undefined) {
				sets.push(named);
				continue;
			}
			const low = this.classCharacter();
			let high = low;
			if (this.peek() === "-" && this.text.charAt(this.at + 1) !== "]") {
				this.at++;
				if (this.at >= this.text.length) throw declined;
				high = this.classCharacter();
				if (high < low) throw declined;
			}
			sets.push(this.folded([low, high]));
		}
		this.at++;
		const set = characters.union(...sets);
		return negated ? characters.complement(set) : set;
	}

	private classCharacter(): number {
		return this.peek() === "\\" ? this.escapedCharacter() : this.codePoint();
	}

	private posixClass(): CharacterSet | undefined {
		if (!this.text.startsWith("[:", this.at)) return undefined;
		const name = /^\[:(\^?)([a-z]+):\]/.exec(this.text.slice(this.at, this.at + 16));
		const base = posixClasses.get(name?.[2] ?? "");
		if (name === null || base === undefined) throw declined;
		this.at += name[0].length;
		const set = this.folded(base);
		return name[1] === "^" ? characters.complement(set) : set;
	}

	private group(): Pattern | undefined {
		this.at++;
		const outside = this.flags;
		let capture = false;
		if (this.take("?P<") || this.take("?<")) {
			const name = /^[A-Za-z_][A-Za-z0-9_]*(?=>)/.exec(this.text.slice(this.at, this.at + 100))?.[0];
			if (name === undefined || this.groupNames.includes(name)) throw declined;
			this.at += name.length + 1;
			this.groupNames.push(name);
			capture = true;
		} else if (this.take("?")) {
			this.flags = this.flagLetters();
			if (this.take(")")) return undefined;
			if (!this.take(":")) throw declined;
		} else {
			this.groupNames.push(undefined);
			capture = true;
		}
		if (++this.depth > deepestNesting) throw declined;
		const body = this.choice();
		this.depth--;
		if (!this.take(")")) throw declined;
		this.flags = outside;
		return { kind: "group", body, capture };
	}

	private flagLetters(): Flags {
		const letters = /^([ims]*)(-([ims]+))?(?=[:)])/.exec(this.text.slice(this.at, this.at + 16));
		if (letters === null || (letters[0] === "" && this.peek() === ")")) throw declined;
		this.at += letters[0].length;
		const [, on = "", , off = ""] = letters;
		const flag = (letter: string, before: boolean) => !off.includes(letter) && (on.includes(letter) || before);
		return {
			foldCase: flag("i", this.flags.foldCase),
			multiLine: flag("m", this.flags.multiLine),
			dotAll: flag("s", this.flags.dotAll),
		};
	}

	private repetition(body: Pattern): Pattern {
		const operator = /^(?:[*+?]|\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\})/.exec(this.text.slice(this.at, this.at + 16));
		if (operator === null) {
			// A brace that is no repetition stands for itself in RE2.
			if (this.peek() === "{") throw declined;
			return body;
		}
		this.at += operator[0].length;
		const lazy = this.take("?");
		if (/^[*+?{]/.test(this.peek()) || isNullable(body)) throw declined;
		const [min, max] = limits(operator);
		if (min > max || min > mostRepeats || (max > mostRepeats && max !== Number.POSITIVE_INFINITY)) throw declined;
		// `x{0}` drops the body, groups and all, in one engine only.
		if (max === 0) throw declined;
		return { kind: "repeat", body, min, max, lazy };
	}
}

function limits([operator, low, comma, high]: RegExpExecArray): [min: number, max: number] {
	if (operator === "*") return [0, Number.POSITIVE_INFINITY];
	if (operator === "+") return [1, Number.POSITIVE_INFINITY];
	if (operator === "?") return [0, 1];
	const min = Number(low);
	if (comma === undefined) return [min, min];
	return [min, high === undefined ? Number.POSITIVE_INFINITY : Number(high)];
}

/** The largest product of counted repetitions inside each other. */
function deepestRepeat(pattern: Pattern): number {
	switch (pattern.kind) {
		case "characters":
		case "assertion":
			return 1;
		case "sequence":
			return Math.max(1, ...pattern.items.map(deepestRepeat));
		case "choice":
			return Math.max(...pattern.options.map(deepestRepeat));
		case "group":
			return deepestRepeat(pattern.body);
		case "repeat": {
			const count = pattern.max === Number.POSITIVE_INFINITY ? pattern.min : pattern.max;
			return Math.max(1, count) * deepestRepeat(pattern.body);
		}
	}
}
