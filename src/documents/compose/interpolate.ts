/**
 * Variables in a compose file, as its specification has them (compose-spec, 12-interpolation): `$NAME`, `${NAME}`, with
 * `:-` `-` `:?` `?` `:+` `+`, one within another, and `$$` for a dollar. A variable that nobody gave leaves a hole.
 */
import { hole } from "../dockerfile/expand.ts";

/** A variable as one place of the file uses it. */
export interface Use {
	readonly name: string;
	/** What the file provides for where the variable isn't set. */
	readonly form: "plain" | "default" | "required" | "alternative";
	/** Offsets in the text. */
	readonly start: number;
	readonly end: number;
}

export interface Interpolated {
	readonly text: string;
	/** Variables that would have to be given, each once. */
	readonly needs: readonly string[];
	readonly uses: readonly Use[];
	/** Whether compose refuses the text; it is then as written. */
	readonly malformed: boolean;
}

const forms = { "-": "default", "?": "required", "+": "alternative" } as const;
/** Defaults within defaults deeper than this nobody wrote. */
const deepest = 50;
/** In characters: a default that names others doubles with each level. */
const longest = 1_000_000;

export function interpolate(text: string, lookup: (name: string) => string | undefined): Interpolated {
	if (!text.includes("$")) return { text, needs: [], uses: [], malformed: false };
	const needs = new Set<string>();
	const uses: Use[] = [];
	const read = (from: number, nested: number): { readonly text: string; readonly end: number } | undefined => {
		let result = "";
		let at = from;
		while (at < text.length) {
			const character = text.charAt(at);
			if (nested > 0 && character === "}") return { text: result, end: at };
			if (character !== "$") {
				result += character;
				at++;
				continue;
			}
			const start = at;
			if (text.charAt(at + 1) === "$") {
				result += "$";
				at += 2;
				continue;
			}
			const braced = text.charAt(at + 1) === "{";
			const name = /^[A-Za-z_]\w*/.exec(text.slice(at + (braced ? 2 : 1), at + 300))?.[0];
			if (name === undefined) {
				if (braced) return undefined;
				// `$(date)` and `$1` are nothing to compose.
				result += "$";
				at++;
				continue;
			}
			at += name.length + (braced ? 2 : 1);
			if (!braced) {
				uses.push({ name, form: "plain", start, end: at });
				result += plain(name);
				continue;
			}
			const operator = /^:?[-?+]/.exec(text.slice(at, at + 2))?.[0];
			const index =
				uses.push({ name, form: operator ? forms[operator.at(-1) as keyof typeof forms] : "plain", start, end: at }) -
				1;
			let word = "";
			if (operator !== undefined) {
				const before = new Set(needs);
				const inner = nested >= deepest ? undefined : read(at + operator.length, nested + 1);
				if (inner === undefined) return undefined;
				({ text: word, end: at } = inner);
				// What only the word needs, which isn't used, is not needed.
				if (!takesWord(name, operator)) for (const need of needs) if (!before.has(need)) needs.delete(need);
			}
			if (text.charAt(at) !== "}") return undefined;
			at++;
			uses[index] = { ...(uses[index] as Use), end: at };
			result += operator === undefined ? plain(name) : chosen(name, operator, word);
			if (result.length > longest) return undefined;
		}
		return nested > 0 ? undefined : { text: result, end: at };
	};
	const plain = (name: string): string => {
		const value = lookup(name);
		if (value === undefined) needs.add(name);
		return value ?? hole;
	};
	const isSet = (name: string, operator: string): boolean => {
		const value = lookup(name);
		return value !== undefined && !(operator.startsWith(":") && value === "");
	};
	const takesWord = (name: string, operator: string): boolean =>
		operator.endsWith("+") ? isSet(name, operator) : operator.endsWith("-") && !isSet(name, operator);
	const chosen = (name: string, operator: string, word: string): string => {
		if (takesWord(name, operator)) return word;
		// Compose refuses to start without it: whoever runs it gives one.
		if (operator.endsWith("?") && !isSet(name, operator)) {
			needs.add(name);
			return hole;
		}
		return operator.endsWith("+") ? "" : (lookup(name) ?? "");
	};
	const done = read(0, 0);
	if (done === undefined) return { text, needs: [], uses: [], malformed: true };
	return { text: done.text, needs: [...needs].sort(), uses, malformed: false };
}
