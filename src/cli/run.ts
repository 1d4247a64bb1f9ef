/**
 * From arguments to exit status. Takes a host and touches nothing else, so that tests run commands in their own process.
 * Whatever goes wrong comes out as one diagnostic on standard error, and never as a stack trace.
 */
import { type Argument, Command, CommanderError, type Option } from "commander";
import { internalError, outputFailed, usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import type { Message } from "../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../diagnostics/render.ts";
import { suggest } from "../text/suggest.ts";
import { commands } from "./commands.ts";
import { type Host, HostError } from "./host/host.ts";
import { painterFor } from "./host/painter.ts";
import { Refusal } from "./refusal.ts";

/** Runs a command line (without `node` and the script) and gives its exit status. */
export async function run(argv: readonly string[], host: Host): Promise<number> {
	const complain = (message: Message): number => {
		const painter = painterFor(host.stderr, host.env, !argv.includes("--no-color"));
		host.stderr.write(`${renderDiagnostic(message, painter)}\n`);
		return 2;
	};
	try {
		return await dispatch(argv, host);
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : complain(usageFault(error));
		if (error instanceof Refusal) {
			for (const message of error.messages) complain(message);
			return error.status;
		}
		if (error instanceof HostError) return complain(outputFailed({ path: error.path, reason: error.reason }));
		return complain(internalError({ text: error instanceof Error ? error.message : String(error) }));
	}
}

async function dispatch(argv: readonly string[], host: Host): Promise<number> {
	let status = 0;
	const program = new Command("policy")
		.description("Policy as code for container images.")
		.usage("COMMAND [OPTION…] [PATH…]")
		.helpOption("-h, --help", "show this help")
		.addHelpText("after", topExamples);
	const [name, ...rest] = argv;
	const entry = commands.find((command) => command.name === name);
	if (entry !== undefined) {
		const make = await entry.load();
		const command = make(host, (result) => {
			status = result;
		});
		program.addCommand(quiet(command.name(entry.name).description(command.description() || entry.summary), host));
		await quiet(program, host).parseAsync([entry.name, ...withEmptyValues(rest, command)], { from: "user" });
		return status;
	}
	if (name === "-V" || name === "-v" || name === "--version") return dispatch(["version"], host);
	if (name === "help" && rest[0] !== undefined) return dispatch([rest[0], "--help"], host);
	for (const { name: each, summary } of commands) program.command(each).summary(summary).description(summary);
	const isHelp = name === undefined || name === "help" || name === "-h" || name === "--help";
	if (!isHelp) throw new Refusal([unknownCommand(name, rest)]);
	host.stdout.write(`${program.helpInformation()}${topExamples}`);
	return name === undefined ? 2 : 0;
}

/** A value that may be left out has to stand after `=`: else a path that follows the option would be taken for it. */
function withEmptyValues(args: readonly string[], { options }: Command): readonly string[] {
	const open = new Set(options.filter(({ optional }) => optional).map(({ long }) => long));
	const end = args.indexOf("--");
	return args.map((arg, index) => (open.has(arg) && (end === -1 || index < end) ? `${arg}=` : arg));
}

const topExamples = `
Examples:
  policy eval                      check everything below this folder
  policy eval --fix --dry-run      show what could be put right
  policy explain HS1080            why something is reported, and how to do better
  policy COMMAND --help            options and examples of a command
`;

function quiet(command: Command, host: Host): Command {
	// Defaults are told in the descriptions, in words.
	const asWritten = {
		optionDescription: ({ description }: Option) => description,
		argumentDescription: ({ description }: Argument) => description,
	};
	for (const each of command.commands) quiet(each, host);
	return command
		.configureHelp(asWritten)
		.exitOverride()
		.configureOutput({
			writeOut: (text) => host.stdout.write(text),
			writeErr: () => undefined,
			getOutHelpWidth: () => 80,
			outputError: () => undefined,
		});
}

function unknownCommand(name: string, rest: readonly string[]): Message {
	const names = commands.map((command) => command.name);
	const meant = suggest(name, names);
	if (name.startsWith("-"))
		return usageInvalid({
			text: `an option can't come before the command: \`${name}\``,
			hint: "write `policy eval …`",
		});
	const hint =
		meant === undefined
			? `did you mean \`policy eval ${[name, ...rest].join(" ")}\`?`
			: `did you mean \`policy ${meant}\`?`;
	return usageInvalid({ text: `there is no command \`${name}\``, hint });
}

/** Commander's sentence as one of ours: lowercase, backticks, the suggestion apart. */
function usageFault(error: CommanderError): Message {
	const [text = "", ...more] = error.message.replace(/^error: /, "").split("\n");
	const hint = more
		.join(" ")
		.replace(/^\((.*)\)$/, "$1")
		.replace(/^Did you mean (.*)\?$/, "did you mean `$1`?")
		.trim();
	const plain = text.replace(/'([^']*)'/g, "`$1`").replace(/\.$/, "");
	return usageInvalid({ text: plain, hint: hint === "" ? "see `--help`" : hint });
}
