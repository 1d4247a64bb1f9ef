/** JSON text to values and back. Most texts are read by JSON.parse; those that it would change or can't read, by our own reader. */
import { isObject, sortedNames } from "./access.ts";
import { ExactNumber } from "./exactNumber.ts";
import { JsonError, JsonReader, MAX_DEPTH } from "./jsonReader.ts";
import { visit, visitToWrite } from "./meter.ts";
import { sortStrings } from "./order.ts";
import { isPlain } from "./plainObject.ts";
import { RegoObject, setOwn } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { PlainObject, Value } from "./value.ts";

export { isTooBig, JsonError, MAX_DEPTH } from "./jsonReader.ts";

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

/**
 * A value as JSON: keys sorted, sets as sorted arrays, keys that are no strings as their JSON text, numbers as they were
 * written. An Unknown becomes `{"text": …, "unknown": […]}`. With an indent, one member a line.
 */
export function toJson(value: Value, indent: string | number = ""): string {
	const step = typeof indent === "number" ? " ".repeat(indent) : indent;
	return step === "" ? compact(value) : indented(value, step, "\n");
}

const unsafe = /[<>&\u2028\u2029]/g;

/** JSON text that is safe within HTML and JavaScript, as Go writes it. All that is escaped can stand in strings only. */
export const htmlSafe = (json: string): string =>
	json.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

const clean = /^[ !#-[\]-~]*$/;

/** A string in quotes. Most need nothing escaped, and finding that out is faster than JSON.stringify. */
function jsonString(text: string): string {
	return clean.test(text) ? `"${text}"` : JSON.stringify(text);
}

function compact(value: Value): string {
	if (typeof value === "string") return jsonString(value);
	if (typeof value !== "object" || value === null) return String(value);
	visitToWrite();
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
	visitToWrite();
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
			setOwn(object, typeof key === "string" ? key : htmlSafe(compact(key)), value.get(key) as Value);
		}
		return object;
	}
	return isObject(value) ? (value as PlainObject) : {};
}

/** The same value with what JSON can say only: sets as arrays, all keys strings. Shares what needs no change. */
export function toPlain(value: Value): Value {
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
	visit();
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
