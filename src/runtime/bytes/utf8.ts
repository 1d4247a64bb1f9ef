/** Text to UTF-8 and back. Bytes that are no UTF-8 become U+FFFD, one for each byte, as Go has it; nothing throws. */

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const toUtf8 = (text: string): Uint8Array => encoder.encode(text);

export function fromUtf8(bytes: Uint8Array): string {
	try {
		return strict.decode(bytes);
	} catch {
		return decodeTolerantly(bytes);
	}
}

/** TextDecoder would make one U+FFFD of several bytes that begin a character. */
function decodeTolerantly(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; ) {
		const size = sizeFrom(bytes[at]!);
		try {
			if (at + size > bytes.length) throw undefined;
			text += strict.decode(bytes.subarray(at, at + size));
			at += size;
		} catch {
			text += "\ufffd";
			at++;
		}
	}
	return text;
}

const sizeFrom = (first: number): number => (first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);

/** A text of one character for each byte, for bytes that are ASCII or Latin-1. */
export function toCharacters(bytes: Uint8Array): string {
	let text = "";
	// More arguments than some ten thousand overflow the stack.
	for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return text;
}
