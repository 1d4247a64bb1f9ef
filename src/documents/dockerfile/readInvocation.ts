/** What RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD start: an array of words, or a script for the shell in effect. */
import { dockerfileShell, instructionJson } from "../../diagnostics/catalogue/dockerfile.ts";
import type { Value } from "../../runtime/values/value.ts";
import { JoinedText } from "./joinedText.ts";
import type { Heredoc } from "./readInstructions.ts";
import type { Fields, InstructionReading } from "./reading.ts";
import { type PlacedString, readStrings } from "./readStrings.ts";
import type { StageScope } from "./scope.ts";
import { CommandList, type FoundWord, outermost } from "./shell/commandList.ts";
import { readScript } from "./shell/readScript.ts";
import { dialectOf, type ShellInEffect, shebangShell, shellFields } from "./shell/shellInEffect.ts";
import { splitCommands } from "./shell/splitCommands.ts";

/** Variables that the shell expands, and who sets them. */
export type ShellVariables = ReadonlyMap<string, string>;

/**
 * Reads the arguments from `from` on, and puts what the schema calls an invocation into `fields`: form, words, script, shell,
 * commands, faults. Heredocs belong to the script, or are all of it.
 */
export function readInvocation(
	reading: InstructionReading,
	from: number,
	fields: Fields,
	shell: ShellInEffect,
	scope: StageScope,
	heredocs: readonly Heredoc[] = [],
): ShellVariables {
	const strings = readStrings(reading.text, from);
	if ("strings" in strings) return readExec(reading, strings.strings, from, fields, scope);
	if (strings.fault === "not-strings")
		reading.report({ start: from, end: reading.text.length }, instructionJson({ keyword: reading.keyword }));
	const script = scriptOf(reading, from, heredocs);
	return readShell(reading, script, fields, shebangOf(script.text, heredocs) ?? shell, scope);
}

function readExec(
	reading: InstructionReading,
	strings: readonly PlacedString[],
	from: number,
	fields: Fields,
	scope: StageScope,
): ShellVariables {
	const { places } = reading.file;
	const list = new CommandList(places);
	const values = strings.map(({ value }) => value);
	for (const [index, string] of strings.entries()) places.entry(values, index, reading.line, string.start, string.end);
	places.node(values, reading.line, from, reading.text.length);
	fields.form = "exec";
	fields.words = values;
	const variables = new Map<string, string>();
	if (strings.length > 0) {
		const words = strings.map(({ value, start, end }): FoundWord => {
			const word: Fields = { text: reading.text.slice(start - 1, end + 1), value, quoted: true, dynamic: false };
			places.node(word, reading.line, start, end);
			return { value, fields: word, start, end };
		});
		const inner = list.add(
			reading.line,
			{ start: from, end: reading.text.length, words, assignments: [], redirects: [] },
			outermost,
		);
		if (inner !== undefined) {
			const { start, end, value } = inner.word;
			const exact = reading.text.slice(start, end) === value;
			const script = exact ? reading.line.slice(start, end) : JoinedText.fixed(value, reading.line.span(start, end));
			const around = { ...outermost, within: ["script"], into: inner.command };
			const facts = readScript(script, scope.lookup, list, around);
			for (const name of facts.names) variables.set(name, sourceOf(name, facts.assigned, scope));
			noteFaults(reading, fields, facts.faults);
		}
	}
	fields.commands = list.commands;
	return variables;
}

function readShell(
	reading: InstructionReading,
	script: JoinedText,
	fields: Fields,
	shell: ShellInEffect,
	scope: StageScope,
): ShellVariables {
	const { places } = reading.file;
	const list = new CommandList(places);
	fields.form = "shell";
	fields.words = [];
	fields.script = script.text;
	fields.shell = shellFields(shell);
	places.entry(fields, "script", script, 0, script.text.length);
	const dialect = dialectOf(shell);
	const variables = new Map<string, string>();
	if (dialect === "sh") {
		const facts = readScript(script, scope.lookup, list);
		for (const name of facts.names) variables.set(name, sourceOf(name, facts.assigned, scope));
		noteFaults(reading, fields, facts.faults);
	} else if (dialect !== undefined)
		for (const name of splitCommands(script, dialect, list)) variables.set(name, scope.source(name));
	fields.commands = list.commands;
	return variables;
}

function sourceOf(name: string, assigned: ReadonlySet<string>, scope: StageScope): string {
	const source = scope.source(name);
	return assigned.has(name) && source !== "env" && source !== "arg" ? "shell" : source;
}

type Faults = ReturnType<typeof readScript>["faults"];

/** All faults for policies, the first as a diagnostic: those after it mostly follow from it. */
function noteFaults(reading: InstructionReading, fields: Fields, faults: Faults): void {
	const [first] = faults;
	if (first === undefined) return;
	reading.file.report(first.span, dockerfileShell({ fault: first.message }));
	const messages: Value[] = faults.map(({ message }) => message);
	fields.faults = messages;
	for (const [index, { span }] of faults.entries())
		reading.file.places.entry(messages, index, JoinedText.fixed("", span), 0, 0);
}

/**
 * What the shell gets: the line and the heredocs it opens. A line that is only `<<EOF` is no command: then the body is the script
 * (BuildKit, dispatchRun).
 */
function scriptOf(reading: InstructionReading, from: number, heredocs: readonly Heredoc[]): JoinedText {
	const { line } = reading;
	const [first] = heredocs;
	if (first === undefined) return line.slice(from, line.text.length);
	if (isBare(reading, from, heredocs)) return first.body;
	const pieces = line.pieces(from, line.text.length);
	for (const { body, raw, name } of heredocs) {
		pieces.push({ text: "\n", from: raw.start });
		pieces.push(...body.pieces(0, body.text.length));
		pieces.push({ text: name, from: raw.end - name.length });
	}
	return JoinedText.of(pieces);
}

function isBare(reading: InstructionReading, from: number, [first, second]: readonly Heredoc[]): boolean {
	return (
		first !== undefined && second === undefined && first.word.start === from && first.word.end === reading.text.length
	);
}

function shebangOf(script: string, heredocs: readonly Heredoc[]): ShellInEffect | undefined {
	return heredocs.length > 0 ? shebangShell(script) : undefined;
}
