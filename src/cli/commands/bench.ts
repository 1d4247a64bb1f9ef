/** `policy bench QUERY`, `policy bench --policy NAME FILE…`: how long an evaluation takes. */
import { Command } from "commander";
import { evaluationFailed, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { type Measurement, measure } from "../bench/measure.ts";
import { measureProfile, type Profile } from "../bench/profile.ts";
import { benchAsJson, benchAsText } from "../bench/reportBench.ts";
import { policySubject, querySubject, type Subject } from "../bench/subjects.ts";
import { choice, repeated } from "../choice.ts";
import { duration } from "../duration.ts";
import { heapUsed } from "../host/heap.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { addQueryOptions, type QueryOptions } from "../query/queryOptions.ts";
import { Refusal } from "../refusal.ts";
import { wholeNumber } from "../wholeNumber.ts";

interface BenchOptions extends QueryOptions {
	readonly policy?: string;
	readonly pack: readonly string[];
	readonly config?: string | false;
	readonly kind?: string;
	readonly namespace: readonly string[];
	readonly time: number;
	readonly warmUp: number;
	readonly count: number;
	readonly profile: boolean;
	readonly profileLimit: number;
	readonly format: "text" | "json";
	readonly fail: boolean;
}

export function benchCommand(host: Host, finish: (status: number) => void): Command {
	return addQueryOptions(new Command("bench"))
		.description(
			"Measure how long the evaluation of a query takes, or of a policy on files.\nReading and compiling are done before, once.",
		)
		.argument("<query-or-file...>", "a Rego query; with --policy, files and folders")
		.option("--policy <name>", "measure this policy (code, name, id, or a file or folder of policies) on files")
		.option("--pack <name>", "with --policy: look for it in this pack (repeatable)", repeated(String), [])
		.option("--config <file>", "with --policy: read this configuration (default: the nearest policy.yaml)")
		.option("--no-config", "with --policy: read no configuration")
		.option("--kind <kind>", "with --policy: read every file as this kind of document")
		.option(
			"--namespace <package>",
			"with --policy: plain Rego rules of this package only (repeatable)",
			repeated(String),
			[],
		)
		.option("--time <duration>", "measure for so long (default: 1s)", duration("--time"), 1_000)
		.option("--warm-up <duration>", "run for so long before (default: 500ms)", duration("--warm-up"), 500)
		.option("--count <n>", "measure n times (default: 1)", wholeNumber("--count", 1, 1_000), 1)
		.option("--profile", "say which rules and functions take how much of the time", false)
		.option(
			"--profile-limit <n>",
			"with --profile: the n that take most (default: 10)",
			wholeNumber("--profile-limit", 1, 100_000),
			10,
		)
		.option(
			"-f, --format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		)
		.option("--no-fail", "measure a query too that has no solution")
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText("after", help)
		.action(async (given: readonly string[], options: BenchOptions) => finish(await bench(host, given, options)));
}

const help = `
Times are those of single evaluations, one after the other in one process. What is allocated is told by how much
the heap grows between collections: what V8 takes for itself is in it. A profile is measured apart, with rules
that take their own times; what that costs is found out before and taken off.

Exit status: 0 measured, 1 the query has no solution, 2 something was wrong, 3 there is no such policy or document.

Examples:
  policy bench -d policies/ -i input.json 'data.acme.allow'
  policy bench --policy HS1080 Dockerfile
  policy bench --profile -d policies/ -i input.json 'data.acme.deny'
  policy bench --policy policies/ --time 5s --count 3 deploy/`;

async function bench(host: Host, given: readonly string[], options: BenchOptions): Promise<number> {
	const subject = await subjectOf(host, given, options);
	try {
		if (!subject.compute() && options.fail) throw nothingToMeasure(options);
		const runs: Measurement[] = [];
		for (let run = 0; run < options.count; run++)
			runs.push(measure(subject.compute, { elapsed: () => host.elapsed(), heapUsed }, options));
		const profile = options.profile ? await profileOf(subject, host, options) : undefined;
		const benchmark = {
			subject: subject.name,
			compiled: subject.compiled,
			runs,
			...(profile === undefined ? {} : { profile }),
			profileLimit: options.profileLimit,
		};
		host.stdout.write(
			options.format === "json"
				? benchAsJson(benchmark)
				: benchAsText(benchmark, painterFor(host.stdout, host.env, options.color)),
		);
		return 0;
	} catch (error) {
		if (error instanceof EvaluationError) throw new Refusal([evaluationFailed({ text: error.message })]);
		throw error;
	}
}

async function profileOf(subject: Subject, host: Host, options: BenchOptions): Promise<Profile> {
	const { compute, profilers } = await subject.profiled();
	return measureProfile(compute, profilers, () => host.elapsed(), options);
}

async function subjectOf(host: Host, given: readonly string[], options: BenchOptions): Promise<Subject> {
	const { policy, pack, config, kind, builtins, schema, shape, namespace } = options;
	if (policy !== undefined)
		return policySubject(host, policy, given, kind, {
			pack,
			policy: [],
			builtins,
			...(schema === undefined ? {} : { schema }),
			...(config === undefined ? {} : { config }),
			...(shape && { shape }),
			namespace,
		});
	const [query, second] = given;
	if (query === undefined || second !== undefined)
		throw new Refusal([
			usageInvalid({ text: `\`${second}\` is one argument too many`, hint: "one query, or --policy NAME and files" }),
		]);
	return querySubject(host, query, options);
}

function nothingToMeasure({ policy }: BenchOptions): Refusal {
	if (policy !== undefined)
		return new Refusal(
			[
				usageInvalid({
					text: "the policy isn't about any document of these files",
					hint: "name other files, or say --kind",
				}),
			],
			3,
		);
	return new Refusal(
		[
			usageInvalid({
				text: "the query has no solution",
				hint: "put it right, or say --no-fail to measure it all the same",
			}),
		],
		1,
	);
}
