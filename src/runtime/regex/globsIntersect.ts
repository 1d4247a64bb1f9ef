/**
 * Whether some text matches both of two patterns of the small language that `regex.globs_match` takes: characters, `.`,
 * `[a-z]`, escapes, each perhaps followed by `+` or `*`. Gives the verdicts of OPA, which takes a repeated token of one
 * side for a single token while it is swallowed by a repeated token of the other; so this is no general intersection.
 */
import { failure } from "../builtins/builtin.ts";
import { type CharacterSet, everything, fromRanges, overlaps, single } from "./characterSet.ts";

type Repeat = "once" | "plus" | "star";
interface Token {
	readonly set: CharacterSet;
	/** A dot matches any set, even an empty one. */
	readonly dot: boolean;
	readonly repeat: Repeat;
}
type Glob = readonly Token[];

/** Work grows with the product of the lengths, and so does the depth of recursion with their sum. */
const longestGlob = 1000;

/** Throws BuiltinError for a pattern that isn't valid. */
export function globsIntersect(left: string, right: string): boolean {
	const globs = trim(parseGlob(left), parseGlob(right));
	return globs !== undefined && new Intersection().plain(globs[0], 0, globs[1], 0);
}

const matches = (a: Token, b: Token): boolean => a.dot || b.dot || overlaps(a.set, b.set);

/** Drops what is surely matched at both ends, but leaves one token of it; undefined where an end can't match. */
function trim(left: Glob, right: Glob): readonly [Glob, Glob] | undefined {
	const plainPair = (a: Token | undefined, b: Token | undefined) => a?.repeat === "once" && b?.repeat === "once";
	let start = 0;
	for (; plainPair(left[start], right[start]); start++) {
		if (!matches(left[start]!, right[start]!)) return undefined;
	}
	if (start > 0) start--;
	let cut = 0;
	for (;;) {
		const [a, b] = [left.length - 1 - cut, right.length - 1 - cut];
		if (a < start || b < start || !plainPair(left[a], right[b])) break;
		if (!matches(left[a]!, right[b]!)) return undefined;
		cut++;
	}
	if (cut > 0) cut--;
	return [left.slice(start, left.length - cut), right.slice(start, right.length - cut)];
}

/** One question, with what is known so far; positions count from the start of each glob. */
class Intersection {
	/** By the glob that comes first, then by both positions: which one comes first decides who swallows whom. */
	private readonly known = new Map<Glob, Map<number, boolean>>();

	plain(first: Glob, i: number, second: Glob, j: number): boolean {
		const answers = this.known.get(first) ?? new Map<number, boolean>();
		this.known.set(first, answers);
		const question = i * (longestGlob + 1) + j;
		const answer = answers.get(question) ?? this.decide(first, i, second, j);
		answers.set(question, answer);
		return answer;
	}

	private decide(first: Glob, i: number, second: Glob, j: number): boolean {
		for (; i < first.length && j < second.length; i++, j++) {
			const [a, b] = [first[i]!, second[j]!];
			if (a.repeat !== "once") return this.repeated(first, i, second, j);
			if (b.repeat !== "once") return this.repeated(second, j, first, i);
			if (!matches(a, b)) return false;
		}
		return i === first.length && j === second.length;
	}

	private repeated(looping: Glob, i: number, other: Glob, j: number): boolean {
		if (looping[i]!.repeat === "star") return this.star(looping, i, other, j);
		if (!matches(looping[i]!, other[j]!)) return false;
		if (this.star(looping, i, other, j + 1)) return true;
		return other[j]!.repeat !== "once" && this.plain(looping, i + 1, other, j);
	}

	private star(looping: Glob, i: number, other: Glob, j: number): boolean {
		const token = looping[i]!;
		const next = looping[i + 1];
		for (let at = j; at < other.length; at++) {
			if (next !== undefined && matches(other[at]!, next) && this.plain(looping, i + 1, other, at)) return true;
			if (!matches(other[at]!, token)) return false;
		}
		return next === undefined;
	}
}

function parseGlob(input: string): Glob {
	const reader = new GlobReader(input);
	const tokens: Token[] = [];
	for (let token = reader.token(); token !== undefined; token = reader.token()) {
		const last = tokens.at(-1);
		// `a*a+` is `a+`, and so on: repeats of the same token are joined.
		if (last !== undefined && last.repeat !== "once" && token.repeat !== "once" && isSame(last, token)) {
			tokens[tokens.length - 1] = last.repeat === "plus" ? last : token;
		} else {
			tokens.push(token);
		}
	}
	if (tokens.length > longestGlob) throw failure(`glob of more than ${longestGlob} tokens`);
	return tokens;
}

const isSame = (a: Token, b: Token): boolean =>
	a.dot === b.dot && a.set.length === b.set.length && a.set.every((bound, at) => bound === b.set[at]);

class GlobReader {
	private readonly input: string;
	private readonly characters: readonly string[];
	private at = 0;

	constructor(input: string) {
		this.input = input;
		this.characters = [...input];
	}

	token(): Token | undefined {
		const read = this.read();
		if (read === undefined) return undefined;
		let set: CharacterSet = single(read.character.codePointAt(0)!);
		let dot = false;
		if (!read.escaped) {
			if (read.character === "]") throw this.invalid("set-close ']' with no preceding '['");
			if ("+*".includes(read.character)) {
				throw this.invalid(`flag '${read.character}' must be preceded by a non-flag`);
			}
			if (read.character === "[") set = this.set();
			if (read.character === ".") [set, dot] = [everything, true];
		}
		return { set, dot, repeat: this.repeat() };
	}

	private repeat(): Repeat {
		const before = this.at;
		const read = this.read();
		if (read !== undefined && !read.escaped) {
			if (read.character === "+") return "plus";
			if (read.character === "*") return "star";
		}
		this.at = before;
		return "once";
	}

	private set(): CharacterSet {
		const members: [number, number][] = [];
		/** What a `-` would make a range of. */
		let previous: number | undefined;
		for (let read = this.read(); read !== undefined; read = this.read()) {
			if (!read.escaped && read.character === "]") return fromRanges(members);
			if (!read.escaped && read.character === "-") {
				members.push([previous ?? 0, this.rangeEnd(previous)]);
				previous = undefined;
			} else {
				previous = read.character.codePointAt(0)!;
				members.push([previous, previous]);
			}
		}
		throw this.invalid("found [ without matching ]");
	}

	private rangeEnd(low: number | undefined): number {
		if (low === undefined) throw this.invalid("range character '-' must be preceded by a Unicode character");
		if (this.at >= this.characters.length - 1) {
			throw this.invalid("range character '-' must be followed by a Unicode character");
		}
		const { character, escaped } = this.read()!;
		if (!escaped && "]-".includes(character)) {
			throw this.invalid("range character '-' cannot be followed by a special symbol");
		}
		const high = character.codePointAt(0)!;
		if (high < low) {
			const lowText = String.fromCodePoint(low);
			throw this.invalid(`range is out of order: '${character}' comes before '${lowText}' in Unicode`);
		}
		return high;
	}

	private read(): { readonly character: string; readonly escaped: boolean } | undefined {
		const character = this.characters[this.at];
		if (character === undefined) return undefined;
		if (character !== "\\") {
			this.at++;
			return { character, escaped: false };
		}
		const escaped = this.characters[this.at + 1];
		if (escaped === undefined) throw this.invalid("input ends with a \\ (escape) character");
		this.at += 2;
		return { character: escaped, escaped: true };
	}

	private invalid(message: string) {
		return failure(`input:${this.input}, pos:${this.at}, ${message}: the input provided is invalid`);
	}
}
