/** Strings in double quotes the way Go quotes them, which is how OPA shows a string within a term. Go: strconv.Quote. */

const clean = /^[ !#-[\]-~]*$/;
const special = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;
const short: ReadonlyMap<string, string> = new Map([
	['"', '\\"'],
	["\\", "\\\\"],
	["\u0007", "\\a"],
	["\b", "\\b"],
	["\f", "\\f"],
	["\n", "\\n"],
	["\r", "\\r"],
	["\t", "\\t"],
	["\v", "\\v"],
]);

/** A string in double quotes: what can't be seen is escaped, all else stays. */
export function quote(text: string): string {
	return clean.test(text) ? `"${text}"` : `"${text.replace(special, escaped)}"`;
}

/** The escape of one character that can't stand in quotes as it is. */
function escaped(character: string): string {
	const known = short.get(character);
	if (known !== undefined) return known;
	const code = character.codePointAt(0) as number;
	if (code < 0x80) return `\\x${hex(code, 2)}`;
	return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** A string with nothing but ASCII in it. Go: strconv.QuoteToASCII. */
export function quoteAscii(text: string): string {
	return quote(text).replace(/[^\x20-\x7e]/gu, escaped);
}

function hex(code: number, width: number): string {
	return code.toString(16).padStart(width, "0");
}
