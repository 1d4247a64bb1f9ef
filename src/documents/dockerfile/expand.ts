/**
 * Variable expansion as BuildKit's shell lexer does it: quotes, escapes, `$name`, `${name…}` with - + ? # % / modifiers.
 * Takes a word and a way to look names up, gives text with holes where something isn't known. Must not know what the word is for.
 */
import { Unknown } from "../../runtime/values/unknown.ts";
import { shellPattern } from "./shellPattern.ts";

/** A build argument without a value: unknown, but `${name:-x}` and its kin take it for unset, as the builder does when it isn't given. */
export class NotGiven {
	readonly name: string;

	constructor(name: string) {
		this.name = name;
	}
}

/** What a variable holds: text, nothing (undefined: it is not set), or something that can't be known. */
export type Variable = string | undefined | Unknown | NotGiven;
export type Lookup = (name: string) => Variable;

/** Stands in expanded text for a part that isn't known. Text of a file can't hold it: NUL makes a file binary. */
export const hole = "\0";

export interface Expansion {
	readonly text: string;
	/** What would have to be given to know all of it; empty where all of it is known. */
	readonly needs: readonly string[];
	/** Why the builder refuses the word; the text is then as written. */
	readonly fault?: string;
}

const none: readonly string[] = [];
const special = "@*#?-$!0";

export function expand(word: string, escapeCharacter: string, lookup: Lookup): Expansion {
	if (!word.includes("$") && !word.includes('"') && !word.includes("'") && !word.includes(escapeCharacter))
		return { text: word, needs: none };
	const expander = new Expander(word, escapeCharacter, lookup);
	try {
		return { text: expander.run(), needs: expander.needs.size === 0 ? none : [...expander.needs].sort() };
	} catch (error) {
		if (error instanceof ExpansionFault) return { text: word, needs: none, fault: error.message };
		throw error;
	}
}

/** The value for a policy: the text, or Unknown where a part of it isn't known. */
export function known(expansion: Expansion, written: string): string | Unknown {
	return expansion.needs.length === 0 ? expansion.text : new Unknown(written, expansion.needs);
}

const tooLong = "what comes out is too long";

class ExpansionFault extends Error {}

/** In characters. The kernel starts no program with a longer argument or variable, so no build can use one. */
const longest = 131_072;

/** Nested substitutions deeper than this are no Dockerfile that anybody wrote. */
const deepest = 100;

class Expander {
	readonly needs = new Set<string>();
	readonly #word: string;
	readonly #escape: string;
	readonly #lookup: Lookup;
	#at = 0;
	#depth = 0;

	constructor(word: string, escapeCharacter: string, lookup: Lookup) {
		this.#word = word;
		this.#escape = escapeCharacter;
		this.#lookup = lookup;
	}

	run(): string {
		return this.#until("", false);
	}

	/** Expands up to a character, or to the end where it is empty. With `raw`, escapes stay in the result (they are patterns). */
	#until(stop: string, raw: boolean): string {
		let result = "";
		while (this.#at < this.#word.length) {
			const character = this.#word[this.#at] as string;
			if (character === stop) {
				this.#at++;
				return result;
			}
			if (character === "'") result += this.#singleQuoted();
			else if (character === '"') result += this.#doubleQuoted(raw);
			else if (character === "$") result += this.#dollar();
			else if (character === this.#escape) {
				if (raw) result += character;
				result += this.#word[this.#at + 1] ?? "";
				this.#at += 2;
			} else {
				result += character;
				this.#at++;
			}
			if (result.length > longest) throw new ExpansionFault(tooLong);
		}
		if (stop !== "") throw new ExpansionFault(`\`${stop}\` is missing`);
		return result;
	}

	#singleQuoted(): string {
		const end = this.#word.indexOf("'", this.#at + 1);
		if (end === -1) throw new ExpansionFault("a single quote isn't closed");
		const text = this.#word.slice(this.#at + 1, end);
		this.#at = end + 1;
		return text;
	}

	#doubleQuoted(raw: boolean): string {
		let result = "";
		this.#at++;
		while (this.#at < this.#word.length) {
			const character = this.#word[this.#at] as string;
			if (character === '"') {
				this.#at++;
				return result;
			}
			if (character === "$") {
				result += this.#dollar();
				if (result.length > longest) throw new ExpansionFault(tooLong);
				continue;
			}
			this.#at++;
			if (character !== this.#escape) {
				result += character;
				continue;
			}
			if (raw) result += character;
			const next = this.#word[this.#at];
			if (next === undefined) break;
			if (next === '"' || next === "$" || next === this.#escape) {
				result += next;
				this.#at++;
			} else result += character;
		}
		throw new ExpansionFault("a double quote isn't closed");
	}

	#dollar(): string {
		this.#at++;
		if (this.#word[this.#at] !== "{") {
			const name = this.#name();
			return name === "" ? "$" : this.#plain(name);
		}
		this.#at++;
		if (++this.#depth > deepest) throw new ExpansionFault("too deeply nested");
		const result = this.#braced();
		this.#depth--;
		return result;
	}

	#braced(): string {
		const first = this.#word[this.#at];
		if (first === undefined) throw new ExpansionFault("`}` is missing");
		if (first === "{" || first === "}" || first === ":") throw new ExpansionFault("bad substitution");
		const name = this.#name();
		const modifier = this.#word[this.#at] ?? "";
		this.#at++;
		switch (modifier) {
			case "}":
				return this.#plain(name);
			case "":
				throw new ExpansionFault("`}` is missing");
			case ":": {
				const operator = this.#word[this.#at] ?? "";
				this.#at++;
				return this.#conditional(name, operator, true);
			}
			case "+":
			case "-":
			case "?":
				return this.#conditional(name, modifier, false);
			case "#":
			case "%":
				return this.#trimmed(name, modifier);
			case "/":
				return this.#replaced(name);
			default:
				throw new ExpansionFault(`\`${modifier}\` is no modifier that the builder knows`);
		}
	}

	#conditional(name: string, operator: string, emptyIsUnset: boolean): string {
		if (operator !== "-" && operator !== "+" && operator !== "?")
			throw new ExpansionFault(
				operator === "" ? "`}` is missing" : `\`:${operator}\` is no modifier that the builder knows`,
			);
		// What the unused branch needs doesn't matter, so its needs are taken back.
		const before = new Set(this.needs);
		const word = this.#until("}", false);
		const wordNeeds = [...this.needs].filter((need) => !before.has(need));
		for (const need of wordNeeds) this.needs.delete(need);
		const takeWord = (): string => {
			for (const need of wordNeeds) this.needs.add(need);
			return word;
		};
		const value = this.#lookup(name);
		if (value instanceof Unknown) return this.#missing(value.needs);
		const unset = value === undefined || value instanceof NotGiven || (emptyIsUnset && value === "");
		if (operator === "-") return unset ? takeWord() : (value as string);
		if (operator === "+") return unset ? "" : takeWord();
		if (!unset) return value as string;
		if (value instanceof NotGiven) return this.#missing([value.name]);
		throw new ExpansionFault(`${name}: ${word === "" ? "must be set" : takeWord()}`);
	}

	#trimmed(name: string, modifier: string): string {
		let pattern = this.#until("}", true);
		const longest = pattern.startsWith(modifier);
		if (longest) pattern = pattern.slice(1);
		const value = this.#known(name);
		if (value === undefined) return hole;
		const matcher = this.#pattern(pattern);
		return modifier === "#" ? matcher.trimStart(value, longest) : matcher.trimEnd(value, longest);
	}

	#replaced(name: string): string {
		const all = this.#word[this.#at] === "/";
		if (all) this.#at++;
		const pattern = this.#until("/", true);
		const replacement = this.#until("}", true);
		const value = this.#known(name);
		if (value === undefined) return hole;
		if ((value.length + 1) * (replacement.length + 1) > longest * 64) throw new ExpansionFault(tooLong);
		return this.#pattern(pattern).replace(value, replacement, all);
	}

	#pattern(text: string) {
		const pattern = shellPattern(text);
		if (pattern === undefined) throw new ExpansionFault(`\`${text}\` is no pattern that the builder knows`);
		return pattern;
	}

	#plain(name: string): string {
		return this.#known(name) ?? hole;
	}

	/** The variable's text; undefined, with its needs noted, where it isn't known. */
	#known(name: string): string | undefined {
		const value = this.#lookup(name);
		if (value instanceof Unknown) this.#missing(value.needs);
		else if (value instanceof NotGiven) this.#missing([value.name]);
		else return value ?? "";
		return undefined;
	}

	#missing(needs: readonly string[]): string {
		for (const need of needs) this.needs.add(need);
		return hole;
	}

	#name(): string {
		const start = this.#at;
		const first = this.#word[start];
		if (first === undefined) return "";
		if (/\d/.test(first)) while (/\d/.test(this.#word[this.#at] ?? "")) this.#at++;
		else if (special.includes(first)) this.#at++;
		else while (/[\p{L}\p{Nd}_]/u.test(this.#word[this.#at] ?? "")) this.#at++;
		return this.#word.slice(start, this.#at);
	}
}
