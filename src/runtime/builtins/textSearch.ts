/** Looking for strings in strings. Positions count code points. */
import type { RegoSet } from "../values/regoSet.ts";
import { runeCount, runeIndex, runes } from "../values/runes.ts";
import type { Value } from "../values/value.ts";
import { type BuiltinContext, failure } from "./builtin.ts";
import { stringsOperand } from "./operands.ts";

export type Strings = readonly Value[] | RegoSet;

/** Every place where a text stands, overlapping ones too, in code points. */
export function everyIndex(haystack: string, needle: string, context: BuiltinContext): readonly number[] {
	if (needle === "") throw failure("empty search character");
	const found: number[] = [];
	let units = haystack.indexOf(needle);
	let index = runeIndex(haystack, Math.max(0, units));
	while (units !== -1) {
		context.spend(1);
		found.push(index);
		const next = haystack.indexOf(needle, units + 1);
		if (next !== -1) index += runeCount(haystack.slice(units, next));
		units = next;
	}
	return found;
}

/** The texts of an operand that is one string, or an array or set of strings. */
function texts(operand: string | Strings, position: number): readonly string[] {
	return typeof operand === "string" ? [operand] : stringsOperand(operand, position);
}

/** Whether one of the texts begins (or ends) with one of the affixes. */
export function anyAffix(
	search: string | Strings,
	base: string | Strings,
	atEnd: boolean,
	context: BuiltinContext,
): boolean {
	const all = texts(search, 1);
	const affixes = texts(base, 2);
	const fits = (text: string, affix: string): boolean => (atEnd ? text.endsWith(affix) : text.startsWith(affix));
	if (all.length * affixes.length < MANY) {
		context.spend(all.length * affixes.length * 0.25);
		return all.some((text) => affixes.some((affix) => fits(text, affix)));
	}
	// With many of both, cutting each text to each length that an affix has beats trying them all.
	const known = new Set(affixes);
	const lengths = [...new Set(affixes.map(({ length }) => length))];
	context.spend(affixes.length + all.length * lengths.length);
	return all.some((text) =>
		lengths.some(
			(length) => length <= text.length && known.has(atEnd ? text.slice(text.length - length) : text.slice(0, length)),
		),
	);
}

const MANY = 256;

/** How often a text stands in another, without overlaps; the empty text stands around every character. */
export function countOf(text: string, part: string): number {
	if (part === "") return runeCount(text) + 1;
	let count = 0;
	for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++;
	return count;
}

/** The parts between delimiters; the empty delimiter stands between all characters. */
export function split(text: string, delimiter: string, context: BuiltinContext): readonly string[] {
	const parts = delimiter === "" ? runes(text) : text.split(delimiter);
	context.spend(parts.length);
	return parts;
}
