/** What a registry wants of those who ask (RFC 9110, 11.6.1: WWW-Authenticate). */

export interface Challenge {
	/** Lowercase: `basic`, `bearer`. */
	readonly scheme: string;
	/** By lowercase name: `realm`, `service`, `scope`. */
	readonly parameters: ReadonlyMap<string, string>;
}

/** Longer headers aren't read. */
const LONGEST = 8192;

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const parameter = /\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/y;

/** The challenges of a header's text; what can't be read ends the list. */
export function parseChallenges(text: string): Challenge[] {
	const challenges: Challenge[] = [];
	if (text.length > LONGEST) return challenges;
	let at = 0;
	const match = (pattern: RegExp): RegExpExecArray | null => {
		pattern.lastIndex = at;
		const found = pattern.exec(text);
		if (found !== null) at = pattern.lastIndex;
		return found;
	};
	const skip = (): void => {
		while (at < text.length && /[\s,]/.test(text[at] as string)) at++;
	};
	for (skip(); at < text.length; skip()) {
		const scheme = match(token);
		if (scheme === null) break;
		const parameters = new Map<string, string>();
		for (let found = match(parameter); found !== null; found = match(parameter)) {
			const [, name = "", quoted, plain = ""] = found;
			parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? plain);
			const comma = /^\s*,/.exec(text.slice(at, at + 16));
			if (comma === null) break;
			at += comma[0].length;
		}
		challenges.push({ scheme: scheme[0].toLowerCase(), parameters });
	}
	return challenges;
}
