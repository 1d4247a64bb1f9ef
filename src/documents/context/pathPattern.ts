/**
 * One pattern of an ignore file, as moby/patternmatcher means it: Go's filepath.Match, with `**` for any number of folders.
 * Matching runs all ways through the pattern at once, so that no pattern takes more than its length times the path's.
 */

/** Whether a path (with `/`, from the root of the context) matches. */
export type PathPattern = (path: string) => boolean;

type Token =
	| { readonly kind: "character"; readonly is: string }
	/** `?`: one character of a name. */
	| { readonly kind: "one" }
	/** `*`: any characters of a name. */
	| { readonly kind: "some" }
	/** `**` before more: nothing, or anything up to a slash. */
	| { readonly kind: "folders" }
	/** `**` at the end: anything. */
	| { readonly kind: "rest" }
	| { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** Undefined for a malformed pattern: an unclosed or empty class, a backslash at the end (filepath.ErrBadPattern). */
export function compilePattern(pattern: string): PathPattern | undefined {
	const tokens = tokenize(pattern);
	if (tokens === undefined) return undefined;
	// `**` and then only plain text is an ending to patternmatcher, folder or not: `**log` matches `catalog`.
	const [first, ...others] = tokens;
	if (first?.kind === "folders" && !pattern.includes("\\") && others.every(({ kind }) => kind === "character")) {
		const ending = others.map((token) => (token.kind === "character" ? token.is : "")).join("");
		const isFolder = pattern.startsWith("**/");
		return (path) => (isFolder ? path === ending || path.endsWith(`/${ending}`) : path.endsWith(ending));
	}
	if (tokens.every(({ kind }) => kind === "character")) {
		const exact = tokens.map((token) => (token.kind === "character" ? token.is : "")).join("");
		return (path) => path === exact;
	}
	// Most paths differ from a pattern before its first wildcard.
	const start = tokens.findIndex(({ kind }) => kind !== "character");
	const prefix = tokens
		.slice(0, start)
		.map((token) => (token.kind === "character" ? token.is : ""))
		.join("");
	return (path) => path.startsWith(prefix) && matches(tokens, path);
}

function tokenize(pattern: string): Token[] | undefined {
	const characters = [...pattern];
	const tokens: Token[] = [];
	for (let at = 0; at < characters.length; at++) {
		const character = characters[at] as string;
		if (character === "*" && characters[at + 1] === "*") {
			at++;
			if (characters[at + 1] === "/") at++;
			tokens.push({ kind: at + 1 >= characters.length ? "rest" : "folders" });
		} else if (character === "*") tokens.push({ kind: "some" });
		else if (character === "?") tokens.push({ kind: "one" });
		else if (character === "\\") {
			const escaped = characters[++at];
			if (escaped === undefined) return undefined;
			tokens.push({ kind: "character", is: escaped });
		} else if (character === "[") {
			const read = readClass(characters, at + 1);
			if (read === undefined) return undefined;
			tokens.push(read.token);
			at = read.end;
		} else tokens.push({ kind: "character", is: character });
	}
	return tokens;
}

function readClass(
	characters: readonly string[],
	from: number,
): { readonly token: Token; readonly end: number } | undefined {
	let at = from;
	const negated = characters[at] === "^";
	if (negated) at++;
	const ranges: [string, string][] = [];
	const one = (): string | undefined => {
		const character = characters[at];
		if (character === undefined || character === "-" || character === "]") return undefined;
		at += character === "\\" ? 2 : 1;
		return character === "\\" ? characters[at - 1] : character;
	};
	while (characters[at] !== "]" || ranges.length === 0) {
		const low = one();
		if (low === undefined) return undefined;
		let high = low;
		if (characters[at] === "-") {
			at++;
			const end = one();
			if (end === undefined) return undefined;
			high = end;
		}
		ranges.push([low, high]);
	}
	return { token: { kind: "class", negated, ranges }, end: at };
}

/** States are places between tokens; a `folders` token also has the state of being within. */
function matches(tokens: readonly Token[], path: string): boolean {
	let states = new Set<number>();
	// Twice the token's index; one more for being within it.
	const enter = (into: Set<number>, state: number): void => {
		if (into.has(state)) return;
		into.add(state);
		const token = tokens[state >> 1];
		if (state % 2 === 0 && (token?.kind === "some" || token?.kind === "rest" || token?.kind === "folders"))
			enter(into, state + 2);
	};
	enter(states, 0);
	for (const character of path) {
		const next = new Set<number>();
		for (const state of states) {
			const token = tokens[state >> 1];
			if (token === undefined) continue;
			if (token.kind === "folders") {
				enter(next, state | 1);
				if (character === "/") enter(next, (state & ~1) + 2);
			} else if (token.kind === "rest" || (token.kind === "some" && character !== "/")) enter(next, state);
			else if (token.kind !== "some" && isOne(token, character)) enter(next, state + 2);
		}
		if (next.size === 0) return false;
		states = next;
	}
	return states.has(2 * tokens.length);
}

function isOne(token: Token, character: string): boolean {
	if (token.kind === "character") return token.is === character;
	if (token.kind === "one") return character !== "/";
	if (token.kind !== "class") return false;
	const isIn = token.ranges.some(([low, high]) => low <= character && character <= high);
	return isIn !== token.negated;
}
