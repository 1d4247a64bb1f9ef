/**
 * Small letters and capitals as Go has them: one character for one, whatever its neighbours. JavaScript may give several
 * (`ß` → `SS`) and looks at the context of a sigma. Go: unicode.ToLower, unicode.ToUpper.
 */

const foreign = /[^\0-\x7f]/;
const nonAscii = /[^\0-\x7f]/gu;

export function lower(text: string): string {
	if (!foreign.test(text)) return text.toLowerCase();
	return text
		.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
		.replace(nonAscii, (character) => {
			if (character === "\u0130") return "i";
			return one(character, character.toLowerCase());
		});
}

export function upper(text: string): string {
	if (!foreign.test(text)) return text.toUpperCase();
	return text
		.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
		.replace(nonAscii, (character) => {
			const capital = character.toUpperCase();
			return withIota.test(character) ? iotaCapital(character) : one(character, capital);
		});
}

/** The changed character where it is one; where Unicode makes several of it, Go leaves it alone. */
function one(character: string, changed: string): string {
	const first = changed.codePointAt(0) as number;
	return changed.length === (first > 0xffff ? 2 : 1) ? changed : character;
}

/** Greek small letters with iota below, whose one-character capitals JavaScript never gives: eight or nine places on. */
const withIota = /[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7\u1fb3\u1fc3\u1ff3]/;

function iotaCapital(character: string): string {
	const code = character.charCodeAt(0);
	return String.fromCharCode(code + (code >= 0x1fb3 ? 9 : 8));
}
