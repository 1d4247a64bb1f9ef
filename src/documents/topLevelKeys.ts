/** A quick look at the start of a JSON text, for detection: which keys the outermost object has, without parsing the rest. */

/** What a JSON text begins with, as far as its start tells. */
export interface JsonOutline {
	readonly shape: "object" | "array";
	/** Keys of the object; for an array those of its first element, where that is an object. */
	readonly keys: ReadonlySet<string>;
}

const string = /"(?:[^"\\]|\\.)*"/y;

/** The text that was looked at last: one kind after the other asks about the same. */
let last: { readonly head: string; readonly outline: JsonOutline | undefined } | undefined;

/** The outline of a text's start; undefined where it doesn't begin as a JSON object or array. A cut-off end does no harm. */
export function topLevelKeys(head: string): JsonOutline | undefined {
	if (last?.head !== head) last = { head, outline: outlineOf(head) };
	return last.outline;
}

function outlineOf(head: string): JsonOutline | undefined {
	const first = /^\ufeff?\s*([{[])/.exec(head);
	if (first === null) return undefined;
	const shape = first[1] === "{" ? "object" : "array";
	const level = shape === "object" ? 1 : 2;
	const keys = new Set<string>();
	let depth = 0;
	for (let at = first[0].length - 1; at < head.length; at++) {
		const code = head.charAt(at);
		if (code === "{" || code === "[") depth++;
		else if (code === "}" || code === "]") {
			depth--;
			if (depth < level && (shape === "object" || depth >= 1)) break;
		} else if (code === '"') {
			string.lastIndex = at;
			const found = string.exec(head);
			if (found === null) break;
			at += found[0].length - 1;
			if (depth === level && /^\s*:/.test(head.slice(at + 1, at + 20))) keys.add(found[0].slice(1, -1));
		}
	}
	return { shape, keys };
}
