/**
 * Commands of shells whose grammar isn't read: PowerShell and cmd. Cut conservatively, at separators outside quotes and brackets;
 * words at spaces outside quotes. Blocks in braces stay within the word they begin in.
 */
import type { JoinedText } from "../joinedText.ts";
import type { Fields } from "../reading.ts";
import { type CommandList, type FoundWord, outermost } from "./commandList.ts";

interface Dialect {
	readonly quotes: string;
	/** The character that takes its meaning from the next one. */
	readonly escape: string;
	/** Longest first. */
	readonly separators: readonly string[];
	readonly expansion: RegExp;
	/** Environment variables, by name in the first group that matched. */
	readonly variable: RegExp;
}

const dialects = {
	powershell: {
		quotes: "\"'",
		escape: "`",
		separators: ["&&", "||", ";", "|", "\n"],
		expansion: /\$[\w({:]/,
		variable: /\$\{?env:(\w+)/gi,
	},
	cmd: {
		quotes: '"',
		escape: "^",
		separators: ["&&", "||", "&", "|", "\n"],
		expansion: /%[^%\s]+%|![^!\s]+!/,
		variable: /%(\w+)%|!(\w+)!/g,
	},
} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;

/** Adds the commands of a PowerShell or cmd script to the list; gives the environment variables it expands. */
export function splitCommands(script: JoinedText, dialectName: DialectName, list: CommandList): ReadonlySet<string> {
	const dialect: Dialect = dialects[dialectName];
	const { text } = script;
	let words: FoundWord[] = [];
	let wordStart = -1;
	let after: string | undefined;
	let pipeline: number | undefined;
	let quote = "";
	let depth = 0;

	const endWord = (end: number): void => {
		if (wordStart !== -1) words.push(found(script, list, dialect, wordStart, end));
		wordStart = -1;
	};
	const endCommand = (end: number, separator: string | undefined): void => {
		endWord(end);
		const [first, last] = [words[0], words.at(-1)];
		if (separator === "|") pipeline ??= list.newPipeline();
		if (first !== undefined && last !== undefined) {
			const range = { start: first.start, end: last.end };
			list.add(script, { ...range, words, assignments: [], redirects: [] }, { ...outermost, after, pipeline });
			after = separator;
		}
		if (separator !== "|") pipeline = undefined;
		words = [];
	};

	for (let at = 0; at < text.length; ) {
		const character = text[at] as string;
		if (quote !== "") {
			if (character === quote) quote = "";
			at += character === dialect.escape ? 2 : 1;
			continue;
		}
		const separator = depth === 0 ? dialect.separators.find((candidate) => text.startsWith(candidate, at)) : undefined;
		if (separator !== undefined) {
			endCommand(at, separator);
			at += separator.length;
			continue;
		}
		if (depth === 0 && /\s/.test(character)) {
			endWord(at++);
			continue;
		}
		if (wordStart === -1) wordStart = at;
		if (dialect.quotes.includes(character)) quote = character;
		else if ("({".includes(character)) depth++;
		else if (")}".includes(character)) depth = Math.max(0, depth - 1);
		at += character === dialect.escape ? 2 : 1;
	}
	endCommand(text.length, undefined);
	return new Set([...text.matchAll(dialect.variable)].map((match) => (match[1] ?? match[2]) as string));
}

function found(script: JoinedText, list: CommandList, dialect: Dialect, start: number, end: number): FoundWord {
	const last = Math.min(end, script.text.length);
	const text = script.text.slice(start, last);
	const quoted = text.length > 1 && dialect.quotes.includes(text[0] as string) && text.endsWith(text[0] as string);
	const value = quoted ? text.slice(1, -1) : text;
	const fields: Fields = { text, value, quoted, dynamic: !text.startsWith("'") && dialect.expansion.test(text) };
	list.places.node(fields, script, start, last);
	return { value, fields, start, end: last };
}
