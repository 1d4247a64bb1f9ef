/** The JSON form of arguments: `["a", "b"]`, with the place of each string. */
import type { Span } from "../../text/span.ts";

export interface PlacedString extends Span {
	readonly value: string;
}

/** The strings; or why it is no array of strings: no JSON at all (then it is text), or JSON of something else (then it is an error). */
export type Strings = { readonly strings: readonly PlacedString[] } | { readonly fault: "text" | "not-strings" };

export function readStrings(text: string, from: number): Strings {
	let values: unknown;
	if (text[from] !== "[") return { fault: "text" };
	try {
		values = JSON.parse(text.slice(from));
	} catch {
		return { fault: "text" };
	}
	if (!Array.isArray(values)) return { fault: "text" };
	if (!values.every((value) => typeof value === "string")) return { fault: "not-strings" };
	// It is well-formed JSON, so the strings are what stands between quotes that no backslash precedes.
	const strings: PlacedString[] = [];
	let at = from;
	for (const value of values as string[]) {
		const start = text.indexOf('"', at);
		let end = start + 1;
		while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
		strings.push({ value, start: start + 1, end });
		at = end + 1;
	}
	return { strings };
}
