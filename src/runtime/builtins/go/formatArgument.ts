/** One argument of Go's fmt by one verb, with flags, width and precision. Go docs: package fmt, Printing. */
import { quote, quoteAscii } from "../../values/quote.ts";
import { runeCount, runes } from "../../values/runes.ts";
import { type FloatFormat, formatFloat, SHORTEST } from "./formatFloat.ts";

/** An argument with the Go type that it has in OPA. `big` is beyond 64 bits. `named` prints as its text whatever its kind. */
export type GoArgument =
	| { readonly kind: "string"; readonly value: string; readonly type?: string }
	| { readonly kind: "int"; readonly value: bigint; readonly type?: string }
	| { readonly kind: "float"; readonly value: number }
	| { readonly kind: "big"; readonly value: bigint }
	| { readonly kind: "bool"; readonly value: boolean }
	| { readonly kind: "nil" };

/** What stands between the `%` and the verb. */
export interface Flags {
	plus: boolean;
	minus: boolean;
	sharp: boolean;
	space: boolean;
	zero: boolean;
	/** `%#v`: Go syntax. */
	goSyntax: boolean;
	width: number | undefined;
	precision: number | undefined;
}

export const noFlags = (): Flags => ({
	plus: false,
	minus: false,
	sharp: false,
	space: false,
	zero: false,
	goSyntax: false,
	width: undefined,
	precision: undefined,
});

/** The name of an argument's Go type. */
export function goType(arg: GoArgument): string {
	switch (arg.kind) {
		case "int":
			return arg.type ?? "int64";
		case "float":
			return "float64";
		case "big":
			return "*big.Int";
		case "string":
			return arg.type ?? "string";
		case "bool":
			return "bool";
		case "nil":
			return "<nil>";
	}
}

/** `type=value`, as notes on misfits show an argument. */
export const typed = (arg: GoArgument, flags: Flags): string => `${goType(arg)}=${formatArgument(arg, "v", flags)}`;

/** One argument by one verb. */
export function formatArgument(arg: GoArgument, verb: string, flags: Flags): string {
	if (arg.kind === "nil") return verb === "v" || verb === "T" ? pad("<nil>", flags) : `%!${verb}(<nil>)`;
	if (verb === "T") return formatString(goType(arg), flags);
	switch (arg.kind) {
		case "string":
			return stringVerb(arg, verb, flags);
		case "int":
			return integerVerb(arg, verb, flags);
		case "float":
			return floatVerb(arg, verb, flags);
		case "big":
			return bigVerb(arg.value, verb, flags);
		case "bool":
			return verb === "t" || verb === "v" ? pad(String(arg.value), flags) : badVerb(arg, verb, flags);
	}
}

const badVerb = (arg: GoArgument, verb: string, flags: Flags): string => `%!${verb}(${typed(arg, flags)})`;

// ── Padding ──────────────────────────────────────────────────────────────────────────────────────────────────────

function padding(count: number, { zero, minus }: Flags): string {
	return count <= 0 ? "" : (zero && !minus ? "0" : " ").repeat(count);
}

function pad(text: string, flags: Flags): string {
	if (flags.width === undefined) return text;
	const fill = padding(flags.width - runeCount(text), flags);
	return flags.minus ? text + fill : fill + text;
}

// ── Strings ──────────────────────────────────────────────────────────────────────────────────────────────────────

function stringVerb(arg: GoArgument & { readonly kind: "string" }, verb: string, flags: Flags): string {
	switch (verb) {
		case "v":
			return flags.goSyntax ? quoted(arg.value, flags) : formatString(arg.value, flags);
		case "s":
			return formatString(arg.value, flags);
		case "q":
			return quoted(arg.value, flags);
		case "x":
			return hexBytes(arg.value, "x", flags);
		case "X":
			return hexBytes(arg.value, "X", flags);
		default:
			return badVerb(arg, verb, flags);
	}
}

function truncated(text: string, { precision }: Flags): string {
	return precision === undefined || text.length <= precision ? text : runes(text).slice(0, precision).join("");
}

const formatString = (text: string, flags: Flags): string => pad(truncated(text, flags), flags);

/** What can't stand in a raw string: a backtick, and control characters but for the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const notRaw = /[`\0-\x08\x0a-\x1f\x7f\ufeff]/;

function quoted(text: string, flags: Flags): string {
	const shown = truncated(text, flags);
	if (flags.sharp && !notRaw.test(shown)) return pad(`\`${shown}\``, flags);
	return pad(flags.plus ? quoteAscii(shown) : quote(shown), flags);
}

const utf8 = new TextEncoder();

function hexBytes(text: string, mark: "x" | "X", flags: Flags): string {
	const bytes = utf8.encode(text);
	const { precision, width = 0 } = flags;
	const shown = bytes.subarray(0, precision === undefined ? bytes.length : precision);
	if (shown.length === 0) return padding(width, flags);
	const prefix = flags.sharp ? `0${mark}` : "";
	const digits = Array.from(shown, (byte) => byte.toString(16).padStart(2, "0"));
	const joined = flags.space ? digits.map((pair) => prefix + pair).join(" ") : prefix + digits.join("");
	const encoded = mark === "X" ? joined.toUpperCase() : joined;
	const fill = padding(width - encoded.length, flags);
	return flags.minus ? encoded + fill : fill + encoded;
}

// ── Integers ─────────────────────────────────────────────────────────────────────────────────────────────────────

const radixes: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function integerVerb(arg: GoArgument & { readonly kind: "int" }, verb: string, flags: Flags): string {
	const radix = Object.hasOwn(radixes, verb) ? radixes[verb] : undefined;
	if (radix !== undefined) return formatInteger(arg.value, radix, verb, flags);
	switch (verb) {
		case "c":
			return pad(runeOf(arg.value), flags);
		case "q":
			return pad(quoteRune(runeOf(arg.value), flags.plus), flags);
		case "U":
			return unicode(BigInt.asUintN(64, arg.value), flags);
		default:
			return badVerb(arg, verb, flags);
	}
}

function formatInteger(value: bigint, radix: number, verb: string, flags: Flags): string {
	const negative = value < 0n;
	let digits = (negative ? -value : value).toString(radix);
	if (verb === "X") digits = digits.toUpperCase();
	let least = 0;
	if (flags.precision !== undefined) {
		least = flags.precision;
		if (least === 0 && value === 0n) return padding(flags.width ?? 0, { ...flags, zero: false });
	} else if (flags.zero && !flags.minus && flags.width !== undefined) {
		least = flags.width - (negative || flags.plus || flags.space ? 1 : 0);
	}
	let text = digits.padStart(least, "0");
	if (flags.sharp) {
		if (radix === 2) text = `0b${text}`;
		else if (radix === 8 && !text.startsWith("0")) text = `0${text}`;
		else if (radix === 16) text = `0${verb}${text}`;
	}
	if (verb === "O") text = `0o${text}`;
	const sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
	return pad(sign + text, { ...flags, zero: false });
}

const REPLACEMENT = "\ufffd";

/** The character of a code, or the replacement character for what is none. */
function runeOf(code: bigint): string {
	if (code < 0n || code > 0x10ffffn || (code >= 0xd800n && code <= 0xdfffn)) return REPLACEMENT;
	return String.fromCodePoint(Number(code));
}

function quoteRune(character: string, ascii: boolean): string {
	if (character === "'") return "'\\''";
	if (character === '"') return "'\"'";
	return `'${(ascii ? quoteAscii(character) : quote(character)).slice(1, -1)}'`;
}

function unicode(code: bigint, flags: Flags): string {
	const digits = code
		.toString(16)
		.toUpperCase()
		.padStart(Math.max(4, flags.precision ?? 0), "0");
	const character = code <= 0x10ffffn ? runeOf(code) : undefined;
	const visible = character !== undefined && !(code >= 0xd800n && code <= 0xdfffn) && isPrintable(character);
	const shown = flags.sharp && visible ? ` '${character}'` : "";
	return pad(`U+${digits}${shown}`, { ...flags, zero: false });
}

const isPrintable = (character: string): boolean =>
	character === '"' || character === "\\" || quote(character) === `"${character}"`;

/** Integers beyond 64 bits format themselves, a little differently. Go: big.Int.Format. */
function bigVerb(value: bigint, verb: string, flags: Flags): string {
	const radix = verb === "s" ? 10 : Object.hasOwn(radixes, verb) ? radixes[verb] : undefined;
	if (radix === undefined) return `%!${verb}(big.Int=${value})`;
	const sign = value < 0n ? "-" : flags.plus ? "+" : flags.space ? " " : "";
	const prefixes: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };
	const marked = flags.sharp || flags.goSyntax;
	const prefix = verb === "O" ? "0o" : marked && Object.hasOwn(prefixes, verb) ? (prefixes[verb] as string) : "";
	let digits = (value < 0n ? -value : value).toString(radix);
	if (verb === "X") digits = digits.toUpperCase();
	digits = digits.padStart(flags.precision ?? 0, "0");
	const missing = (flags.width ?? 0) - sign.length - prefix.length - digits.length;
	if (missing <= 0) return sign + prefix + digits;
	if (flags.minus) return sign + prefix + digits + " ".repeat(missing);
	if (flags.zero && flags.precision === undefined) return sign + prefix + "0".repeat(missing) + digits;
	return " ".repeat(missing) + sign + prefix + digits;
}

// ── Floats ───────────────────────────────────────────────────────────────────────────────────────────────────────

function floatVerb(arg: GoArgument & { readonly kind: "float" }, verb: string, flags: Flags): string {
	switch (verb) {
		case "v":
			return formatDouble(arg.value, "g", SHORTEST, flags);
		case "b":
		case "g":
		case "G":
		case "x":
		case "X":
			return formatDouble(arg.value, verb, SHORTEST, flags);
		case "f":
		case "F":
			return formatDouble(arg.value, "f", 6, flags);
		case "e":
		case "E":
			return formatDouble(arg.value, verb, 6, flags);
		default:
			return badVerb(arg, verb, flags);
	}
}

function formatDouble(value: number, format: FloatFormat, usual: number, flags: Flags): string {
	const precision = flags.precision ?? usual;
	let text = formatFloat(value, format, precision);
	const negative = text.startsWith("-");
	if (negative) text = text.slice(1);
	if (flags.sharp && format !== "b") text = withPoint(text, format, precision);
	const sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
	if (sign !== "" && flags.zero && !flags.minus && flags.width !== undefined) {
		return sign + text.padStart(flags.width - 1, "0");
	}
	return pad(sign + text, flags);
}

/** `#` keeps the point, and for `g` the zeros at the end too. */
function withPoint(text: string, format: FloatFormat, precision: number): string {
	const hex = format === "x" || format === "X";
	const keepsZeros = format === "g" || format === "G" || format === "x";
	const mark = text.search(hex ? /[pP]/ : /[eE]/);
	const mantissa = mark === -1 ? text : text.slice(0, mark);
	const tail = mark === -1 ? "" : text.slice(mark);
	let missing = keepsZeros ? (precision === SHORTEST ? 6 : precision) : 0;
	const significant = mantissa.replace(".", "").replace(/^0+/, "");
	missing -= significant.length;
	const point = mantissa.includes(".") ? "" : ".";
	if (point !== "" && mantissa === "0") missing--;
	return mantissa + point + "0".repeat(Math.max(0, missing)) + tail;
}
