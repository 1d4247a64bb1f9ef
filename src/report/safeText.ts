/** What no format can carry as it is: half surrogate pairs, control characters. Texts come from strangers' files and policies. */

/** Characters that XML 1.0 (section 2.2) doesn't allow, even escaped, or warns of, as U+FFFD. Half a surrogate pair is one of them. */
function xmlCharacters(text: string): string {
	return text.replace(/[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

/** Text between tags, or an attribute's value in double quotes. Line breaks stay what they are in both. */
export function xmlText(text: string): string {
	return xmlCharacters(text).replace(/[&<>"\t\n\r]/g, (character) => xmlEscapes[character] ?? character);
}

const xmlEscapes: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"\t": "&#9;",
	"\n": "&#10;",
	"\r": "&#13;",
};

/** One line without control characters and marks that turn the direction of writing. */
export function plainLine(text: string): string {
	return text
		.replace(/\s*[\r\n\u0085\u2028\u2029]+\s*/g, " ")
		.replace(/\t/g, " ")
		.replace(/\p{Cc}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069]/gu, "\ufffd")
		.trim();
}
