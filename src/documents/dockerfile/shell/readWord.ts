/** A word of a shell script as a policy sees it, and what is found within it: variables and scripts. */
import { forEachChild, type ParsedScript, type SyntaxNode, type Word, type WordPart } from "unbash";
import { type Expansion, expand, type Lookup } from "../expand.ts";
import type { Fields } from "../reading.ts";

/** What words hold besides text. */
export interface WordContents {
	/** Names of variables, in the order found. */
	readonly names: Set<string>;
	/** Scripts of `$(…)`, backticks and `<(…)`. */
	readonly scripts: ParsedScript[];
}

const mayExpand = /[$`]|[<>]\(/;

/** Whether a word can hold an expansion at all; most can't, and their parts are then never worked out. */
export function isPlain(text: string): boolean {
	return !mayExpand.test(text);
}

/** `lookup` knows what ARG, ENV and the script so far have set; it gives text or, for all else, anything but text. */
export function readWord(word: Word, lookup: Lookup, contents: WordContents): Fields {
	const { text, value } = word;
	if (isPlain(text)) return { text, value, quoted: text !== value && /["'\\]/.test(text), dynamic: false };
	const found: Found = { ...contents, unquoted: [], dynamic: false, resolvable: true };
	for (const part of word.parts ?? []) readPart(part, false, found);
	const fields: Fields = { text, value, quoted: /["'\\]/.test(text), dynamic: found.dynamic };
	if (found.unquoted.length > 0) fields.unquoted = found.unquoted;
	if (found.dynamic && found.resolvable) {
		const resolved = resolve(text, lookup);
		if (resolved !== undefined) fields.resolved = resolved;
	}
	return fields;
}

/** Collects the variables and scripts of any node: loop headers, tests, arithmetic, heredoc bodies. */
export function readContents(node: SyntaxNode, contents: WordContents): void {
	const found: Found = { ...contents, unquoted: [], dynamic: false, resolvable: true };
	readPart(node, true, found);
}

interface Found extends WordContents {
	readonly unquoted: string[];
	dynamic: boolean;
	resolvable: boolean;
}

function readPart(part: SyntaxNode | WordPart, quoted: boolean, found: Found): void {
	switch (part.type) {
		case "Literal":
		case "SingleQuoted":
			return;
		case "SimpleExpansion":
			noteExpansion(part.text, quoted, found);
			noteName(part.text.slice(1), found);
			return;
		case "ParameterExpansion":
			noteExpansion(part.text, quoted, found);
			noteName(part.parameter, found);
			if (part.prefix !== undefined || part.index !== undefined) found.resolvable = false;
			forEachChild(part, (child) => readPart(child, true, found));
			return;
		case "CommandExpansion":
		case "ProcessSubstitution":
		case "ArithmeticCommandExpansion":
			noteExpansion(part.text, quoted, found);
			found.resolvable = false;
			if (part.script !== undefined) found.scripts.push(part.script);
			return;
		case "ArithmeticExpansion":
			noteExpansion(part.text, quoted, found);
			found.resolvable = false;
			forEachChild(part, (child) => readPart(child, true, found));
			return;
		case "ArithmeticWord":
			if (/^[A-Za-z_]\w*$/.test(part.value)) noteName(part.value, found);
			forEachChild(part, (child) => readPart(child, true, found));
			return;
		case "DoubleQuoted":
		case "LocaleString":
			for (const child of part.parts) readPart(child, true, found);
			return;
		case "AnsiCQuoted":
			found.resolvable = false;
			return;
		default:
			forEachChild(part, (child) => readPart(child, quoted, found));
	}
}

function noteExpansion(text: string, quoted: boolean, found: Found): void {
	found.dynamic = true;
	if (!quoted) found.unquoted.push(text);
}

function noteName(name: string, found: Found): void {
	// `$1`, `$@` and the like are no variables that anybody declares.
	if (/^[A-Za-z_]\w*$/.test(name)) found.names.add(name);
	else found.resolvable = false;
}

/** The word's value, where everything in it is set to text. */
function resolve(text: string, lookup: Lookup): string | undefined {
	let complete = true;
	const expansion: Expansion = expand(text, "\\", (name) => {
		const value = lookup(name);
		if (typeof value !== "string") complete = false;
		return value;
	});
	return complete && expansion.fault === undefined && expansion.needs.length === 0 ? expansion.text : undefined;
}
