/** `policy fmt [PATH…]`: policies in one layout. Prints, lists, shows or writes what they become. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { fileNotText } from "../../diagnostics/catalogue/files.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../diagnostics/render.ts";
import { decode } from "../../text/decode.ts";
import { Source } from "../../text/source.ts";
import { unifiedDiff } from "../fix/unifiedDiff.ts";
import { formatPolicy } from "../formatPolicy.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { readPolicyFiles } from "../policyFiles.ts";
import { Refusal } from "../refusal.ts";

interface Options {
	readonly write: boolean;
	readonly list: boolean;
	readonly diff: boolean;
	readonly fail: boolean;
	readonly checkResult: boolean;
	readonly v0Compatible: boolean;
	readonly v0ToV1: boolean;
	readonly color: boolean;
}

export function fmtCommand(host: Host, finish: (status: number) => void): Command {
	return new Command("fmt")
		.description("Lay out policies in one way, as `opa fmt` does it: .rego and .policy files.")
		.argument("[path...]", "policy files and folders of them; `-` or nothing is standard input", [])
		.option("-w, --write", "write the files instead of printing them", false)
		.option("-l, --list", "name the files that would change", false)
		.option("-d, --diff", "show what would change, as a patch", false)
		.option("--fail", "exit with 1 where something would change", false)
		.option("--no-check-result", "don't read the result again to see that it says the same")
		.option("--v0-compatible", "the .rego files are Rego v0, and stay so", false)
		.option("--v0-to-v1", "the .rego files are Rego v0, and become v1", false)
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExit status: 0 done, 1 as --fail says, 2 where a text can't be read; the others are done all the same.\n\nExamples:\n  policy fmt --write policies/\n  policy fmt --list --fail policies/\n  policy fmt --v0-to-v1 --diff old.rego",
		)
		.action(async (paths: readonly string[], options: Options) => finish(await format(host, paths, options)));
}

async function format(host: Host, paths: readonly string[], options: Options): Promise<number> {
	const usesStdin = paths.length === 0 || paths.includes("-");
	if (usesStdin && paths.length > 1) refuse("`-` can't stand beside other paths", "give one or the other");
	if (usesStdin && options.write) refuse("standard input can't be written", "leave `--write` out");
	if (options.v0Compatible && options.v0ToV1)
		refuse("--v0-compatible and --v0-to-v1 can't both be", "`--v0-to-v1` reads v0 anyway");
	const { sources, diagnostics } = usesStdin ? await readStdin(host) : readFiles(host, paths);
	const painter = painterFor(host.stderr, host.env, options.color);
	const tell = (given: readonly Diagnostic[]): void => {
		for (const diagnostic of given) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	};
	tell(diagnostics);
	let isBroken = diagnostics.length > 0;
	let wouldChange = false;
	for (const source of sources) {
		const version = options.v0Compatible || options.v0ToV1 ? "v0" : "v1";
		const formatted = formatPolicy(source, { version, toV1: options.v0ToV1, check: options.checkResult });
		tell(formatted.diagnostics);
		if (formatted.text === undefined) {
			isBroken = true;
			continue;
		}
		const changes = formatted.text !== source.text;
		wouldChange ||= changes;
		show(host, source, formatted.text, options);
		if (options.write && changes) host.files.write(path.resolve(host.cwd, source.name), formatted.text);
	}
	if (isBroken) return 2;
	return options.fail && wouldChange ? 1 : 0;
}

function show(host: Host, { name, text: before }: Source, after: string, { list, diff, write }: Options): void {
	if (list && before !== after) host.stdout.write(`${name}\n`);
	if (diff && before !== after) host.stdout.write(unifiedDiff(name, before, after));
	if (!list && !diff && !write) host.stdout.write(after);
}

function readFiles(
	host: Host,
	paths: readonly string[],
): { readonly sources: readonly Source[]; readonly diagnostics: readonly Diagnostic[] } {
	const found = paths.map((one) => {
		const files = readPolicyFiles(host.cwd, host.files, one, true);
		if (files === undefined) refuse(`there is no file or folder \`${one}\``, "name one that is there");
		return files;
	});
	const sources = new Map(found.flatMap((files) => files.sources.map((source) => [source.name, source])));
	return { sources: [...sources.values()], diagnostics: found.flatMap((files) => files.diagnostics) };
}

async function readStdin(host: Host): Promise<ReturnType<typeof readFiles>> {
	const decoded = decode(await host.stdin());
	if ("text" in decoded) return { sources: [new Source("<stdin>", decoded.text)], diagnostics: [] };
	return { sources: [], diagnostics: [at(new Source("<stdin>", ""), undefined, fileNotText(decoded))] };
}

function refuse(text: string, hint: string): never {
	throw new Refusal([usageInvalid({ text, hint })]);
}
