/** Finds the blocks of PEM in a text (RFC 7468), as leniently as Go's encoding/pem. Takes a text of one character a byte. */
import { BuiltinError } from "../builtins/builtin.ts";
import { fromBase64, standardAlphabet } from "../bytes/base64.ts";

export interface PemBlock {
	/** What follows BEGIN: `CERTIFICATE`. */
	readonly type: string;
	readonly bytes: Uint8Array;
	/** The text after the block. */
	readonly rest: string;
}

const beginMark = "-----BEGIN ";
const endMark = "\n-----END ";
const dashes = "-----";

/** The first block; undefined where there is none. What stands before it is passed over. */
export function readPem(text: string): PemBlock | undefined {
	for (let from = 0; ; ) {
		const end = text.indexOf(endMark, from);
		if (end === -1) return undefined;
		// The last BEGIN before an END counts: those before it have lost theirs.
		const within = text.slice(from, end).lastIndexOf(beginMark);
		const begin = from + within;
		if (within !== -1 && (within === 0 || text[begin - 1] === "\n")) {
			const block = blockBetween(text, begin, end);
			if (block !== undefined) return block;
		}
		from = end + endMark.length;
	}
}

function blockBetween(text: string, begin: number, end: number): PemBlock | undefined {
	const first = lineAt(text, begin + beginMark.length);
	if (!first.line.endsWith(dashes)) return undefined;
	const type = first.line.slice(0, -dashes.length);
	let body = first.next;
	for (let line = lineAt(text, body); line.line.includes(":"); line = lineAt(text, body)) body = line.next;
	if (body > first.next && end < body) return undefined;
	const last = lineAt(text, end + endMark.length);
	if (last.line !== type + dashes) return undefined;
	const bytes = decoded(text.slice(body, Math.max(body, end)));
	return bytes && { type, bytes, rest: text.slice(last.next) };
}

/** A line without the spaces at its end, and where the next one starts. */
function lineAt(text: string, start: number): { readonly line: string; readonly next: number } {
	const feed = text.indexOf("\n", start);
	const end = feed === -1 ? text.length : feed;
	let last = feed !== -1 && text[end - 1] === "\r" && end > start ? end - 1 : end;
	while (last > start && (text[last - 1] === " " || text[last - 1] === "\t")) last--;
	return { line: text.slice(start, last), next: feed === -1 ? end : feed + 1 };
}

function decoded(body: string): Uint8Array | undefined {
	try {
		return fromBase64(body.replace(/[ \t]+/g, ""), standardAlphabet);
	} catch (error) {
		if (error instanceof BuiltinError) return undefined;
		throw error;
	}
}
