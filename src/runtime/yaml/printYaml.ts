/**
 * Writes a value of JSON as YAML, the way Go's yaml.v3 does: block style by two spaces, keys in natural order, texts plain
 * where that is read back as the same text. Takes plain JSON values only (no sets, keys are strings).
 */
import { ExactNumber } from "../values/exactNumber.ts";
import { visitToWrite } from "../values/meter.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { compareKeys } from "./compareKeys.ts";
import { plainScalar } from "./plainScalar.ts";

export function printYaml(value: Value): string {
	return isFilled(value) ? block(value, 0) : `${inline(value, 0)}\n`.replace(/\n\n$/, "\n");
}

type Filled = readonly Value[] | PlainObject;

/** An array or object with something in it: those without are written on the line. */
function isFilled(value: Value): value is Filled {
	return (
		typeof value === "object" && value !== null && !(value instanceof ExactNumber) && Object.keys(value).length > 0
	);
}

/** Lines of a collection, each with its indent and line end. */
function block(value: Filled, indent: number): string {
	visitToWrite();
	const pad = " ".repeat(indent);
	if (Array.isArray(value)) {
		return (value as readonly Value[]).map((item) => `${pad}-${afterMark(item, indent)}`).join("");
	}
	const object = value as PlainObject;
	return Object.keys(object)
		.sort(compareKeys)
		.map((key) => {
			const member = object[key]!;
			const keyText = textScalar(key, indent);
			if (isSimpleKey(key)) return `${pad}${keyText}:${afterKey(member, indent)}`;
			return `${line(`${pad}? ${keyText}`)}${pad}:${afterMark(member, indent)}`;
		})
		.join("");
}

/** Longer ones, and those of several lines, need a question mark before them. */
const isSimpleKey = (key: string): boolean => new TextEncoder().encode(key).length <= 128 && !/[\n\r]/.test(key);

const afterKey = (value: Value, indent: number): string =>
	isFilled(value) ? `\n${block(value, indent + 2)}` : line(` ${inline(value, indent)}`);

/** After a dash a collection begins on the same line. */
const afterMark = (value: Value, indent: number): string =>
	isFilled(value) ? ` ${block(value, indent + 2).trimStart()}` : line(` ${inline(value, indent)}`);

/** With a line end, which a literal text may have already. */
const line = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);

function inline(value: Value, indent: number): string {
	if (typeof value === "string") return textScalar(value, indent);
	if (typeof value === "number") return numberScalar(String(value));
	if (value instanceof ExactNumber) return numberScalar(value.text);
	if (typeof value === "object" && value !== null) return Array.isArray(value) ? "[]" : "{}";
	return String(value);
}

/** Integers as they are, all else as a double in Go's shortest form. */
function numberScalar(text: string): string {
	const plain = plainScalar(text);
	if (plain.tag !== "float") return text;
	return goDouble(plain.value, text.startsWith("-"));
}

/** Go's `%g`: with an exponent below -4 and from 6 on, zeros at its beginning included. */
function goDouble(double: number, negative: boolean): string {
	if (double === 0) return negative ? "-0" : "0";
	const [digits = "", exponentText = ""] = double.toExponential().split("e");
	const exponent = Number(exponentText);
	if (exponent >= -4 && exponent < 6) return String(double);
	return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** A text in the first of the styles that it can have: literal for several lines, plain, single quotes, double quotes. */
function textScalar(text: string, indent: number): string {
	const allowed = allowedStyles(text);
	if (text.includes("\n")) return allowed.literal ? literal(text, indent) : doubleQuoted(text);
	const { tag } = plainScalar(text);
	if ((tag !== "string" && tag !== "merge") || isOldScalar(text)) return doubleQuoted(text);
	if (allowed.plain) return text;
	return allowed.single ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
}

/** What YAML 1.1 read as a boolean or as a number of base 60. */
const isOldScalar = (text: string): boolean =>
	/^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(text) ||
	/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);

/** The rules of libyaml's emitter for what may stand where. */
function allowedStyles(text: string): { readonly plain: boolean; readonly single: boolean; readonly literal: boolean } {
	const special = unprintable.test(text);
	const indicators =
		/^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))/.test(text) || /:(?:[ \t\n]|$)|[ \t\n]#/.test(text);
	const single = !special && !/ \n|\n |\t/.test(text);
	return {
		plain: single && !indicators && !/^ | $|\n/.test(text),
		single,
		literal: !special && !/ \n| $/.test(text),
	};
}

/**
 * Characters that have to be escaped: controls, the byte order mark, all outside the BMP. And line ends other than \n,
 * which would not be read back as they were.
 */
const unprintable = /[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

function literal(text: string, indent: number): string {
	const pad = " ".repeat(indent + 2);
	const hint = /^[ \n]/.test(text) ? "2" : "";
	const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
	const lines = text.replace(/\n$/, "").split("\n");
	const body = text === "\n" ? [""] : lines.map((content) => (content === "" ? "" : pad + content));
	return `|${hint}${chomp}\n${body.join("\n")}\n`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
	['"', '\\"'],
	["\\", "\\\\"],
	["\0", "\\0"],
	["\x07", "\\a"],
	["\b", "\\b"],
	["\t", "\\t"],
	["\n", "\\n"],
	["\v", "\\v"],
	["\f", "\\f"],
	["\r", "\\r"],
	["\x1b", "\\e"],
	["\u0085", "\\N"],
	["\u2028", "\\L"],
	["\u2029", "\\P"],
]);

function doubleQuoted(text: string): string {
	let quoted = "";
	for (const character of text) {
		const short = shortEscapes.get(character);
		if (short !== undefined) quoted += short;
		else quoted += unprintable.test(character) ? escaped(character.codePointAt(0)!) : character;
	}
	return `"${quoted}"`;
}

function escaped(point: number): string {
	const hex = point.toString(16).toUpperCase();
	if (point <= 0xff) return `\\x${hex.padStart(2, "0")}`;
	return point <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
