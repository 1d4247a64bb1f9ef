/**
 * A POSIX or bash script as a list of simple commands, each with its words and what it stands in.
 * unbash reads the grammar; here its tree becomes the flat list that policies go through. Must not judge any command.
 */
import {
	type AndOr,
	type Assignment,
	type Command,
	type CommandNode,
	type CompoundCommand,
	type CompoundList,
	type ParsedScript,
	type PipelineNode,
	parse,
	type Redirection,
	type Statement,
	type SyntaxNode,
	type Word,
} from "unbash";
import type { Span } from "../../../text/span.ts";
import type { Lookup, Variable } from "../expand.ts";
import { JoinedText } from "../joinedText.ts";
import type { Fields } from "../reading.ts";
import { splitQuoted } from "../splitWords.ts";
import {
	type CommandList,
	type FoundWord,
	type InnerScript,
	isShell,
	outermost,
	type Surroundings,
} from "./commandList.ts";
import { isPlain, readContents, readWord, type WordContents } from "./readWord.ts";

/** What a script holds besides its commands. */
export interface ScriptFacts {
	/** Variables it expands. */
	readonly names: Set<string>;
	/** Variables it sets. */
	readonly assigned: Set<string>;
	readonly faults: ShellFault[];
}

export interface ShellFault {
	readonly message: string;
	readonly span: Span;
}

/** Scripts within scripts (`sh -c "sh -c …"`) deeper than this are no longer taken apart. */
const deepest = 8;

/** A script whose brackets nest deeper is not read: the time that takes grows faster than the text. */
const deepestBrackets = 500;

function nestsTooDeep(text: string): boolean {
	let depth = 0;
	for (const [bracket] of text.matchAll(/[()]/g)) {
		depth = bracket === "(" ? depth + 1 : Math.max(0, depth - 1);
		if (depth > deepestBrackets) return true;
	}
	return false;
}

/** Adds the commands of a script to the list. `lookup` tells what ARG and ENV set. */
export function readScript(script: JoinedText, lookup: Lookup, list: CommandList, around = outermost): ScriptFacts {
	const facts: ScriptFacts = { names: new Set(), assigned: new Set(), faults: [] };
	if (nestsTooDeep(script.text)) {
		const message = `brackets nested more than ${deepestBrackets} levels deep`;
		facts.faults.push({ message, span: script.span(0, 1) });
		return facts;
	}
	new ScriptReader(script, list, facts, new Map(), lookup, 0).readAll(parse(script.text), around);
	return facts;
}

class ScriptReader {
	readonly #script: JoinedText;
	readonly #list: CommandList;
	readonly #facts: ScriptFacts;
	/** What the script itself has set so far; undefined for a variable whose value can't be told. */
	readonly #variables: Map<string, string | undefined>;
	readonly #outer: Lookup;
	readonly #depth: number;

	constructor(
		script: JoinedText,
		list: CommandList,
		facts: ScriptFacts,
		variables: Map<string, string | undefined>,
		outer: Lookup,
		depth: number,
	) {
		this.#script = script;
		this.#list = list;
		this.#facts = facts;
		this.#variables = variables;
		this.#outer = outer;
		this.#depth = depth;
	}

	readAll(tree: ParsedScript, around: Surroundings): void {
		for (const { message, pos } of tree.errors ?? [])
			this.#facts.faults.push({ message, span: this.#script.span(pos, Math.min(pos + 1, this.#script.text.length)) });
		this.#statements(tree.commands, around);
	}

	#lookup = (name: string): Variable => (this.#variables.has(name) ? this.#variables.get(name) : this.#outer(name));

	#statements(statements: readonly Statement[], around: Surroundings): void {
		let previous: Statement | undefined;
		for (const statement of statements) {
			const after = previous === undefined ? around.after : this.#separator(previous, statement);
			this.#pipelineOrList(statement.command, { ...around, after, background: statement.background === true });
			previous = statement;
		}
	}

	#separator(previous: Statement, next: Statement): string {
		if (previous.background === true) return "&";
		return /^\s*;/.test(this.#script.text.slice(previous.end, next.pos)) ? ";" : "\n";
	}

	#pipelineOrList(node: PipelineNode | AndOr, around: Surroundings): void {
		if (node.type !== "AndOr") {
			this.#pipeline(node, around);
			return;
		}
		for (const [index, part] of node.commands.entries())
			this.#pipeline(part, index === 0 ? around : { ...around, after: node.operators[index - 1] });
	}

	#pipeline(node: PipelineNode, around: Surroundings): void {
		if (node.type !== "Pipeline") {
			this.#command(node, around);
			return;
		}
		const pipeline = node.commands.length > 1 ? this.#list.newPipeline() : around.pipeline;
		const negated = node.prefixes.some(({ type }) => type === "Negation");
		const keywords = node.prefixes.some(({ type }) => type === "Time") ? ["time"] : undefined;
		for (const [index, part] of node.commands.entries()) {
			const after = index === 0 ? around.after : node.operators[index - 1];
			this.#command(part, { ...around, pipeline, negated, after }, index === 0 ? keywords : undefined);
		}
	}

	#command(node: CommandNode, around: Surroundings, keywords?: readonly string[]): void {
		switch (node.type) {
			case "Command":
				this.#simple(node, around, keywords);
				return;
			case "Redirected": {
				// The redirections of a group belong to none of its commands: they stand as an entry of their own before them.
				const contents = this.#contents();
				const redirects = node.redirects.map((redirect) => this.#redirect(redirect, contents));
				const inside = { ...around, within: [...around.within, kindOf(node.command)] };
				this.#add(
					{ start: node.redirects[0]?.pos ?? node.pos, end: node.end, words: [], assignments: [], redirects },
					inside,
					contents,
				);
				this.#compound(node.command, around);
				return;
			}
			case "Function":
				this.#facts.assigned.add(node.name.value);
				this.#body(node.body, inner(around, "function"));
				return;
			case "Coproc":
				this.#body(node.body, { ...around, background: true });
				return;
			default:
				this.#compound(node, around);
				return;
		}
	}

	#body(node: CommandNode | CompoundList, around: Surroundings): void {
		if (node.type === "CompoundList") this.#statements(node.commands, around);
		else this.#command(node, around);
	}

	#compound(node: CompoundCommand, around: Surroundings): void {
		switch (node.type) {
			case "If": {
				const inside = inner(around, "if");
				this.#statements(node.clause.commands, inner(inside, "condition"));
				this.#statements(node.then.commands, inside);
				for (const branch of node.elif) {
					this.#statements(branch.clause.commands, inner(inside, "condition"));
					this.#statements(branch.then.commands, inside);
				}
				this.#statements(node.else?.commands ?? [], inside);
				return;
			}
			case "While": {
				const inside = inner(around, node.kind);
				this.#statements(node.clause.commands, inner(inside, "condition"));
				this.#statements(node.body.commands, inside);
				return;
			}
			case "For":
			case "Select":
				this.#assign(node.name.value, undefined);
				this.#header(node.wordlist ?? [], around);
				this.#statements(node.body.commands, inner(around, "for"));
				return;
			case "ArithmeticFor":
				this.#header([node.initialize, node.test, node.update], around);
				this.#statements(node.body.commands, inner(around, "for"));
				return;
			case "Case":
				this.#header([node.word], around);
				for (const item of node.items) this.#statements(item.body.commands, inner(around, "case"));
				return;
			case "Subshell":
				this.#statements(node.body.commands, inner(around, "subshell"));
				return;
			case "BraceGroup":
				this.#statements(node.body.commands, inner(around, "group"));
				return;
			case "TestCommand":
			case "ArithmeticCommand":
				this.#test(node, around);
				return;
		}
	}

	/** The words of a loop's or a case's head: no command, but what they expand counts. */
	#header(nodes: readonly (SyntaxNode | undefined)[], around: Surroundings): void {
		const contents = this.#contents();
		for (const node of nodes) if (node !== undefined) readContents(node, contents);
		this.#substitutions(contents, around, around.into);
	}

	/** `[[ … ]]` and `(( … ))`: a command by that name, its words cut at spaces. */
	#test(node: Extract<CompoundCommand, { type: "TestCommand" | "ArithmeticCommand" }>, around: Surroundings): void {
		const contents = this.#contents();
		readContents(node, contents);
		const text = this.#script.text.slice(node.pos, node.end);
		const words = splitQuoted(text, 0, "\\", false).map(({ start, end }): FoundWord => {
			const word = text.slice(start, end);
			const value = /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
			const fields: Fields = { text: word, value, quoted: value !== word, dynamic: !isPlain(word) };
			return this.#found(fields, { start: node.pos + start, end: node.pos + end });
		});
		this.#add({ start: node.pos, end: node.end, words, assignments: [], redirects: [] }, around, contents);
	}

	#simple(node: Command, around: Surroundings, keywords: readonly string[] | undefined): void {
		const contents = this.#contents();
		const words: FoundWord[] = [];
		const assignments: Fields[] = [];
		const redirects: Fields[] = [];
		for (const part of node.prefix) {
			if (part.type === "Assignment")
				assignments.push(this.#assignment(part, node.name === undefined, around, contents));
			else redirects.push(this.#redirect(part, contents));
		}
		if (node.name !== undefined) words.push(this.#word(node.name, contents));
		for (const part of node.suffix) {
			if (part.type === "Word") words.push(this.#word(part, contents));
			else if (part.type === "Assignment") {
				// `export A=1`: the word of the command, and an assignment.
				assignments.push(this.#assignment(part, true, around, contents));
				words.push(this.#assignmentWord(part));
			} else redirects.push(this.#redirect(part, contents));
		}
		this.#noteReads(words);
		const index = this.#list.commands.length;
		this.#add({ start: node.pos, end: node.end, words, assignments, redirects, keywords }, around, contents);
		this.#fedScript(node, index, around);
	}

	/** `sh <<EOF`: the heredoc is a script too. */
	#fedScript(node: Command, command: number, around: Surroundings): void {
		const heredoc = node.redirects.findLast((redirect) => redirect.type === "HereDoc");
		if (heredoc === undefined || heredoc.body.end <= heredoc.body.pos || this.#depth >= deepest) return;
		const { name, args } = this.#list.commands[command] as Fields;
		const options = args as readonly string[];
		if (!isShell(name as string) || options.some((arg) => !/^[-+]/.test(arg) || /^-\w*c/.test(arg))) return;
		this.#readInner(this.#script.slice(heredoc.body.pos, heredoc.body.end), this.#variables, command, around);
	}

	#word(word: Word, contents: WordContents): FoundWord {
		return this.#found(readWord(word, this.#lookup, contents), { start: word.pos, end: word.end });
	}

	#found(fields: Fields, { start, end }: Span): FoundWord {
		this.#list.places.node(fields, this.#script, start, end);
		return { value: fields.value as string, fields, start, end };
	}

	#assignmentWord(node: Assignment): FoundWord {
		const operator = node.append === true ? "+=" : "=";
		const value = node.value.type === "Word" ? node.value.value : node.text.slice(node.text.indexOf("=") + 1);
		const fields: Fields = {
			text: node.text,
			value: `${node.name}${operator}${value}`,
			quoted: /["'\\]/.test(node.text),
			dynamic: !isPlain(node.text),
		};
		return this.#found(fields, { start: node.pos, end: node.end });
	}

	/** `lasting`: whether later commands see it, as they don't in `A=1 program`. */
	#assignment(node: Assignment, lasting: boolean, around: Surroundings, contents: WordContents): Fields {
		const fields: Fields = { name: node.name, value: "", dynamic: false };
		let known: string | undefined;
		if (node.value.type === "Word") {
			const word = readWord(node.value, this.#lookup, contents);
			fields.value = word.value as string;
			fields.dynamic = word.dynamic as boolean;
			known = word.dynamic === false ? (word.value as string) : (word.resolved as string | undefined);
		} else {
			fields.value = this.#script.text.slice(node.value.pos, node.value.end);
			for (const element of node.value.elements) readContents(element, contents);
			fields.dynamic = !isPlain(fields.value);
		}
		this.#list.places.node(fields, this.#script, node.pos, node.end);
		if (node.value.end > node.value.pos)
			this.#list.places.entry(fields, "value", this.#script, node.value.pos, node.value.end);
		const certain = lasting && node.append !== true && around.within.every((kind) => kind === "group");
		if (lasting) this.#assign(node.name, certain ? known : undefined);
		return fields;
	}

	#assign(name: string, value: string | undefined): void {
		this.#facts.assigned.add(name);
		this.#variables.set(name, value);
	}

	/** `read`, `getopts` and their kin set the variables they name. */
	#noteReads(words: readonly FoundWord[]): void {
		const program = words[0]?.value;
		if (
			program !== "read" &&
			program !== "unset" &&
			program !== "getopts" &&
			program !== "mapfile" &&
			program !== "readarray"
		)
			return;
		for (const { value } of words.slice(1)) if (/^[A-Za-z_]\w*$/.test(value)) this.#assign(value, undefined);
	}

	#redirect(node: Redirection, contents: WordContents): Fields {
		const fields: Fields = { op: node.operator, target: "" };
		if (node.descriptor?.type === "FileDescriptor") fields.fd = node.descriptor.value;
		if (node.type === "HereDoc") {
			fields.target = node.delimiter?.value ?? "";
			fields.body = node.body.text;
			if (!isPlain(node.body.text)) readContents(node.body, contents);
			if (node.body.end > node.body.pos)
				this.#list.places.entry(fields, "body", this.#script, node.body.pos, node.body.end);
		} else if (node.target !== undefined) {
			fields.target = node.target.value;
			if (!isPlain(node.target.text)) readContents(node.target, contents);
			this.#list.places.entry(fields, "target", this.#script, node.target.pos, node.target.end);
		}
		this.#list.places.node(fields, this.#script, node.pos, node.end);
		return fields;
	}

	#contents(): WordContents {
		return { names: this.#facts.names, scripts: [] };
	}

	#add(found: Parameters<CommandList["add"]>[1], around: Surroundings, contents: WordContents): void {
		const index = this.#list.commands.length;
		const script = this.#list.add(this.#script, found, around);
		this.#substitutions(contents, around, index);
		if (script !== undefined) this.#innerScript(script, around);
	}

	#substitutions(contents: WordContents, around: Surroundings, into: number | undefined): void {
		for (const script of contents.scripts) {
			const inside: Surroundings = { ...outermost, within: [...around.within, "substitution"], into };
			// Backticks with escapes in them are read from decoded text, whose offsets lead nowhere: the script's own place stands for all.
			const reader =
				script.source === undefined
					? this
					: this.#reader(JoinedText.fixed(script.source, this.#wholeSpan()), this.#variables);
			reader.readAll(script, inside);
		}
	}

	/** What `sh -c` is given. Its text is exact where nothing in it is escaped. */
	#innerScript({ word, command }: InnerScript, around: Surroundings): void {
		if (this.#depth >= deepest) return;
		const raw = this.#script.text.slice(word.start, word.end);
		const exact = raw.slice(1, -1) === word.value;
		const inner = exact
			? this.#script.slice(word.start + 1, word.end - 1)
			: JoinedText.fixed(word.value, this.#script.span(word.start, word.end));
		const variables = raw.startsWith("'") ? new Map<string, string | undefined>() : this.#variables;
		this.#readInner(inner, variables, command, around);
	}

	#readInner(
		script: JoinedText,
		variables: Map<string, string | undefined>,
		command: number,
		around: Surroundings,
	): void {
		const inside: Surroundings = { ...outermost, within: [...around.within, "script"], into: command };
		this.#reader(script, variables).readAll(parse(script.text), inside);
	}

	#reader(script: JoinedText, variables: Map<string, string | undefined>): ScriptReader {
		return new ScriptReader(script, this.#list, this.#facts, variables, this.#outer, this.#depth + 1);
	}

	#wholeSpan(): Span {
		return this.#script.span(0, this.#script.text.length);
	}
}

/** One level further in: what is inside begins a list of its own. */
function inner(around: Surroundings, kind: string): Surroundings {
	return { ...around, within: [...around.within, kind], after: undefined, negated: false };
}

function kindOf(node: CompoundCommand): string {
	switch (node.type) {
		case "If":
			return "if";
		case "While":
			return node.kind;
		case "Case":
			return "case";
		case "Subshell":
			return "subshell";
		case "BraceGroup":
			return "group";
		case "TestCommand":
		case "ArithmeticCommand":
			return "condition";
		default:
			return "for";
	}
}
