/**
 * Where the nodes of a JSON text stand. Takes a text that is known to be JSON, gives spans. No tree is made of it: of each object or
 * array on the way to a node the children are noted once, and everything else is only skipped over.
 */
import type { Span } from "../../text/span.ts";
import type { Pointer } from "../document.ts";

interface Child {
	/** Of a member the key with its quotes. */
	readonly key: Span | undefined;
	readonly value: Span;
}

type Children = ReadonlyMap<string | number, Child>;

/** A collection on several lines, or longer than this, is shown by how it begins. */
const LONG = 160;

export class JsonPlaces {
	readonly #text: string;
	readonly #root: Span;
	readonly #children = new Map<number, Children>();

	/** @param from where the value begins; spaces before it don't matter */
	constructor(text: string, from: number) {
		this.#text = text;
		const start = skipSpace(text, from);
		this.#root = { start, end: skipValue(text, start) };
	}

	/** The value itself where it is short; a long one's key, or its beginning. Of what isn't there the nearest node around it. */
	place(pointer: Pointer): Span {
		const { key, value } = this.#find(pointer);
		if (!this.#isLong(value)) return value;
		return key ?? this.#beginning(value);
	}

	/** The whole of a node with its key. */
	extent(pointer: Pointer): Span {
		const { key, value } = this.#find(pointer);
		return { start: key?.start ?? value.start, end: value.end };
	}

	#find(pointer: Pointer): Child {
		let found: Child = { key: undefined, value: this.#root };
		for (const step of pointer) {
			const child = this.#childrenOf(found.value).get(step);
			if (child === undefined) break;
			found = child;
		}
		return found;
	}

	#isLong({ start, end }: Span): boolean {
		const first = this.#text[start];
		if (first !== "{" && first !== "[") return false;
		if (end - start > LONG) return true;
		const line = this.#text.indexOf("\n", start);
		return line !== -1 && line < end;
	}

	#beginning(span: Span): Span {
		const [first] = this.#childrenOf(span).values();
		if (first === undefined) return span;
		if (this.#isLong(first.value)) return first.key ?? this.#beginning(first.value);
		return { start: first.key?.start ?? first.value.start, end: first.value.end };
	}

	#childrenOf({ start }: Span): Children {
		let known = this.#children.get(start);
		if (known === undefined) {
			known = childrenAt(this.#text, start);
			this.#children.set(start, known);
		}
		return known;
	}
}

function childrenAt(text: string, start: number): Children {
	const children = new Map<string | number, Child>();
	const first = text[start];
	if (first !== "{" && first !== "[") return children;
	let at = skipSpace(text, start + 1);
	while (at < text.length && text[at] !== "}" && text[at] !== "]") {
		let key: Span | undefined;
		if (first === "{") {
			key = { start: at, end: skipString(text, at) };
			at = skipSpace(text, skipSpace(text, key.end) + 1);
		}
		const value = { start: at, end: skipValue(text, at) };
		// Of a key that stands twice the last counts.
		children.set(key === undefined ? children.size : nameAt(text, key), { key, value });
		at = skipSpace(text, value.end);
		if (text[at] === ",") at = skipSpace(text, at + 1);
	}
	return children;
}

function nameAt(text: string, { start, end }: Span): string {
	const written = text.slice(start + 1, end - 1);
	return written.includes("\\") ? (JSON.parse(`"${written}"`) as string) : written;
}

/** The end of the value that begins at an offset; the end of the text where it isn't complete. */
export function skipValue(text: string, start: number): number {
	const first = text.charCodeAt(start);
	if (first === QUOTE) return skipString(text, start);
	if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
		let at = start;
		while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++;
		return Math.max(at, Math.min(start + 1, text.length));
	}
	let depth = 0;
	for (let at = start; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit === QUOTE) at = skipString(text, at) - 1;
		else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) depth++;
		else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) {
			depth--;
			if (depth === 0) return at + 1;
		}
	}
	return text.length;
}

function skipString(text: string, start: number): number {
	for (let from = start + 1; ; ) {
		const end = text.indexOf('"', from);
		if (end === -1) return text.length;
		let back = end;
		while (text.charCodeAt(back - 1) === BACKSLASH) back--;
		if ((end - back) % 2 === 0) return end + 1;
		from = end + 1;
	}
}

/** The next offset that holds no space; `\ufeff` is one, for a text may begin with it. */
export function skipSpace(text: string, start: number): number {
	let at = start;
	while (at < text.length && isSpace(text.charCodeAt(at))) at++;
	return at;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const isSpace = (unit: number): boolean =>
	unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09 || unit === 0xfeff;
const isDelimiter = (unit: number): boolean =>
	isSpace(unit) || unit === 0x2c || unit === CLOSE_BRACE || unit === CLOSE_BRACKET;
