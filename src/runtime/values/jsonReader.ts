/**
 * Reads JSON text with no loss: numbers keep their text, the last of equal keys wins, any key is data. Fit for hostile text:
 * depth and exponents are bounded, and errors say where, in Go's words.
 */
import { ExactNumber, numberFromText } from "./exactNumber.ts";
import { setOwn } from "./regoObject.ts";
import type { PlainObject, Value } from "./value.ts";

/** How deep a value may be nested: well within the stack of all that goes through values. */
export const MAX_DEPTH = 1000;

/** Why a text was not read: it is no JSON, or goes beyond a limit. */
export class JsonError extends Error {
	readonly kind: "syntax" | "end" | "trailing" | "limit";
	/** In UTF-16 units. */
	readonly offset: number;

	constructor(kind: JsonError["kind"], message: string, offset: number) {
		super(message);
		this.name = "JsonError";
		this.kind = kind;
		this.offset = offset;
	}
}

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const plainCharacters = /[^"\\\u0000-\u001f]*/y;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The greatest decimal magnitude, from OPA's limit of 100,000 binary digits. */
const MAX_MAGNITUDE = 30_103;

/** Reads one text, once. */
export class JsonReader {
	readonly #text: string;
	readonly #anyNumber: boolean;
	#at = 0;
	#depth = 0;

	/** @param anyNumber whether to take numbers of any size */
	constructor(text: string, anyNumber = false) {
		this.#text = text;
		this.#anyNumber = anyNumber;
	}

	/** The value that the text says. @throws JsonError */
	read(): Value {
		const value = this.#value();
		this.#space();
		if (this.#at < this.#text.length) throw this.#unexpected("after top-level value", "trailing");
		return value;
	}

	#value(): Value {
		this.#space();
		const unit = this.#text.charCodeAt(this.#at);
		switch (unit) {
			case 0x7b:
				return this.#object();
			case 0x5b:
				return this.#array();
			case 0x22:
				return this.#string();
			case 0x74:
				return this.#word("true", true);
			case 0x66:
				return this.#word("false", false);
			case 0x6e:
				return this.#word("null", null);
		}
		if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) return this.#number();
		throw this.#unexpected("looking for beginning of value");
	}

	#object(): PlainObject {
		this.#enter();
		const object: { [key: string]: Value } = {};
		this.#space();
		if (this.#takes("}")) return this.#leave(object);
		do {
			this.#space();
			if (this.#text[this.#at] !== '"') throw this.#unexpected("looking for beginning of object key string");
			const key = this.#string();
			this.#space();
			if (!this.#takes(":")) throw this.#unexpected("after object key");
			setOwn(object, key, this.#value());
			this.#space();
		} while (this.#takes(","));
		if (!this.#takes("}")) throw this.#unexpected("after object key:value pair");
		return this.#leave(object);
	}

	#array(): Value[] {
		this.#enter();
		const items: Value[] = [];
		this.#space();
		if (this.#takes("]")) return this.#leave(items);
		do items.push(this.#value());
		while (this.#takesAfterSpace(","));
		if (!this.#takes("]")) throw this.#unexpected("after array element");
		return this.#leave(items);
	}

	#enter(): void {
		if (++this.#depth > MAX_DEPTH) throw new JsonError("limit", "exceeded max depth", this.#at);
		this.#at++;
	}

	#leave<Collection>(collection: Collection): Collection {
		this.#depth--;
		return collection;
	}

	#string(): string {
		const start = this.#at++;
		let escaped = false;
		for (;;) {
			plainCharacters.lastIndex = this.#at;
			plainCharacters.test(this.#text);
			this.#at = plainCharacters.lastIndex;
			const unit = this.#text.charCodeAt(this.#at);
			if (unit === 0x22) break;
			if (unit !== 0x5c) throw this.#unexpected("in string literal");
			escaped = true;
			this.#escape();
		}
		this.#at++;
		if (!escaped) return this.#text.slice(start + 1, this.#at - 1);
		return (JSON.parse(this.#text.slice(start, this.#at)) as string).replace(loneSurrogates, "\ufffd");
	}

	#escape(): void {
		this.#at++;
		const mark = this.#text[this.#at];
		if (mark === undefined || !'"\\/bfnrtu'.includes(mark)) throw this.#unexpected("in string escape code");
		this.#at++;
		if (mark !== "u") return;
		for (let i = 0; i < 4; i++, this.#at++) {
			if (!/^[0-9a-fA-F]$/.test(this.#text[this.#at] ?? "")) {
				throw this.#unexpected("in \\u hexadecimal character escape");
			}
		}
	}

	#number(): number | ExactNumber {
		const start = this.#at;
		number.lastIndex = start;
		if (!number.test(this.#text)) {
			this.#at++;
			throw this.#unexpected("in numeric literal");
		}
		this.#at = number.lastIndex;
		const next = this.#text[this.#at];
		if (next === ".") {
			this.#at++;
			throw this.#unexpected("after decimal point in numeric literal");
		}
		if (next === "e" || next === "E") {
			this.#at++;
			if (/[+-]/.test(this.#text[this.#at] ?? "")) this.#at++;
			throw this.#unexpected("in exponent of numeric literal");
		}
		const value = numberFromText(this.#text.slice(start, this.#at));
		if (value instanceof ExactNumber && !this.#anyNumber && isTooBig(value)) {
			throw new JsonError("limit", "invalid number: number too big", start);
		}
		return value;
	}

	#word<Word extends Value>(word: string, value: Word): Word {
		for (let i = 0; i < word.length; i++, this.#at++) {
			if (this.#text[this.#at] !== word[i]) {
				throw this.#unexpected(`in literal ${word} (expecting ${quoted(word[i] as string)})`);
			}
		}
		return value;
	}

	#space(): void {
		for (;;) {
			const unit = this.#text.charCodeAt(this.#at);
			if (unit !== 0x20 && unit !== 0x0a && unit !== 0x09 && unit !== 0x0d) return;
			this.#at++;
		}
	}

	#takes(mark: string): boolean {
		if (this.#text[this.#at] !== mark) return false;
		this.#at++;
		return true;
	}

	#takesAfterSpace(mark: string): boolean {
		this.#space();
		return this.#takes(mark);
	}

	#unexpected(where: string, kind: JsonError["kind"] = "syntax"): JsonError {
		const code = this.#text.codePointAt(this.#at);
		if (code === undefined) return new JsonError("end", "unexpected end of JSON input", this.#at);
		// Go looks at bytes: of other characters it says the first byte, as a character.
		const character = String.fromCharCode(firstByte(code));
		return new JsonError(kind, `invalid character ${quoted(character)} ${where}`, this.#at);
	}
}

/** The first byte of a character's UTF-8. */
function firstByte(code: number): number {
	if (code < 0x80) return code;
	if (code < 0x800) return 0xc0 | (code >> 6);
	// What is no character is read as one that says so.
	if (code >= 0xd800 && code < 0xe000) return 0xef;
	return code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
}

/** Whether a number is beyond what OPA takes from a text: more than 100,000 binary digits before or after the point. */
export function isTooBig({ text, decimal }: ExactNumber): boolean {
	return /[eE]/.test(text) && Math.abs(decimal.magnitude) > MAX_MAGNITUDE;
}

/** A character as Go quotes it. */
function quoted(character: string): string {
	if (character === "'") return "'\\''";
	if (character === '"') return "'\"'";
	const inner = JSON.stringify(character).slice(1, -1);
	return `'${inner.replace(/^\\u00([0-9a-f]{2})$/, "\\x$1")}'`;
}
