/** `policy repl [PATH…]`: queries and rules at a prompt. */
import { Command } from "commander";
import { choice, repeated } from "../choice.ts";
import { type DeclarationOptions, readDeclarations } from "../declarations/declarations.ts";
import { duration } from "../duration.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { type Prompt, type PromptOptions, promptOver } from "../host/prompt.ts";
import { addDeclarationOptions } from "../policyOptions.ts";
import { hasErrors } from "../query/compileQuery.ts";
import { Refusal } from "../refusal.ts";
import { historyFile, readHistory, writeHistory } from "../repl/history.ts";
import { Repl, type ReplFormat, replFormats } from "../repl/repl.ts";
import { version } from "../version.ts";

interface Options extends DeclarationOptions {
	readonly data: readonly string[];
	readonly input?: string;
	readonly kind?: string;
	readonly package?: string;
	readonly format: ReplFormat;
	readonly timeout: number;
	/** A file, false for none, absent for the usual one. */
	readonly history?: string | false;
	readonly color: boolean;
}

export function replCommand(host: Host, finish: (status: number) => void): Command {
	return addDeclarationOptions(new Command("repl"))
		.description("Evaluate queries and try rules at a prompt. Lines from a pipe work too.")
		.argument("[path...]", "policies and data to load: .rego, .policy, .json and .yaml files, or folders", [])
		.option("-d, --data <path>", "the same, as `policy query` has it (repeatable)", repeated(String), [])
		.option("-i, --input <file>", "the input: JSON and YAML as they are, a Dockerfile as policies see it")
		.option("--kind <kind>", "read the input as this kind of document")
		.option("--package <name>", "begin in this package (default: repl)")
		.option(
			"-f, --format <format>",
			`how to print solutions: ${replFormats.join(", ")} (default: pretty)`,
			choice("--format", replFormats),
			"pretty",
		)
		.option("--timeout <duration>", "stop an evaluation after so long (default: 30s)", duration("--timeout"), 30_000)
		.option("--history <file>", "keep the lines in this file (default: ~/.policy_history)")
		.option("--no-history", "keep no lines")
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText("after", help)
		.action(async (paths: readonly string[], options: Options) => finish(await talk(host, paths, options)));
}

const help = `
At the prompt, :help lists what can be entered.

Exit status: 0; from a pipe, 2 where something that was entered is wrong.

Examples:
  policy repl policies/ -i Dockerfile
  policy repl --package acme policies/
  echo 'data.acme.allow' | policy repl policies/ -i input.json`;

async function talk(host: Host, paths: readonly string[], options: Options): Promise<number> {
	const repl: { session?: Repl } = {};
	const declarations = await readDeclarations(host, options);
	if (hasErrors(declarations.diagnostics)) throw new Refusal(declarations.diagnostics);
	const file = options.history === false ? undefined : (options.history ?? historyFile(host));
	const prompt = await open(host, {
		complete: async (line) => (await repl.session?.complete(line)) ?? [[], ""],
		history: file === undefined ? [] : readHistory(host, file),
	});
	const session = new Repl(host, {
		base: evaluationBase(host),
		format: options.format,
		limit: options.timeout,
		painter: painterFor(host.stdout, host.env, options.color),
		interruptible: prompt.isTerminal,
		declarations,
		...(options.shape && { shape: options.shape }),
	});
	repl.session = session;
	try {
		let failed = await begin(host, session, [...paths, ...options.data], options);
		if (failed && !prompt.isTerminal) return 2;
		if (prompt.isTerminal) host.stdout.write(`policy ${version()}: :help lists what can be entered, Ctrl-D leaves\n`);
		failed = await converse(host, session, prompt);
		if (prompt.isTerminal && file !== undefined) writeHistory(host, file, prompt.history());
		return failed && !prompt.isTerminal ? 2 : 0;
	} finally {
		prompt.close();
	}
}

async function open(host: Host, options: PromptOptions): Promise<Prompt> {
	return host.prompt === undefined ? promptOver(new TextDecoder().decode(await host.stdin())) : host.prompt(options);
}

/** Does what the command line says, before anything is entered. True where something was wrong. */
async function begin(host: Host, session: Repl, roots: readonly string[], options: Options): Promise<boolean> {
	const entries: string[] = [];
	if (options.input !== undefined) entries.push(`:input ${options.input} ${options.kind ?? ""}`);
	if (options.package !== undefined) entries.push(`package ${options.package}`);
	let failed = false;
	if (roots.length > 0) {
		const reply = session.load(roots);
		failed = reply.failed;
		if (reply.failed) host.stdout.write(reply.text);
	}
	for (const entry of entries) {
		const reply = await session.enter(entry, true);
		failed ||= reply.failed;
		if (reply.failed) host.stdout.write(reply.text);
	}
	return failed;
}

/** Until the end of the lines. True where something that was entered was wrong. */
async function converse(host: Host, session: Repl, prompt: Prompt): Promise<boolean> {
	let entry = "";
	let failed = false;
	for (;;) {
		const answer = await prompt.ask(entry === "" ? `${session.workspace.packageText}> ` : "… ");
		if (answer === "interrupt" || answer === "abandon") {
			host.stdout.write(entry === "" && answer === "interrupt" ? "\nCtrl-D leaves\n" : "^C\n");
			entry = "";
			continue;
		}
		const isEnd = answer === "end";
		if (isEnd && entry === "") {
			if (prompt.isTerminal) host.stdout.write("\n");
			return failed;
		}
		const line = isEnd ? "" : answer.line;
		// An empty line ends an entry that would go on for ever.
		const isLast = isEnd || (entry !== "" && line.trim() === "");
		entry = entry === "" ? line : `${entry}\n${line}`;
		const text = entry;
		const reply = await prompt.released(() => session.enter(text, isLast));
		host.stdout.write(reply.text);
		failed ||= reply.failed;
		if (reply.next === "end" || isEnd) return failed;
		if (reply.next !== "more") entry = "";
	}
}
