/**
 * Base64 in its two alphabets (RFC 4648), with Go's rules: line ends within the text are skipped, unused bits at the end are
 * not looked at, and errors name the byte. Go: encoding/base64.
 */
import { failure } from "../builtins/builtin.ts";
import { fromUtf8, toUtf8 } from "./utf8.ts";

const common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export interface Base64Alphabet {
	readonly digits: Uint8Array;
	/** For each character code below 128 its value, -1 where it has none. */
	readonly values: Int8Array;
}

const alphabet = (lastTwo: string): Base64Alphabet => {
	const values = new Int8Array(128).fill(-1);
	const digits = Uint8Array.from(common + lastTwo, (digit, value) => {
		values[digit.charCodeAt(0)] = value;
		return digit.charCodeAt(0);
	});
	return { digits, values };
};

export const standardAlphabet = alphabet("+/");
export const urlAlphabet = alphabet("-_");

const equalsSign = 0x3d;

export function toBase64(bytes: Uint8Array, { digits }: Base64Alphabet, padded: boolean): string {
	const encoded = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(equalsSign);
	let to = 0;
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		encoded[to++] = digits[group >> 18]!;
		encoded[to++] = digits[(group >> 12) & 63]!;
		if (left > 1) encoded[to++] = digits[(group >> 6) & 63]!;
		if (left > 2) encoded[to++] = digits[group & 63]!;
	}
	return fromUtf8(padded ? encoded : encoded.subarray(0, to));
}

/** Takes text for URLs, padded or not. Throws BuiltinError. */
export function fromBase64Url(text: string): Uint8Array {
	if (text.endsWith("=")) return fromBase64(text, urlAlphabet);
	const length = toUtf8(text).length;
	if (length % 4 === 1) throw failure(`illegal base64url string: ${text}`);
	return fromBase64(text + "=".repeat(-length & 3), urlAlphabet);
}

/** Takes padded text. Throws BuiltinError naming the byte that can't be. */
export function fromBase64(text: string, { values }: Base64Alphabet): Uint8Array {
	const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
	let size = 0;
	let group = 0;
	let filled = 0;
	const atByte = (at: number) => failure(`illegal base64 data at input byte ${at}`);
	const afterLineEnds = (at: number): number => {
		while (text.charCodeAt(at) === 0x0a || text.charCodeAt(at) === 0x0d) at++;
		return at;
	};
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		const value = code < 128 ? values[code]! : -1;
		if (value >= 0) {
			group = (group << 6) | value;
			if (++filled === 4) {
				bytes[size++] = group >> 16;
				bytes[size++] = group >> 8;
				bytes[size++] = group;
				group = filled = 0;
			}
			continue;
		}
		if (code === 0x0a || code === 0x0d) continue;
		if (code !== equalsSign || filled < 2) throw atByte(at);
		let end = afterLineEnds(at + 1);
		if (filled === 2) {
			if (end === text.length) throw atByte(end);
			if (text.charCodeAt(end) !== equalsSign) throw atByte(end - 1);
			end = afterLineEnds(end + 1);
		}
		if (end < text.length) throw atByte(end);
		if (filled === 2) bytes[size++] = group >> 4;
		else {
			bytes[size++] = group >> 10;
			bytes[size++] = group >> 2;
		}
		return bytes.subarray(0, size);
	}
	// Text ended within a group, without its padding.
	if (filled > 0) throw atByte(text.length - filled);
	return bytes.subarray(0, size);
}
