/**
 * What a policy's fix means in a Dockerfile's text. Instructions are edited by whole lines, words with the space before them;
 * what can't be done safely (an element of a JSON array, a value that a variable brings, an instruction with a comment in it)
 * is left undone.
 */
import type { Span } from "../../text/span.ts";
import type { Edit, Pointer, TextEdit } from "../document.ts";
import type { DockerfileDocument } from "./dockerfileDocument.ts";
import type { Instruction } from "./readInstructions.ts";

/** Fields that a flag of the instruction fills. */
const flags: ReadonlyMap<string, string> = new Map([
	...["platform", "network", "security", "from", "chown", "chmod", "checksum", "interval", "timeout", "retries"].map(
		(name) => [name, name] as const,
	),
	["start_period", "start-period"],
	["start_interval", "start-interval"],
]);
const booleanFlags: ReadonlyMap<string, string> = new Map([
	["link", "link"],
	["parents", "parents"],
	["keep_git_dir", "keep-git-dir"],
	["unpack", "unpack"],
]);

export function editDockerfile(document: DockerfileDocument, edit: Edit): TextEdit | undefined {
	if (edit.op === "set") return setValue(document, edit);
	const found = document.find(edit.node);
	if (!found.exact || found.depth === 0) return undefined;
	const instruction = document.instructionAt(found.span);
	if (instruction === undefined) return undefined;
	const whole = found.span.start === instruction.span.start && found.span.end === instruction.span.end;
	const { text } = document.source;
	if (whole && (edit.op === "replace" || edit.op === "remove") && hasComments(document, instruction)) return undefined;
	switch (edit.op) {
		case "replace":
			return { span: found.span, text: edit.text };
		case "remove":
			if (whole) return { span: linesOf(text, found.span), text: "" };
			return edit.node.at(-2) === "commands"
				? removeCommand(document, found.span)
				: removeWord(document, instruction, found.span);
		case "insert_before":
			if (whole) return { span: point(lineStart(text, found.span.start)), text: `${edit.text}${lineBreak(text)}` };
			return inArray(text, found.span) ? undefined : { span: point(found.span.start), text: `${edit.text} ` };
		case "insert_after":
			if (whole) return { span: point(found.span.end), text: `${lineBreak(text)}${edit.text}` };
			if (edit.node.at(-2) === "commands") return appendCommand(document, instruction, found.span, edit.text);
			return inArray(text, found.span) ? undefined : { span: point(found.span.end), text: ` ${edit.text}` };
	}
}

function setValue(
	document: DockerfileDocument,
	{ node, path, value }: Extract<Edit, { op: "set" }>,
): TextEdit | undefined {
	const pointer: Pointer = [...node, ...path];
	const key = pointer.at(-1);
	if (typeof key !== "string") return typeof value === "string" ? replaceExact(document, pointer, value) : undefined;
	if (key === "blank_lines" && value === false) return closeUp(document, node);
	const booleanFlag = booleanFlags.get(key);
	if (typeof value === "boolean" && booleanFlag !== undefined) return setBoolean(document, pointer, booleanFlag, value);
	if (typeof value !== "string" && typeof value !== "number") return undefined;
	const there = replaceExact(document, pointer, String(value));
	const flag = flags.get(key);
	return there ?? (flag === undefined ? undefined : insertFlag(document, pointer, `--${flag}=${value}`));
}

function replaceExact(document: DockerfileDocument, pointer: Pointer, text: string): TextEdit | undefined {
	const found = document.find(pointer);
	return found.exact ? { span: found.span, text } : undefined;
}

function setBoolean(
	document: DockerfileDocument,
	pointer: Pointer,
	flag: string,
	value: boolean,
): TextEdit | undefined {
	const found = document.find(pointer);
	if (!found.exact) return value ? insertFlag(document, pointer, `--${flag}`) : undefined;
	if (value) return { span: found.span, text: `--${flag}` };
	const instruction = document.instructionAt(found.span);
	return instruction === undefined ? undefined : removeWord(document, instruction, found.span);
}

/** Puts a flag right after the keyword of the instruction that the pointer's parent stands in. */
function insertFlag(document: DockerfileDocument, pointer: Pointer, flag: string): TextEdit | undefined {
	const parent = document.find(pointer.slice(0, -1));
	const instruction = parent.exact ? document.instructionAt(parent.span) : undefined;
	if (instruction === undefined) return undefined;
	const after = instruction.line.span(0, instruction.keywordEnd).end;
	return { span: point(after), text: ` ${flag}` };
}

/** The lines of comments, empty lines and continuations that may stand between two commands. */
const between = String.raw`(?:[ \t]*(?:#[^\n]*|[\\\x60]?\r?)\n)*`;
const operatorLast = new RegExp(String.raw`(?:&&|;)[ \t]*([\\\x60])\r?\n${between}([ \t]*)$`);
const operatorFirst = new RegExp(String.raw`([\\\x60])\r?\n${between}([ \t]*)(?:&&|;)[ \t]*$`);

/** Puts `&& command` or `; command` behind a command: on a line of its own where that has one, with the operator where it stands there. */
function appendCommand(
	{ source: { text } }: DockerfileDocument,
	instruction: Instruction,
	{ start, end }: Span,
	added: string,
): TextEdit {
	const [, operator = "", command = added] = /^(&&|;)\s*(.*)$/s.exec(added) ?? [];
	const lead = text.slice(instruction.span.start, start);
	const last = operatorLast.exec(lead);
	const gap = operator === ";" ? "" : " ";
	if (last !== null)
		return {
			span: point(end),
			text: `${gap}${operator} ${last[1]}${lineBreak(text)}${last[2]}${command}`,
		};
	const first = operatorFirst.exec(lead);
	const own = text.slice(start, end).lastIndexOf("\n");
	if (first === null && own === -1) return { span: point(end), text: `${gap}${operator} ${command}` };
	const indentation = first?.[2] ?? (/^[ \t]*/.exec(text.slice(start + own + 1))?.[0] as string);
	const continuation = first?.[1] ?? (/([\\`])\r?$/.exec(text.slice(start, start + own))?.[1] as string | undefined);
	// Within a heredoc a line needs no continuation, and a quoted word may hold lines of its own.
	if (continuation === undefined) return { span: point(end), text: `${gap}${operator} ${command}` };
	return {
		span: point(end),
		text: ` ${continuation}${lineBreak(text)}${indentation}${operator} ${command}`,
	};
}

/** An instruction without the empty lines in it; those of heredocs are text. */
function closeUp(document: DockerfileDocument, node: Pointer): TextEdit | undefined {
	const found = document.find(node);
	const instruction = found.exact ? document.instructionAt(found.span) : undefined;
	if (instruction === undefined) return undefined;
	const { start } = instruction.span;
	const { end } = instruction.line.span(0, instruction.line.text.length);
	const lines = document.source.text.slice(start, end).split("\n");
	return { span: { start, end }, text: lines.filter((line) => line.trim() !== "").join("\n") };
}

/** Whether comment lines stand within an instruction. */
function hasComments({ source: { text } }: DockerfileDocument, { line, span }: Instruction): boolean {
	const { end } = line.span(0, line.text.length);
	return /\n[ \t]*#/.test(text.slice(span.start, end));
}

/** A command with the `&&` or `;` that joins it to its neighbour; undefined where it has none, or something else depends on it. */
function removeCommand({ source: { text } }: DockerfileDocument, { start, end }: Span): TextEdit | undefined {
	const before = /[ \t]*(?:&&|;)(?:[ \t]|[\\`]\r?\n)*$/.exec(text.slice(0, start));
	if (before !== null) return { span: { start: before.index, end }, text: "" };
	const after = /^(?:[ \t]|[\\`]\r?\n)*(?:&&|;)(?:[ \t]|[\\`]\r?\n)*/.exec(text.slice(end));
	return after === null ? undefined : { span: { start, end: end + after[0].length }, text: "" };
}

/**
 * A word with the space before it, a flag with its name, a tag or digest with its `:` or `@`; the whole instruction where
 * nothing but its keyword would be left. Parts of words whose rest means something else alone are left.
 */
function removeWord(document: DockerfileDocument, instruction: Instruction, span: Span): TextEdit | undefined {
	const { text } = document.source;
	if (inArray(text, span)) return undefined;
	const arguments_ = instruction.line.span(instruction.rest, instruction.line.text.length);
	if (span.start <= arguments_.start && span.end >= arguments_.end)
		return { span: linesOf(text, instruction.span), text: "" };
	const lead = text.slice(instruction.span.start, span.start);
	const cut = /[ \t]+(?:--[a-z-]+=["']?)?$/.exec(lead) ?? (instruction.keyword === "FROM" ? /[:@]$/.exec(lead) : null);
	if (cut === null) return undefined;
	// What stands alone on its line takes the line along; what begins one leaves its indentation to the next word.
	const alone = /\n[ \t]*$/.test(lead) && /^[ \t]*[\\`]\r?\n/.test(text.slice(span.end));
	if (alone) return { span: linesOf(text, span), text: "" };
	const gap = /\n[ \t]*$/.test(lead) ? /^[ \t]+/.exec(text.slice(span.end)) : null;
	if (gap !== null) return { span: { start: span.start, end: span.end + gap[0].length }, text: "" };
	const quote = /["']$/.exec(cut[0])?.[0] ?? "";
	const end = quote !== "" && text[span.end] === quote ? span.end + 1 : span.end;
	return { span: { start: instruction.span.start + cut.index, end }, text: "" };
}

/** Whether a word is a string of the JSON form, where commas and quotes would have to go with it. */
function inArray(text: string, { start, end }: Span): boolean {
	return text[start - 1] === '"' && text[end] === '"' && /[[,]\s*$/.test(text.slice(0, start - 1));
}

/** The lines of an instruction, with the line break after it. */
function linesOf(text: string, { start, end }: Span): Span {
	const next = text.indexOf("\n", end);
	return { start: lineStart(text, start), end: next === -1 ? text.length : next + 1 };
}

function lineStart(text: string, offset: number): number {
	return text.lastIndexOf("\n", offset - 1) + 1;
}

function lineBreak(text: string): string {
	return text.includes("\r\n") ? "\r\n" : "\n";
}

function point(offset: number): Span {
	return { start: offset, end: offset };
}
