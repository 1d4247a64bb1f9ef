/**
 * JSON text to values and back, with no loss: numbers keep their text, the last of equal keys wins, any key is data.
 * Fit for hostile text: depth and exponents are bounded, and errors say where.
 */
import { isObject, sortedNames } from "./access.ts";
import { ExactNumber, numberFromText } from "./exactNumber.ts";
import { sortStrings } from "./order.ts";
import { isPlain } from "./plainObject.ts";
import { RegoObject, setOwn } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
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

/** Reads one JSON text. @throws JsonError */
export function parseJson(text: string): Value {
	if (isSafe(text)) {
		try {
			return JSON.parse(text) as Value;
		} catch {
			// The reader below finds the place and the words.
		}
	}
	return new JsonReader(text).read();
}

/** Whether a text is JSON, be its numbers as large as they will. */
export function isJson(text: string): boolean {
	try {
		new JsonReader(text, true).read();
		return true;
	} catch (error) {
		if (error instanceof JsonError) return false;
		throw error;
	}
}

/** Escapes that may be of lone surrogates, which JSON.parse lets through. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;

/**
 * Whether JSON.parse reads a text as it should be read, if it is JSON at all. What it would change are numbers of 16 or
 * more digits, with a point or an exponent, -0, and escapes of lone surrogates; and it knows no bound of depth.
 */
function isSafe(text: string): boolean {
	let depth = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit === QUOTE) {
			i = endOfString(text, i);
			if (i === -1) return false;
		} else if (unit >= ZERO && unit <= NINE) {
			const start = i;
			do i++;
			while (isDigit(text.charCodeAt(i)));
			if (i - start >= 16) return false;
			const next = text.charCodeAt(i);
			if (next === POINT || (next | 32) === SMALL_E) return false;
			if (unit === ZERO && text.charCodeAt(start - 1) === MINUS) return false;
			i--;
		} else if (unit === OPEN_BRACKET || unit === OPEN_BRACE) {
			if (++depth > MAX_DEPTH) return false;
		} else if (unit === CLOSE_BRACKET || unit === CLOSE_BRACE) depth--;
	}
	return !text.includes("\\u") || !surrogateEscape.test(text);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const SMALL_E = 0x65;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const isDigit = (unit: number): boolean => unit >= ZERO && unit <= NINE;

/** The position of the quote that ends a string, or -1. */
function endOfString(text: string, start: number): number {
	let end = text.indexOf('"', start + 1);
	while (end !== -1) {
		let slashes = 0;
		while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
		if (slashes % 2 === 0) return end;
		end = text.indexOf('"', end + 1);
	}
	return -1;
}

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const plainCharacters = /[^"\\\u0000-\u001f]*/y;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The greatest decimal magnitude, from OPA's limit of 100,000 binary digits. */
const MAX_MAGNITUDE = 30_103;

class JsonReader {
	readonly #text: string;
	readonly #anyNumber: boolean;
	#at = 0;
	#depth = 0;

	/** @param anyNumber whether to take numbers of any size */
	constructor(text: string, anyNumber = false) {
		this.#text = text;
		this.#anyNumber = anyNumber;
	}

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
		return new JsonError(kind, `invalid character ${quoted(String.fromCodePoint(code))} ${where}`, this.#at);
	}
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

/**
 * A value as JSON: keys sorted, sets as sorted arrays, keys that are no strings as their JSON text, numbers as they were
 * written. An Unknown becomes `{"text": …, "unknown": […]}`. With an indent, one member a line.
 */
export function toJson(value: Value, indent: string | number = ""): string {
	const step = typeof indent === "number" ? " ".repeat(indent) : indent;
	return step === "" ? compact(value) : indented(value, step, "\n");
}

const clean = /^[ !#-[\]-~]*$/;

/** A string in quotes. Most need nothing escaped, and finding that out is faster than JSON.stringify. */
function jsonString(text: string): string {
	return clean.test(text) ? `"${text}"` : JSON.stringify(text);
}

function compact(value: Value): string {
	if (typeof value === "string") return jsonString(value);
	if (typeof value !== "object" || value === null) return String(value);
	if (Array.isArray(value)) return compactItems(value);
	if (isPlain(value)) return compactObject(value);
	if (value instanceof ExactNumber) return value.text;
	return value instanceof RegoSet ? compactItems(value.sorted()) : compactObject(jsonObject(value));
}

function compactItems(items: readonly Value[]): string {
	let text = "[";
	for (let i = 0; i < items.length; i++) text += (i === 0 ? "" : ",") + compact(items[i] as Value);
	return `${text}]`;
}

function compactObject(object: PlainObject): string {
	let text = "";
	for (const key of sortedNames(object)) {
		text += `${text === "" ? "{" : ","}${jsonString(key)}:${compact(object[key] as Value)}`;
	}
	return text === "" ? "{}" : `${text}}`;
}

function indented(value: Value, step: string, line: string): string {
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return compact(value);
	const inner = line + step;
	if (Array.isArray(value) || value instanceof RegoSet) {
		const items: readonly Value[] = value instanceof RegoSet ? value.sorted() : (value as readonly Value[]);
		if (items.length === 0) return "[]";
		return `[${inner}${items.map((item) => indented(item, step, inner)).join(`,${inner}`)}${line}]`;
	}
	const object = jsonObject(value);
	const keys = sortedNames(object);
	if (keys.length === 0) return "{}";
	const members = keys.map((key) => `${jsonString(key)}: ${indented(object[key] as Value, step, inner)}`);
	return `{${inner}${members.join(`,${inner}`)}${line}}`;
}

/** An object as JSON can say it. Where a key's text meets another key, the later in OPA's order stays. */
function jsonObject(value: Value): PlainObject {
	if (value instanceof Unknown) return { text: value.text, unknown: value.needs };
	if (value instanceof RegoObject) {
		const object: { [key: string]: Value } = {};
		for (const key of value.sortedKeys()) {
			setOwn(object, typeof key === "string" ? key : compact(key), value.get(key) as Value);
		}
		return object;
	}
	return isObject(value) ? (value as PlainObject) : {};
}

/** The same value with what JSON can say only: sets as arrays, all keys strings. Shares what needs no change. */
export function toPlain(value: Value): Value {
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
	if (value instanceof RegoSet) return value.sorted().map(toPlain);
	if (Array.isArray(value)) {
		const items = value as readonly Value[];
		const plain = items.map(toPlain);
		return plain.every((item, i) => item === items[i]) ? items : plain;
	}
	const object = jsonObject(value);
	let changed: { [key: string]: Value } | undefined;
	for (const key of sortStrings(Object.keys(object))) {
		const plain = toPlain(object[key] as Value);
		if (plain === object[key]) continue;
		changed ??= { ...object };
		setOwn(changed, key, plain);
	}
	return changed ?? object;
}
