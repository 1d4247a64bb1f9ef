/**
 * Bytes to text, as every reader of this project wants it: UTF-8 (or UTF-16 with a byte order mark), the mark removed.
 */

/** What came of decoding: the text, or why these bytes are no text. */
export type Decoded =
	| { readonly text: string }
	| { readonly fault: "binary" | "not-utf8" /** byte offset of the first offending byte */; readonly at: number };

/** How much of a file decides whether it is binary, in bytes; the same as git looks at. */
const PROBE = 8000;

/** Whether a file that starts with these bytes is no text: as git decides it, or packed with gzip or zstd. */
export function isBinary(start: Uint8Array): boolean {
	const isGzip = start[0] === 0x1f && start[1] === 0x8b;
	const isZstd = start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd;
	return isGzip || isZstd || start.subarray(0, PROBE).includes(0);
}

/**
 * Decodes a file's bytes.
 * A NUL byte near the start means binary (as git decides it); bytes that are no UTF-8 are named by their offset.
 */
export function decode(bytes: Uint8Array): Decoded {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes) };
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: swapped(bytes) };
	const nul = bytes.subarray(0, PROBE).indexOf(0);
	if (nul !== -1) return { fault: "binary", at: nul };
	try {
		return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
	} catch {
		return { fault: "not-utf8", at: firstFault(bytes) };
	}
}

// TextDecoder knows utf-16be only where ICU is whole; swapping the bytes works everywhere.
function swapped(bytes: Uint8Array): string {
	const out = new Uint8Array(bytes.length & ~1);
	for (let at = 0; at + 1 < bytes.length; at += 2) {
		out[at] = bytes[at + 1] as number;
		out[at + 1] = bytes[at] as number;
	}
	return new TextDecoder("utf-16le").decode(out);
}

/** The longest prefix that decodes, by bisection: decoding is fast, and this runs only for broken files. */
function firstFault(bytes: Uint8Array): number {
	let good = 0;
	let bad = bytes.length;
	while (bad - good > 1) {
		const middle = (good + bad) >> 1;
		// A prefix may end inside a character, so only its whole characters count (stream: true).
		try {
			new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
			good = middle;
		} catch {
			bad = middle;
		}
	}
	return startOfCharacter(bytes, good);
}

/** Where the character begins that is cut off at `end`; `end` itself where none is. */
function startOfCharacter(bytes: Uint8Array, end: number): number {
	for (let back = 1; back <= Math.min(3, end); back++) {
		const byte = bytes[end - back] as number;
		if (byte < 0x80) break;
		if (byte < 0xc0) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		return back < length ? end - back : end;
	}
	return end;
}
