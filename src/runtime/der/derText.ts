/** The kinds of text that names in certificates are written in. Takes an element, gives its text. */
import { type BuiltinError, failure } from "../builtins/builtin.ts";
import { toCharacters } from "../bytes/utf8.ts";
import { type DerElement, tags } from "./derReader.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws BuiltinError saying what is wrong, without saying where */
export function derText({ tag, content }: DerElement): string {
	switch (tag) {
		case tags.t61String:
			// An old code page that the world reads as Latin-1.
			return toCharacters(content);
		case tags.printableString:
			// `*` and `&` are not allowed, but certificates have them.
			return checked(content, /^[A-Za-z0-9 '()+,\-./:=?*&]*$/, "invalid PrintableString");
		case tags.ia5String:
			return ia5Text(content, "invalid IA5String");
		case tags.numericString:
			return checked(content, /^[0-9 ]*$/, "invalid NumericString");
		case tags.utf8String:
			try {
				return strict.decode(content);
			} catch {
				throw failure("invalid UTF-8 string");
			}
		case tags.bmpString:
			return bmpText(content);
	}
	throw failure(`unsupported string type: ${tag}`);
}

/** ASCII, or the fault. */
export function ia5Text(content: Uint8Array, fault: string): string {
	if (content.some((byte) => byte > 0x7f)) throw failure(fault);
	return toCharacters(content);
}

function checked(content: Uint8Array, allowed: RegExp, fault: string): string {
	const text = toCharacters(content);
	if (!allowed.test(text)) throw failure(fault);
	return text;
}

function bmpText(content: Uint8Array): string {
	const invalid = (): BuiltinError => failure("invalid BMPString");
	if (content.length % 2 === 1) throw invalid();
	let text = "";
	for (let at = 0; at < content.length; at += 2) {
		const unit = (content[at]! << 8) | content[at + 1]!;
		const isReserved = (unit >= 0xd800 && unit <= 0xdfff) || (unit >= 0xfdd0 && unit <= 0xfdef) || unit >= 0xfffe;
		if (isReserved) throw invalid();
		text += String.fromCharCode(unit);
	}
	return text.endsWith("\0") ? text.slice(0, -1) : text;
}
