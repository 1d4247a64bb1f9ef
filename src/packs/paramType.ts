/** A parameter's type as a manifest writes it (`set[string]`, `object[string, array[number]]`), back to a type. */
import { any, arrayOf, boolean, nothing, number, objectOf, setOf, string, type Type } from "../runtime/types.ts";

const plain: Readonly<Record<string, Type>> = { any, null: nothing, boolean, number, string };

/** The type that a text names; the text comes from the compiler, so it is well-formed. */
export function paramType(text: string): Type {
	const [, name = "", inner] = /^\s*(\w+)(?:\[(.*)\])?\s*$/.exec(text) ?? [];
	const of = inner === undefined ? [] : topLevelParts(inner).map(paramType);
	if (name === "array") return arrayOf(of[0] ?? any);
	if (name === "set") return setOf(of[0] ?? any);
	if (name === "object") return objectOf(of[0] ?? any, of[1] ?? any);
	return plain[name] ?? any;
}

/** `string, array[a, b]` has two parts: commas in brackets belong to the part. */
function topLevelParts(text: string): string[] {
	const parts: string[] = [];
	let depth = 0;
	let start = 0;
	for (let at = 0; at < text.length; at++) {
		if (text[at] === "[") depth++;
		else if (text[at] === "]") depth--;
		else if (text[at] === "," && depth === 0) {
			parts.push(text.slice(start, at));
			start = at + 1;
		}
	}
	return [...parts, text.slice(start)];
}
