/** From a span in a JSON text to the way to the node that stands there, and how people write it. */
import { skipSpace, skipValue } from "../../documents/json/jsonPlaces.ts";
import type { Span } from "../../text/span.ts";

type Path = readonly (string | number)[];

/**
 * The innermost node around a span. A long node is marked by how it begins: a span that begins with a key and goes on past it, or is the first
 * key there, stands for what holds the key.
 */
export function pathAt(text: string, span: Span): Path {
	const path: (string | number)[] = [];
	let start = skipSpace(text, 0);
	for (;;) {
		const found = childAround(text, start, span);
		if (found === undefined) return path;
		const { key, keyEnd, value, isFirst } = found;
		if (keyEnd !== undefined && span.start < keyEnd) return span.end > keyEnd || isFirst ? path : [...path, key];
		path.push(key);
		start = value;
	}
}

interface Child {
	readonly key: string | number;
	readonly keyEnd: number | undefined;
	readonly value: number;
	readonly isFirst: boolean;
}

function childAround(text: string, start: number, span: Span): Child | undefined {
	const first = text[start];
	if (first !== "{" && first !== "[") return undefined;
	let index = 0;
	for (let at = skipSpace(text, start + 1); at < text.length && text[at] !== "}" && text[at] !== "]"; index++) {
		const from = at;
		const keyEnd = first === "{" ? skipValue(text, at) : undefined;
		const value = keyEnd === undefined ? at : skipSpace(text, skipSpace(text, keyEnd) + 1);
		const end = skipValue(text, value);
		if (span.start >= from && span.start < end && span.end <= end) {
			const key = keyEnd === undefined ? index : (JSON.parse(text.slice(from, keyEnd)) as string);
			return { key, keyEnd, value, isFirst: index === 0 };
		}
		at = skipSpace(text, end);
		if (text[at] === ",") at = skipSpace(text, at + 1);
	}
	return undefined;
}

/** `spec.containers[0].image`, as kubectl writes it; keys that are no words in brackets. */
export function pathText(path: Path): string {
	return path
		.map((step, index) => {
			if (typeof step === "number") return `[${step}]`;
			if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
			return index === 0 ? step : `.${step}`;
		})
		.join("");
}
