/**
 * JSON5 (json5.org) as YAML of the same length: what YAML has no word for becomes blanks, so that every place stays where it is.
 * What is left of JSON5, such as bare keys, single quotes and commas at the end, YAML's flow style has too.
 */

export interface Blanked {
	readonly text: string;
	/** The first colon with nothing between it and a bare key's value: YAML would take all of it for a key. */
	readonly tightColon?: number;
}

/** Comments and tabs outside of strings become spaces. */
export function json5AsYaml(text: string): Blanked {
	let out = "";
	let tightColon: number | undefined;
	for (let at = 0; at < text.length; ) {
		const char = text.charAt(at);
		const end = char === '"' || char === "'" ? afterString(text, at) : afterComment(text, at);
		const piece = text.slice(at, end);
		if (char === '"' || char === "'") out += piece;
		else if (end > at + 1) out += piece.replace(/[^\n\r]/g, " ");
		else {
			const before = text.charAt(at - 1);
			if (char === ":" && /[\w$]/.test(before) && /[^\s]/.test(text.charAt(at + 1))) tightColon ??= at;
			out += char === "\t" ? " " : char;
		}
		at = end;
	}
	return { text: out, ...(tightColon === undefined ? {} : { tightColon }) };
}

function afterString(text: string, from: number): number {
	const quote = text.charAt(from);
	for (let at = from + 1; at < text.length; at++) {
		const char = text.charAt(at);
		if (char === "\\") at++;
		else if (char === quote) return at + 1;
	}
	return text.length;
}

/** Behind the comment that begins here, or behind this one character. */
function afterComment(text: string, from: number): number {
	if (text.startsWith("//", from)) {
		const end = text.indexOf("\n", from);
		return end === -1 ? text.length : end;
	}
	if (!text.startsWith("/*", from)) return from + 1;
	const end = text.indexOf("*/", from + 2);
	return end === -1 ? text.length : end + 2;
}
