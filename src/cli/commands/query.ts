/** `policy query QUERY`: evaluates a Rego query over data, an input and policies, as `opa eval` does. */
import { Command } from "commander";
import { evaluationFailed } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../diagnostics/render.ts";
import { kinds } from "../../documents/kinds.ts";
import { compile } from "../../lang/compile.ts";
import { parseModule, parseQuery } from "../../lang/parse/parseModule.ts";
import { Evaluation } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../runtime/evaluation/program.ts";
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import { Source } from "../../text/source.ts";
import { choice, repeated } from "../choice.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { captureValues } from "../query/captureValues.ts";
import { type QueryFormat, queryFormats, writeSolutions } from "../query/formats.ts";
import { readBase, readValue } from "../query/readBase.ts";

interface QueryOptions {
	readonly data: readonly string[];
	readonly input?: string;
	readonly format: QueryFormat;
	readonly strictBuiltinErrors: boolean;
	readonly color: boolean;
}

export function queryCommand(host: Host, finish: (status: number) => void): Command {
	return new Command("query")
		.description("Evaluate a Rego query, as `opa eval` does.")
		.argument("<query>", "a Rego query; `-` is standard input")
		.option(
			"-d, --data <path>",
			"load policies and data: .rego, .policy, .json and .yaml files, or a folder of them (repeatable)",
			repeated(String),
			[],
		)
		.option("-i, --input <file>", "the input document, JSON or YAML; `-` is standard input")
		.option(
			"-f, --format <format>",
			`what to print: ${queryFormats.join(", ")} (default: json)`,
			choice("--format", queryFormats),
			"json",
		)
		.option("--strict-builtin-errors", "an error in a builtin ends the evaluation", false)
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExamples:\n  policy query '1 + 2' --format raw\n  policy query -d policies/ -i input.json 'data.acme.deny'\n  policy parse Dockerfile | policy query -i - 'input[_].value.stages[_].from.ref'",
		)
		.action(async (text: string, options: QueryOptions) => finish(await runQuery(host, text, options)));
}

async function runQuery(host: Host, given: string, options: QueryOptions): Promise<number> {
	const standardInput = async (): Promise<string> => new TextDecoder().decode(await host.stdin());
	const base = readBase(host.cwd, host.files, options.data);
	const input =
		options.input === "-"
			? readValue(await standardInput(), "<stdin>")
			: options.input === undefined
				? undefined
				: readInput(host, options.input);
	const source = new Source("<query>", given === "-" && options.input !== "-" ? await standardInput() : given);
	const diagnostics: Diagnostic[] = [];
	const parsed = parseQuery(source, { dialect: "rego" });
	diagnostics.push(...parsed.diagnostics);
	const modules = base.modules.flatMap((module) => {
		const read = parseModule(module, { dialect: module.name.endsWith(".policy") ? "policy" : "rego" });
		diagnostics.push(...read.diagnostics);
		return read.module === undefined ? [] : [read.module];
	});
	if (parsed.query === undefined || hasErrors(diagnostics)) return refuse(host, diagnostics, options);
	const { query, expressions } = captureValues(parsed.query);
	const compiled = compile(modules, {
		query,
		keepPrint: true,
		inputTypes: new Map(kinds.map(({ id, schema }) => [id, fromJsonSchema(schema)])),
	});
	diagnostics.push(...compiled.diagnostics);
	if (compiled.program === undefined || hasErrors(diagnostics)) return refuse(host, diagnostics, options);
	const evaluation = new Evaluation({
		...(input === undefined ? {} : { input }),
		data: base.data,
		now: host.now(),
		random: (bytes) => host.random(bytes),
		crypto: host.crypto,
		print: (text) => host.stderr.write(`${text}\n`),
		strict: options.strictBuiltinErrors,
	});
	const program = loadProgram(instantiate(compiled.program.code));
	await program.ready();
	try {
		const solutions = program.query(evaluation);
		host.stdout.write(writeSolutions(solutions, expressions, options.format));
		return 0;
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return refuse(host, [evaluationFailed({ text: error.message })], options);
	}
}

function readInput(host: Host, name: string) {
	return readValue(new TextDecoder().decode(host.files.read(name)), name);
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
	return diagnostics.some(({ kind }) => kind.severity === "error");
}

/** What is wrong, in the shape that `opa eval` gives it to scripts, or for eyes. */
function refuse(host: Host, diagnostics: readonly Diagnostic[], { format, color }: QueryOptions): number {
	if (format === "json") {
		const errors = diagnostics
			.filter(({ kind }) => kind.severity === "error")
			.map(({ kind, text, source, span }) => ({
				message: text,
				code: kind.opaCode ?? kind.code,
				...(source === undefined ? {} : { location: { file: source.name, ...place(source, span?.start ?? 0) } }),
			}));
		host.stdout.write(`${JSON.stringify({ errors }, null, 2)}\n`);
	} else {
		const painter = painterFor(host.stderr, host.env, color);
		for (const diagnostic of diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	}
	return 2;
}

function place(source: Source, offset: number): { readonly row: number; readonly col: number } {
	const { line, column } = source.position(offset);
	return { row: line, col: column };
}
