/**
 * What is between the quotes of a string: escapes resolved, or the place of the first one that is wrong.
 * Escapes are JSON's (OPA scanner.go and parser.go); a template string knows `\{` besides.
 */

export type Decoded = { readonly value: string } | { readonly fault: "escape" | "control"; readonly at: number };

const simple: Readonly<Record<string, string>> = {
	'"': '"',
	"\\": "\\",
	"/": "/",
	b: "\b",
	f: "\f",
	n: "\n",
	r: "\r",
	t: "\t",
};

/** The value of a quoted text; `at` in a fault counts from the start of `inner`. */
export function decodeString(inner: string, template = false): Decoded {
	if (!inner.includes("\\")) return { value: inner };
	if (!template) {
		// The engine's own reader is many times faster; where it refuses, the loop below finds the place.
		try {
			return { value: wellFormed(JSON.parse(`"${inner}"`) as string) };
		} catch {}
	}
	let value = "";
	for (let at = 0; at < inner.length; at++) {
		const unit = inner[at] as string;
		if (unit !== "\\") {
			// Go's JSON decoder reads strings with escapes, and it refuses bare control characters.
			if (unit < " ") return { fault: "control", at };
			value += unit;
			continue;
		}
		const letter = inner[at + 1] ?? "";
		if (Object.hasOwn(simple, letter)) {
			value += simple[letter];
			at++;
		} else if (letter === "{" && template) {
			value += "{";
			at++;
		} else if (letter === "u" && /^[0-9a-fA-F]{4}$/.test(inner.slice(at + 2, at + 6))) {
			value += String.fromCharCode(Number.parseInt(inner.slice(at + 2, at + 6), 16));
			at += 5;
		} else return { fault: "escape", at };
	}
	return { value: wellFormed(value) };
}

/** Half of a surrogate pair on its own becomes U+FFFD, as Go does it. */
function wellFormed(value: string): string {
	return value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
