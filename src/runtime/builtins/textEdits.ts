/** Changes to strings: characters taken off, texts replaced, parts joined. What grows is paid for before it is made. */
import { runes } from "../values/runes.ts";
import { type BuiltinContext, LONGEST_TEXT, tooLong } from "./builtin.ts";

/** White space as Go's unicode.IsSpace has it: JavaScript's, but U+0085 is some and U+FEFF is none. */
const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const outerSpace = new RegExp(`^${space}+|(?<!${space})${space}+$`, "g");

/** Printable ASCII, which most strings begin and end with. */
const isSolid = (unit: number): boolean => unit > 0x20 && unit < 0x7f;

/** Takes white space off the start and the end. */
export function trimSpace(text: string): string {
	const isClean = isSolid(text.charCodeAt(0)) && isSolid(text.charCodeAt(text.length - 1));
	return isClean ? text : text.replace(outerSpace, "");
}

/** Takes characters of a set off the start, the end or both. */
export function trim(text: string, cutset: string, atStart: boolean, atEnd: boolean): string {
	let start = 0;
	let end = text.length;
	while (atStart && start < end) {
		const character = String.fromCodePoint(text.codePointAt(start) as number);
		if (!cutset.includes(character)) break;
		start += character.length;
	}
	while (atEnd && end > start) {
		const pair = end - 2 >= start && (text.charCodeAt(end - 1) & 0xfc00) === 0xdc00;
		const character = text.slice(pair ? end - 2 : end - 1, end);
		if (!cutset.includes(character)) break;
		end -= character.length;
	}
	return text.slice(start, end);
}

/** Replaces every occurrence of a text; the empty text stands around every character. */
export function replaceAll(text: string, old: string, replacement: string, context: BuiltinContext): string {
	if (old !== "") return join(text.split(old), replacement, context);
	const characters = runes(text);
	return join(["", ...characters, ""], replacement, context);
}

/** Joins texts; what comes out is paid for before it is made. */
export function join(parts: readonly string[], delimiter: string, context: BuiltinContext): string {
	let length = delimiter.length * Math.max(0, parts.length - 1);
	for (let i = 0; i < parts.length; i++) length += (parts[i] as string).length;
	context.spend(parts.length + length / 64);
	if (length > LONGEST_TEXT) throw tooLong();
	return parts.join(delimiter);
}

/** Replaces several texts in one go from left to right: where more than one stands, the first in order counts. */
export function replaceMany(
	text: string,
	pairs: readonly (readonly [string, string])[],
	context: BuiltinContext,
): string {
	const byFirst = new Map<number, (readonly [string, string])[]>();
	let atEmpty: string | undefined;
	for (const pair of pairs) {
		if (pair[0] === "") {
			atEmpty = pair[1];
			continue;
		}
		const first = pair[0].charCodeAt(0);
		const known = byFirst.get(first);
		if (known === undefined) byFirst.set(first, [pair]);
		else known.push(pair);
	}
	const parts: string[] = [];
	let last = 0;
	let at = 0;
	while (at <= text.length) {
		const candidates = byFirst.get(text.charCodeAt(at));
		context.spend(1 + (candidates?.length ?? 0));
		// The empty text stands before every character, and sorts before all others.
		if (atEmpty !== undefined) parts.push(text.slice(last, at), atEmpty);
		else if (candidates === undefined) {
			at++;
			continue;
		}
		if (atEmpty !== undefined) last = at;
		const match = candidates?.find(([old]) => text.startsWith(old, at));
		if (match === undefined) {
			at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
			continue;
		}
		parts.push(text.slice(last, at), match[1]);
		at += match[0].length;
		last = at;
	}
	parts.push(text.slice(last));
	return join(parts, "", context);
}
