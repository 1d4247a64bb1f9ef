/** The session behind `policy repl`: takes what was entered, gives what to print. Reads files when told to; asks nobody anything. */
import { evaluationFailed, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic, Message } from "../../diagnostics/diagnostic.ts";
import { type Painter, renderDiagnostic, visible } from "../../diagnostics/render.ts";
import type { Shape } from "../../documents/shapes/shape.ts";
import type { EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { printType } from "../../runtime/types/printType.ts";
import { Source } from "../../text/source.ts";
import { suggest } from "../../text/suggest.ts";
import type { Declarations } from "../declarations/declarations.ts";
import { durationText } from "../duration.ts";
import { type Host, HostError } from "../host/host.ts";
import { Stopped } from "../host/timeLimit.ts";
import { hasErrors } from "../query/compileQuery.ts";
import { type QueryFormat, writeSolutions } from "../query/formats.ts";
import { readBase } from "../query/readBase.ts";
import { Refusal } from "../refusal.ts";
import { ask } from "./ask.ts";
import { type Completion, complete } from "./complete.ts";
import { readInputFile } from "./readInput.ts";
import { PROMPT, readStatement, type Statement } from "./statement.ts";
import { typeOf } from "./typeOf.ts";
import { Workspace } from "./workspace.ts";

export const replFormats = ["pretty", "json", "raw"] as const satisfies readonly QueryFormat[];
export type ReplFormat = (typeof replFormats)[number];

export interface ReplOptions {
	readonly base: EvaluationOptions;
	readonly format: ReplFormat;
	/** Milliseconds that one evaluation may take. */
	readonly limit: number;
	readonly painter: Painter;
	readonly interruptible: boolean;
	/** In which form files are given as the input; absent for ours. */
	readonly shape?: Shape;
	readonly declarations?: Declarations;
}

/** What an entry comes to. */
export interface Reply {
	readonly text: string;
	/** Something was wrong with it. */
	readonly failed: boolean;
	/** More lines are wanted; or the session is over. */
	readonly next?: "more" | "end";
}

interface ReplCommand {
	readonly usage: string;
	readonly does: string;
	readonly run: (argument: string) => Reply | Promise<Reply>;
}

const said = (text: string): Reply => ({
	text: text === "" || text.endsWith("\n") ? text : `${text}\n`,
	failed: false,
});

export class Repl {
	readonly workspace: Workspace;
	readonly #host: Host;
	readonly #options: ReplOptions;
	readonly #commands: ReadonlyMap<string, ReplCommand>;
	#format: ReplFormat;
	#roots: readonly string[] = [];

	constructor(host: Host, options: ReplOptions) {
		this.#host = host;
		this.#options = options;
		this.workspace = new Workspace(options.declarations);
		this.#format = options.format;
		this.#commands = this.#makeCommands();
	}

	/** Understands and does what was entered. Whatever goes wrong is in the reply. `isLast`: no line can follow. */
	async enter(text: string, isLast: boolean): Promise<Reply> {
		try {
			const command = /^\s*:\s*(\S*)\s*([\s\S]*)$/.exec(text);
			if (command !== null) return await this.#command(command[1] as string, (command[2] as string).trim());
			const word = text.trim();
			if ((word === "exit" || word === "quit" || word === "help") && !this.workspace.names().includes(word))
				return await this.#command(word, "");
			return await this.#statement(readStatement(text, isLast));
		} catch (error) {
			return this.#failed(error);
		}
	}

	complete(line: string): Promise<Completion> {
		const commands = [...this.#commands.keys()].map((name) => `:${name}`);
		return complete(
			line,
			this.workspace,
			commands,
			this.#host.files,
			this.#askOptions(() => undefined),
		);
	}

	load(roots: readonly string[]): Reply {
		try {
			const all = [...new Set([...this.#roots, ...roots])];
			const base = readBase(this.#host.cwd, this.#host.files, all);
			const diagnostics = this.workspace.load(base);
			if (hasErrors(diagnostics)) return this.#complain(diagnostics);
			this.#roots = all;
			const count = base.modules.length;
			const done = `loaded ${count} ${count === 1 ? "module" : "modules"}, data: ${visible(Object.keys(base.data).join(", ")) || "none"}\n`;
			return said(`${this.#texts(diagnostics)}${done}`);
		} catch (error) {
			return this.#failed(error);
		}
	}

	async #statement(statement: Statement): Promise<Reply> {
		switch (statement.kind) {
			case "nothing":
				return said("");
			case "unfinished":
				return { text: "", failed: false, next: "more" };
			case "wrong":
				return this.#complain(statement.diagnostics);
			case "package":
				this.workspace.enterPackage(statement.path);
				return said("");
			case "imports":
				return this.#reported(this.workspace.import(statement.imports), "");
			case "rules": {
				const { replaced, diagnostics } = this.workspace.define(statement.rules);
				const names = [...new Set(statement.rules.map(({ name }) => `\`${name}\``))].join(", ");
				const done = `${replaced ? "redefined" : "defined"} ${names} in package ${this.workspace.packageText}`;
				return this.#reported(diagnostics, `${this.#options.painter.dim(done)}\n`);
			}
			case "query":
				return this.#query(statement.source);
		}
	}

	async #query(source: Source): Promise<Reply> {
		const printed: string[] = [];
		const asked = await ask(
			this.workspace,
			source,
			this.#askOptions((text) => printed.push(`${visible(text)}\n`)),
		);
		if ("diagnostics" in asked) return this.#complain(asked.diagnostics);
		const { solutions, expressions, refused } = asked;
		const { painter } = this.#options;
		// A builtin that refuses makes its expression undefined; without a word nobody would know why.
		const notes = solutions.length === 0 ? refused.map((text) => `${painter.warning("note")}: ${visible(text)}\n`) : [];
		let shown = "undefined\n";
		try {
			if (solutions.length > 0) shown = writeSolutions(solutions, expressions, this.#format);
		} catch (error) {
			if (error instanceof EvaluationError) return this.#complain([evaluationFailed({ text: error.message })]);
			throw error;
		}
		// Where the input's type is known, so is a field that can't be there.
		const why =
			solutions.length === 0 && this.workspace.input?.kind !== undefined ? typeOf(this.workspace, source) : undefined;
		return said([...printed, ...notes, shown, this.#texts(why?.diagnostics ?? [])].join(""));
	}

	#askOptions(print: (text: string) => void) {
		const { base, limit, interruptible } = this.#options;
		return { base, limit, interruptible, print };
	}

	async #command(name: string, argument: string): Promise<Reply> {
		const command = this.#commands.get(name === "exit" || name === "q" ? "quit" : name === "?" ? "help" : name);
		if (command !== undefined) return command.run(argument);
		const meant = suggest(name, [...this.#commands.keys()]);
		const hint = meant === undefined ? "`:help` lists the commands" : `did you mean \`:${meant}\`?`;
		return this.#complain([usageInvalid({ text: `there is no command \`:${visible(name)}\``, hint })]);
	}

	#makeCommands(): ReadonlyMap<string, ReplCommand> {
		const commands: Readonly<Record<string, ReplCommand>> = {
			help: { usage: "", does: "show this", run: () => said(this.#help()) },
			load: {
				usage: "PATH…",
				does: "load policies and data, besides those loaded already",
				run: (paths) => (paths === "" ? this.#wants("load", "PATH…") : this.load(paths.split(/\s+/))),
			},
			reload: { usage: "", does: "read again what was loaded", run: () => this.load([]) },
			input: {
				usage: "[FILE [KIND] | VALUE | none]",
				does: "show the input, or set it: JSON and YAML as they are, a Dockerfile as policies see it",
				run: (argument) => this.#input(argument),
			},
			type: { usage: "EXPRESSION", does: "show the type of an expression", run: (text) => this.#type(text) },
			show: { usage: "", does: "show what was entered for this package", run: () => said(this.workspace.show()) },
			unset: { usage: "NAME", does: "forget the rules or the import of this name", run: (name) => this.#unset(name) },
			clear: {
				usage: "",
				does: "forget everything that was entered",
				run: () => {
					this.workspace.clear();
					return said("");
				},
			},
			format: { usage: replFormats.join("|"), does: "how to print solutions", run: (word) => this.#setFormat(word) },
			quit: { usage: "", does: "leave; so does Ctrl-D", run: () => ({ text: "", failed: false, next: "end" }) },
		};
		return new Map(Object.entries(commands));
	}

	#help(): string {
		const { painter } = this.#options;
		const rows = [
			["QUERY", "evaluate: `input.user`, `some x in data.p.xs; x > 1`"],
			["RULE", "define: `limit := 3`, `allow if input.user`, `names contains n if …`"],
			["import PATH", "import for this package: `import data.acme as a`"],
			["package NAME", "go to another package; rules and queries are a part of it"],
			...[...this.#commands].map(([name, { usage, does }]) => [`:${name} ${usage}`.trim(), does]),
		];
		const width = Math.max(...rows.map(([left = ""]) => left.length));
		const lines = rows.map(([left = "", right = ""]) => `${painter.bold(left.padEnd(width))}  ${right}`);
		return `${lines.join("\n")}\n\nAn entry goes on over lines while a bracket is open; an empty line ends it. Tab completes.\n`;
	}

	async #input(argument: string): Promise<Reply> {
		if (argument === "") {
			const { input } = this.workspace;
			if (input === undefined) return said("there is no input");
			const kind = input.kind === undefined ? "" : `, a document of kind ${input.kind}`;
			return said(`input is from ${visible(input.from)}${kind}`);
		}
		if (argument === "none") {
			this.workspace.input = undefined;
			return said("");
		}
		const [file = "", kind, ...rest] = argument.split(/\s+/);
		if (rest.length === 0 && this.#host.files.stat(file)?.kind === "file") return this.#inputFile(file, kind);
		if (/^[[{"\d]|^(true|false|null|set\()/.test(argument)) return this.#inputValue(argument);
		const text = `can't read \`${visible(file)}\`: there is no such file`;
		return this.#complain([usageInvalid({ text, hint: 'give a file, or a value such as {"user": "ann"}' })]);
	}

	#inputFile(file: string, kind: string | undefined): Reply {
		const { input, diagnostics, documents } = readInputFile(this.#host, file, kind, this.#options.shape);
		if (input === undefined) return this.#complain(diagnostics);
		this.workspace.input = input;
		const what = input.kind === undefined ? "" : ` as ${input.kind}`;
		const many = documents > 1 ? `, the first of ${documents} documents` : "";
		return said(`${this.#texts(diagnostics)}${this.#options.painter.dim(`input is ${visible(file)}${what}${many}`)}\n`);
	}

	async #inputValue(text: string): Promise<Reply> {
		const asked = await ask(
			this.workspace,
			new Source(PROMPT, text),
			this.#askOptions(() => undefined),
		);
		if ("diagnostics" in asked) return this.#complain(asked.diagnostics);
		const value = asked.solutions[0]?.[asked.expressions[0]?.variable ?? ""];
		if (value === undefined) return this.#complain([usageInvalid({ text: "this has no value" })]);
		this.workspace.input = { value, from: "the prompt" };
		return said("");
	}

	#type(text: string): Reply {
		if (text === "") return this.#wants("type", "EXPRESSION");
		const { type, diagnostics } = typeOf(this.workspace, new Source(PROMPT, text));
		const shown = type === undefined || hasErrors(diagnostics) ? "" : `${printType(type, { depth: 2, most: 40 })}\n`;
		if (shown === "" && diagnostics.length === 0) return said("this has no type: it is no expression");
		return { text: `${this.#texts(diagnostics)}${shown}`, failed: hasErrors(diagnostics) };
	}

	#unset(name: string): Reply {
		if (name === "") return this.#wants("unset", "NAME");
		const { found, diagnostics } = this.workspace.unset(name);
		if (found) return this.#reported(diagnostics, "");
		const meant = suggest(name, this.workspace.names());
		const hint = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
		return this.#complain([usageInvalid({ text: `nothing called \`${visible(name)}\` was entered`, hint })]);
	}

	#setFormat(word: string): Reply {
		const format = replFormats.find((each) => each === word);
		if (format === undefined) return this.#wants("format", replFormats.join("|"));
		this.#format = format;
		return said("");
	}

	#wants(command: string, usage: string): Reply {
		return this.#complain([usageInvalid({ text: `\`:${command}\` wants ${usage}` })]);
	}

	/** What was done, or what stood in the way; warnings either way. */
	#reported(diagnostics: readonly Diagnostic[], done: string): Reply {
		return hasErrors(diagnostics) ? this.#complain(diagnostics) : said(done);
	}

	#complain(messages: readonly (Diagnostic | Message)[]): Reply {
		return { text: this.#texts(messages), failed: true };
	}

	#texts(messages: readonly (Diagnostic | Message)[]): string {
		return messages.map((message) => `${renderDiagnostic(message, this.#options.painter)}\n`).join("");
	}

	#failed(error: unknown): Reply {
		if (error instanceof Refusal) return this.#complain(error.messages);
		if (error instanceof HostError) return this.#complain([usageInvalid({ text: `${error.path}: ${error.reason}` })]);
		if (error instanceof EvaluationError) return this.#complain([evaluationFailed({ text: error.message })]);
		if (!(error instanceof Stopped)) throw error;
		const text = error.why === "interrupt" ? "interrupted" : `stopped after ${durationText(this.#options.limit)}`;
		return this.#complain([evaluationFailed({ text })]);
	}
}
