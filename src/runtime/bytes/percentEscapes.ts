/** `%41` for `A`: escapes and back, over bytes, for the parts of URLs. Go: net/url. */
import { failure } from "../builtins/builtin.ts";
import { quote } from "../values/quote.ts";
import { hexDigit } from "./hex.ts";
import { fromUtf8, toUtf8 } from "./utf8.ts";

const percent = 0x25;
const plus = 0x2b;

/** Escapes all but letters, digits and `safe`; a space becomes `+` if `plusForSpace`. */
export function escapePercent(text: string, safe: string, plusForSpace: boolean): string {
	let escaped = "";
	for (const byte of toUtf8(text)) {
		const character = String.fromCharCode(byte);
		if (byte === 0x20 && plusForSpace) escaped += "+";
		else if (/^[0-9A-Za-z]$/.test(character) || safe.includes(character)) escaped += character;
		else escaped += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
	}
	return escaped;
}

/** Undoes escapes. Throws BuiltinError (`invalid URL escape "%zz"`) where `%` isn't followed by two digits. */
export function unescapePercent(text: string, plusForSpace: boolean): string {
	if (!text.includes("%")) return plusForSpace ? text.replaceAll("+", " ") : text;
	const bytes = toUtf8(text);
	let size = 0;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!;
		if (byte === percent) {
			const [high, low] = [hexDigit(bytes[at + 1] ?? 0), hexDigit(bytes[at + 2] ?? 0)];
			if (high < 0 || low < 0) throw invalidEscape(fromUtf8(bytes.subarray(at, at + 3)));
			bytes[size++] = (high << 4) | low;
			at += 2;
		} else bytes[size++] = byte === plus && plusForSpace ? 0x20 : byte;
	}
	return fromUtf8(bytes.subarray(0, size));
}

export const invalidEscape = (sequence: string) => failure(`invalid URL escape ${quote(sequence)}`);
