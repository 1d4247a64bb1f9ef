/**
 * Where the comments of a file are. Takes a source and its syntax, gives comments in order; knows nothing of what they say.
 * Written so that a `#` in a string, a block of text or a heredoc is no comment.
 */
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

export interface Comment {
	/** From the `#` to the end of the line. */
	readonly span: Span;
	/** What follows the `#`, trimmed. */
	readonly text: string;
	/** Counts from 1. */
	readonly line: number;
	/** Nothing but white space stands before it. */
	readonly alone: boolean;
}

/** `inline`: YAML in which Dockerfiles stand as blocks of text. */
export type CommentSyntax = "dockerfile" | "yaml" | "inline" | "none";

/** The comment syntax of a file, from the kinds of document that were read from it. JSON has none. */
export function commentSyntax(kinds: readonly string[], source: Source): CommentSyntax {
	const hasDockerfile = kinds.includes("dockerfile");
	if (hasDockerfile) return kinds.includes("compose") ? "inline" : "dockerfile";
	return /^\s*[[{]/.test(source.text) ? "none" : "yaml";
}

export function findComments(source: Source, syntax: CommentSyntax): Comment[] {
	switch (syntax) {
		case "dockerfile":
			return dockerfileComments(source);
		case "yaml":
			return yamlComments(source, false);
		case "inline":
			return yamlComments(source, true);
		case "none":
			return [];
	}
}

function commentAt(source: Source, line: number, column: number): Comment {
	const start = (source.lineStarts[line - 1] as number) + column;
	const whole = source.line(line);
	return {
		span: { start, end: start + whole.length - column },
		text: whole.slice(column + 1).trim(),
		line,
		alone: whole.slice(0, column).trim() === "",
	};
}

// ── Dockerfile ───────────────────────────────────────────────────────────────────────────────────────────────────

/** A comment is a line that begins with `#`, also between continued lines, but not in a heredoc. */
function dockerfileComments(source: Source): Comment[] {
	const comments: Comment[] = [];
	const last = source.lineStarts.length;
	const continuation = /^\s*#\s*escape\s*=\s*(`|\\)\s*$/im.exec(directives(source))?.[1] ?? "\\";
	let instruction = "";
	for (let line = 1; line <= last; line++) {
		const text = source.line(line);
		const column = text.search(/\S/);
		if (column === -1) continue;
		if (text[column] === "#") {
			comments.push(commentAt(source, line, column));
			continue;
		}
		instruction += text;
		if (text.trimEnd().endsWith(continuation)) continue;
		if (/^\s*(ONBUILD\s+)?(RUN|COPY|ADD)\s/i.test(instruction))
			for (const [, dash, word] of instruction.matchAll(/(?<=\s)\d*<<(-?)["']?([A-Za-z_][\w.]*)["']?(?![\w<])/g))
				line = heredocEnd(source, line, word as string, dash === "-");
		instruction = "";
	}
	return comments;
}

/** The comment lines that a Dockerfile begins with: only there is `escape` a directive. */
function directives(source: Source): string {
	return /^(\s*#.*(\r?\n|$))*/.exec(source.text)?.[0] ?? "";
}

/** The line of a heredoc's terminator; the line it starts on where it has none, so that what follows isn't lost. */
function heredocEnd(source: Source, from: number, word: string, stripTabs: boolean): number {
	for (let line = from + 1; line <= source.lineStarts.length; line++) {
		const text = source.line(line);
		if ((stripTabs ? text.replace(/^\t+/, "") : text) === word) return line;
	}
	return from;
}

// ── YAML ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What one line of YAML leaves for the next. */
interface YamlState {
	/** The quoted scalar that is open. */
	quote: "" | "'" | '"';
	/** How many flow collections are open. */
	flow: number;
	/** The indentation of the node whose block scalar is open: deeper lines are its text. */
	block: number | undefined;
}

/**
 * A `#` at the start of a line or after white space, outside quotes and block scalars (YAML 1.2, 6.6).
 * @param inBlocks whether lines of block scalars that begin with `#` count, too: as in a Dockerfile
 */
function yamlComments(source: Source, inBlocks: boolean): Comment[] {
	const comments: Comment[] = [];
	const state: YamlState = { quote: "", flow: 0, block: undefined };
	for (let line = 1; line <= source.lineStarts.length; line++) {
		const text = source.line(line);
		const indent = text.search(/\S/);
		if (state.block !== undefined) {
			if (indent === -1 || indent > state.block) {
				if (inBlocks && text[indent] === "#") comments.push(commentAt(source, line, indent));
				continue;
			}
			state.block = undefined;
		}
		const column = scanYamlLine(text, state);
		if (column !== undefined) comments.push(commentAt(source, line, column));
	}
	return comments;
}

/** Walks one line, carries the state on, and gives the column of the line's comment if it has one. */
function scanYamlLine(text: string, state: YamlState): number | undefined {
	/** Whether a scalar or collection could begin at the next character: a quote or `|` in the middle of a word is a letter. */
	let canBegin = state.quote === "";
	let word = 0;
	let entry = -1;
	for (let at = 0; at < text.length; at++) {
		const character = text[at] as string;
		const next = text[at + 1];
		const ends = next === undefined || next === " " || next === "\t" || next === "\r";
		if (state.quote !== "") {
			if (state.quote === '"' && character === "\\") at++;
			else if (character === state.quote) state.quote = "";
		} else if (character === " " || character === "\t") {
			// White space changes nothing.
		} else if (character === "#" && (at === 0 || /[ \t]/.test(text[at - 1] as string))) {
			return at;
		} else if (character === ":" && (ends || state.flow > 0)) {
			entry = word;
			canBegin = true;
		} else if ((character === "-" || character === "?") && canBegin && ends) {
			entry = at;
		} else if (character === "," && state.flow > 0) {
			canBegin = true;
		} else if ((character === "[" || character === "{") && canBegin) {
			state.flow++;
		} else if ((character === "]" || character === "}") && state.flow > 0) {
			state.flow--;
			canBegin = false;
		} else if (canBegin && (character === "!" || character === "&")) {
			while (at + 1 < text.length && !/[ \t]/.test(text[at + 1] as string)) at++;
		} else if (
			canBegin &&
			(character === "|" || character === ">") &&
			/^[-+0-9]{0,2}[ \t\r]*([ \t]#.*)?$/.test(text.slice(at + 1))
		) {
			state.block = entry;
			const comment = text.indexOf("#", at);
			return comment === -1 ? undefined : comment;
		} else if (canBegin) {
			word = at;
			canBegin = false;
			if (character === '"' || character === "'") state.quote = character;
		}
	}
	return undefined;
}

// ── What a comment speaks of ─────────────────────────────────────────────────────────────────────────────────────

/** The line a comment speaks of: its own, or the first below it that isn't a comment on its own. */
export function targetLine(comment: Comment, comments: readonly Comment[]): number {
	if (!comment.alone) return comment.line;
	let line = comment.line + 1;
	for (let next = comments.indexOf(comment) + 1; comments[next]?.line === line && comments[next]?.alone; next++) line++;
	return line;
}

/** The block of YAML that a line begins: the line, and those below that belong to it by their indentation. */
export function yamlBlock(source: Source, line: number): Span {
	const first = source.line(line);
	const indent = Math.max(0, first.search(/\S/));
	const isItem = first[indent] === "-";
	let last = line;
	for (let below = line + 1; below <= source.lineStarts.length; below++) {
		const text = source.line(below);
		const own = text.search(/\S/);
		if (own === -1 || text[own] === "#") continue;
		// The items of a list may stand as far left as the key that it belongs to.
		const belongs = own > indent || (own === indent && !isItem && /^-\s/.test(text.slice(own)));
		if (!belongs) break;
		last = below;
	}
	return {
		start: source.lineStarts[line - 1] ?? source.text.length,
		end: source.lineStarts[last] ?? source.text.length,
	};
}
