/** `policy query QUERY`: evaluates a Rego query over data, an input and policies, as `opa eval` does. */
import { Command } from "commander";
import { evaluationFailed, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../diagnostics/render.ts";
import { parseModuleJson } from "../../lang/opa/parseModuleJson.ts";
import { Evaluation } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import type { Solution } from "../../runtime/evaluation/program.ts";
import type { Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import { type AccessOptions, addAccessOptions, withAccess } from "../access.ts";
import { choice } from "../choice.ts";
import { readDeclarations, withStandIns } from "../declarations/declarations.ts";
import { duration, durationText } from "../duration.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { Stopped, withinTime } from "../host/timeLimit.ts";
import { type CompiledQuery, compileQuery, hasErrors, moduleAround, readModules } from "../query/compileQuery.ts";
import { errorsOf, type QueryError } from "../query/errors.ts";
import { type QueryFormat, queryFormats, writeSolutions } from "../query/formats.ts";
import { metricsOf } from "../query/metrics.ts";
import { addQueryOptions, type QueryOptions, readGiven } from "../query/queryOptions.ts";
import { readBase } from "../query/readBase.ts";
import { Refusal } from "../refusal.ts";
import { wholeNumber } from "../wholeNumber.ts";

interface Options extends QueryOptions, AccessOptions {
	readonly format: QueryFormat;
	readonly fail: boolean;
	readonly failDefined: boolean;
	readonly strictBuiltinErrors: boolean;
	readonly timeout?: number;
	readonly count: number;
	readonly metrics: boolean;
}

export function queryCommand(host: Host, finish: (status: number) => void): Command {
	return addAccessOptions(addQueryOptions(new Command("query")))
		.description("Evaluate a Rego query over policies, data and an input, as `opa eval` does.")
		.argument("<query>", "a Rego query; `-` is standard input")
		.option(
			"-f, --format <format>",
			`what to print: ${queryFormats.join(", ")} (default: json)`,
			choice("--format", queryFormats),
			"json",
		)
		.option("--fail", "exit with 1 where the query has no solution", false)
		.option("--fail-defined", "exit with 1 where the query has a solution", false)
		.option("--strict-builtin-errors", "an error in a builtin ends the evaluation", false)
		.option(
			"--timeout <duration>",
			"stop after so long: 500ms, 5s, 1m (default: when it is done)",
			duration("--timeout"),
		)
		.option("--metrics", "print how long reading, compiling and evaluating took", false)
		.option("--count <n>", "evaluate n times, for --metrics (default: 1)", wholeNumber("--count", 1, 1_000_000), 1)
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText("after", help)
		.action(async (text: string, options: Options) => finish(await runQuery(host, text, options)));
}

const help = `
Formats:
  json      solutions with the value and place of each expression, and the variables
  pretty    a value as indented JSON, several as a table
  raw       values in a line, strings without quotes
  values    values as JSON arrays        bindings  variables as JSON objects
  discard   whether there is a solution

Exit status: 0 evaluated, 1 as --fail and --fail-defined say, 2 something was wrong.

Examples:
  policy query '1 + 2' --format raw
  policy query -d policies/ -i input.json 'data.acme.deny'
  policy query -d policies/ --package acme -I 'allow' --fail < input.json
  policy parse Dockerfile | policy query -I 'input[_].value.stages[_].from.ref'`;

async function runQuery(given: Host, text: string, options: Options): Promise<number> {
	const host = withAccess(given, options, parseModuleJson);
	if (options.fail && options.failDefined)
		throw new Refusal([usageInvalid({ text: "--fail and --fail-defined can't both be", hint: "choose one" })]);
	const base = readBase(host.cwd, host.files, options.data);
	const asked = await readGiven(host, text, options);
	const version = options.v0Compatible ? "v0" : "v1";
	const around = moduleAround({ package: options.package, imports: options.import, version });
	const declarations = await readDeclarations(host, options);
	const read = readModules(withStandIns(base.modules, declarations), version);
	const first = [...declarations.diagnostics, ...around.diagnostics, ...read.diagnostics];
	if (hasErrors(first)) return refuse(host, first, options);
	const source = new Source("<query>", asked.query);
	const compiled = await compileQuery(read.modules, source, around.module, declarations, host.elapsed);
	const { program, expressions, diagnostics } = compiled;
	if (program === undefined) return refuse(host, diagnostics, options);
	const times: number[] = [];
	const once = (): readonly Solution[] => {
		const evaluation = evaluationOf(host, asked.input, base.data, options);
		const begin = host.elapsed();
		const solutions = program.query(evaluation);
		times.push(host.elapsed() - begin);
		return solutions;
	};
	try {
		const solutions = withinTime(options.timeout, () => {
			let last = once();
			for (let run = 1; run < options.count; run++) last = once();
			return last;
		});
		const metrics = options.metrics ? metricsOf(compiled.took, times) : {};
		host.stdout.write(writeSolutions(solutions, expressions, options.format, metrics));
		warn(host, compiled, options);
		return (options.fail && solutions.length === 0) || (options.failDefined && solutions.length > 0) ? 1 : 0;
	} catch (error) {
		return fail(host, error, options);
	}
}

function evaluationOf(host: Host, input: Value | undefined, data: Value, options: Options): Evaluation {
	return new Evaluation({
		...(input === undefined ? {} : { input }),
		data,
		...evaluationBase(host),
		print: (text) => host.stderr.write(`${text}\n`),
		strict: options.strictBuiltinErrors,
	});
}

/** Warnings go where they don't mix with what is asked for. */
function warn(host: Host, { diagnostics }: CompiledQuery, { color }: Options): void {
	const painter = painterFor(host.stderr, host.env, color);
	for (const diagnostic of diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
}

/** What is wrong, in the shape that `opa eval` gives it to scripts, or for eyes. */
function refuse(host: Host, diagnostics: readonly Diagnostic[], options: Options): number {
	if (options.format === "json") printErrors(host, errorsOf(diagnostics));
	else {
		const painter = painterFor(host.stderr, host.env, options.color);
		for (const diagnostic of diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	}
	return 2;
}

function fail(host: Host, error: unknown, options: Options): number {
	if (error instanceof Stopped) {
		const text = `the query was stopped after ${durationText(options.timeout ?? 0)}`;
		if (options.format !== "json") return refuse(host, [evaluationFailed({ text })], options);
		printErrors(host, [{ message: text, code: "eval_cancel_error" }]);
		return 2;
	}
	if (!(error instanceof EvaluationError)) throw error;
	if (options.format !== "json") return refuse(host, [evaluationFailed({ text: error.message })], options);
	const [, file, row] = /^(.*):(\d+)$/.exec(error.site) ?? [];
	const location = file === undefined ? {} : { location: { file: file === "<query>" ? "" : file, row: Number(row) } };
	printErrors(host, [{ message: error.detail, code: error.code, ...location }]);
	return 2;
}

function printErrors(host: Host, errors: readonly QueryError[]): void {
	host.stdout.write(`${JSON.stringify({ errors }, null, 2)}\n`);
}
