/** Bytes as pairs of hexadecimal digits. Go: encoding/hex. */
import { failure } from "../builtins/builtin.ts";
import { toUtf8 } from "./utf8.ts";

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += pairs[byte];
	return text;
}

/** The value of a digit's character code; -1 for anything else. */
export function hexDigit(code: number): number {
	if (code >= 0x30 && code <= 0x39) return code - 0x30;
	const letter = code | 0x20;
	return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Throws BuiltinError for what is no digit, or one digit too many. */
export function fromHex(text: string): Uint8Array {
	const digits = toUtf8(text);
	for (const byte of digits) if (hexDigit(byte) < 0) throw failure(`encoding/hex: invalid byte: ${described(byte)}`);
	if (digits.length % 2 === 1) throw failure("encoding/hex: odd length hex string");
	return Uint8Array.from({ length: digits.length / 2 }, (_, at) => {
		return (hexDigit(digits[at * 2]!) << 4) | hexDigit(digits[at * 2 + 1]!);
	});
}

/** As Go's `%#U`: the character itself follows where it can be seen. */
function described(byte: number): string {
	const code = `U+${byte.toString(16).toUpperCase().padStart(4, "0")}`;
	const character = String.fromCharCode(byte);
	return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character) ? `${code} '${character}'` : code;
}
