/** `policy test [PATH…]`: runs the examples of policies and the `test_` rules beside them. */
import path from "node:path";
import { Command } from "commander";
import { nothingChecked, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import { plainPainter, renderDiagnostic } from "../../diagnostics/render.ts";
import { parseModuleJson } from "../../lang/opa/parseModuleJson.ts";
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import { compilePattern } from "../../runtime/regex/compilePattern.ts";
import { fromHost } from "../../runtime/values/fromHost.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { type AccessOptions, addAccessOptions, preparePacks, withAccess } from "../access.ts";
import { choice } from "../choice.ts";
import { type FileCoverage, gatherCoverage } from "../coverage/coverage.ts";
import { addCoverageOptions, type CoverageOptions, tooLittle, wantsCoverage } from "../coverage/coverageOptions.ts";
import { coverageText } from "../coverage/formats.ts";
import { noDeclarations } from "../declarations/declarations.ts";
import { duration } from "../duration.ts";
import { examplesIn } from "../examples.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { readDataBeside } from "../query/readBase.ts";
import { Refusal } from "../refusal.ts";
import { openSession, type Session } from "../session.ts";
import { loadSignerTrust } from "../signerTrust.ts";
import { exampleJobs, trustsSigners } from "../testing/exampleJobs.ts";
import { testsAsJson, testsAsText } from "../testing/reportTests.ts";
import type { TestResult } from "../testing/result.ts";
import { ruleJobs } from "../testing/ruleJobs.ts";
import { runTests, type Threads } from "../testing/sideBySide.ts";
import type { TestWorkDone } from "../testing/testWorker.ts";
import { addWatchOption, runOrWatch, type WatchOptions } from "../watchOption.ts";
import { wholeNumber } from "../wholeNumber.ts";

interface TestOptions extends PolicyOptions, AccessOptions, CoverageOptions {
	readonly format: "text" | "pretty" | "json";
	readonly run?: (name: string) => boolean;
	readonly timeout: number;
	readonly parallel?: number;
	readonly exitZeroOnSkipped: boolean;
	readonly verbose: boolean;
	readonly color: boolean;
}

export function testCommand(host: Host, finish: (status: number) => void): Command {
	return addCoverageOptions(addAccessOptions(addWatchOption(addPolicyOptions(new Command("test")))))
		.description(
			"Run the `bad` and `good` examples of policies, and rules whose names begin with `test_`.\nWithout PATH, those of what policy.yaml selects.",
		)
		.argument("[path...]", "policy files and folders of them", [])
		.option("-r, --run <regex>", "only tests whose full name matches", patternOf)
		.option("--timeout <duration>", "stop a test after so long (default: 5s)", duration("--timeout"), 5_000)
		.option(
			"-p, --parallel <n>",
			"run as many as n tests at the same time, where they take long (default: the number of processors)",
			wholeNumber("--parallel", 1, 256),
		)
		.option(
			"-f, --format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "pretty", "json"] as const),
			"text",
		)
		.option("-v, --verbose", "name the tests that pass too, with their times and what they print", false)
		.option("-z, --exit-zero-on-skipped", "skipped tests are no failure", false)
		.addHelpText("after", help)
		.action(async (paths: readonly string[], options: TestOptions & WatchOptions) =>
			finish(await runOrWatch(host, paths, options, (watched) => testPolicies(watched, paths, options))),
		);
}

const help = `
A rule test_x passes where it is true. A rule todo_test_x is skipped. A rule test_x[name] if { … } is a test
for each name that its body comes to. JSON and YAML files in the folders are \`data\`, below the names of their
folders.

Coverage as json or lcov has standard output to itself: the results go to standard error then.

Exit status:
  0  all pass                              2  a policy has errors, or a test broke off
  1  some fail, or are skipped (see -z),   3  there is no test
     or too little is covered

Examples:
  policy test policies/
  policy test -r trusted_base -v policies/
  policy test --coverage -v --threshold 90 policies/
  policy test --coverage-format lcov --coverage-output coverage.info policies/
  policy test --format json policies/ | jq '.[] | select(.fail)'`;

/** Linear in the name's length whatever the pattern. */
function patternOf(text: string): (name: string) => boolean {
	try {
		const pattern = compilePattern(text);
		return (name) => pattern.test(name);
	} catch (error) {
		if (!(error instanceof BuiltinError)) throw error;
		throw new Refusal([usageInvalid({ text: `--run can't be \`${text}\`: ${error.message}` })]);
	}
}

async function testPolicies(given: Host, paths: readonly string[], options: TestOptions): Promise<number> {
	const host = withAccess(given, options, parseModuleJson);
	const covers = wantsCoverage(options);
	const instrument = covers ? ({ instrument: "coverage" } as const) : {};
	const session = await openSession(
		host,
		[],
		{ ...options, policy: [...options.policy, ...paths] },
		{ texts: true, tests: true, compiling: { keepPrint: true, ...instrument } },
	);
	await preparePacks(host, session.packs);
	const wanted = options.run ?? (() => true);
	const faults: Message[] = [];
	let data: PlainObject | undefined;
	const readData = (): PlainObject => {
		data ??= dataFor(host, [...options.policy, ...paths], session, faults);
		return data;
	};
	const rules = await ruleJobs(
		session.loaded.map(({ pack, compiled }) => ({ program: pack.program, modules: compiled?.modules ?? [] })),
		host,
		{ wanted, timeout: options.timeout, data: readData, builtins: session.declarations.builtins, ...instrument },
	);
	const openTrust = trustsSigners(examplesIn(session.sources)) ? await loadSignerTrust() : undefined;
	const jobs = [...exampleJobs(session.sources, session.packs, host, wanted, openTrust), ...rules.jobs];
	const threads = threadsOf(host, session, readData, options);
	const results = await runTests(jobs, options.timeout, () => host.elapsed(), threads);
	const programs = new Set([...session.packs.map(({ program }) => program), ...rules.programs]);
	const complain = complainTo(host, options.color);
	for (const message of [...session.diagnostics, ...faults]) complain(message);
	const coverage = covers
		? gatherCoverage(
				[...programs].map((program) => program.coverage),
				session.sources,
			)
		: undefined;
	print(results, coverage, host, options);
	if (session.diagnostics.some(({ kind }) => kind.severity === "error")) return 2;
	if (results.length === 0) {
		complain(nothingChecked(whyNothing(options)));
		return 3;
	}
	const lack = coverage === undefined ? undefined : tooLittle(coverage, options);
	if (lack !== undefined) complain(lack);
	return Math.max(statusOf(results, options), lack === undefined ? 0 : 1);
}

/** Other threads to help; they are started only where there is much to do. */
function threadsOf(
	{ thread, processors = 1 }: Host,
	{ loaded, declarations }: Session,
	data: () => PlainObject,
	{ parallel = processors, timeout, allowNet, allowEnv }: TestOptions,
): Threads | undefined {
	// Declared builtins are functions of this thread.
	if (thread === undefined || declarations.builtins !== noDeclarations.builtins) return undefined;
	return {
		most: parallel,
		start: async (work) => {
			let done: TestWorkDone | undefined;
			await thread(work, (message) => {
				done = message as TestWorkDone;
			});
			if (done === undefined) throw new Error("the thread gave nothing back");
			return done;
		},
		work: () => ({
			task: "test",
			packs: loaded.flatMap(({ pack: { name }, compiled }) =>
				compiled?.program === undefined ? [] : { name, ...compiled.program },
			),
			data: toJson(data()),
			timeout,
			access: { allowNet, allowEnv },
		}),
		onCounts: (all) => {
			for (const [index, { pack }] of loaded.entries()) {
				all[index]?.forEach((count, at) => {
					if (pack.program.coverage !== undefined) (pack.program.coverage.counts[at] as number) += count;
				});
			}
		},
	};
}

function complainTo({ stderr, env }: Host, color: boolean): (message: Message) => void {
	const painter = painterFor(stderr, env, color);
	return (message) => stderr.write(`${renderDiagnostic(message, painter)}\n`);
}

/** What is for programs has standard output to itself. */
function print(
	results: readonly TestResult[],
	coverage: readonly FileCoverage[] | undefined,
	host: Host,
	{ format, coverageFormat = "text", coverageOutput, verbose, color }: TestOptions,
): void {
	const toFile = coverageOutput !== undefined;
	const alone = coverage !== undefined && !toFile;
	const [resultsOut, coverageOut] = [
		alone && coverageFormat !== "text" ? host.stderr : host.stdout,
		format === "json" ? host.stderr : host.stdout,
	];
	const resultsPainter = painterFor(resultsOut, host.env, color);
	resultsOut.write(format === "json" ? testsAsJson(results) : testsAsText(results, verbose, resultsPainter));
	if (coverage === undefined) return;
	const painter = toFile ? plainPainter : painterFor(coverageOut, host.env, color);
	const text = coverageText(coverage, coverageFormat, verbose, painter);
	if (toFile) host.files.write(path.resolve(host.cwd, coverageOutput), text);
	else coverageOut.write(coverageFormat === "text" ? `\n${text}` : text);
}

function whyNothing({ run }: TestOptions): { readonly why: string; readonly hint: string } {
	if (run !== undefined) return { why: "no test has such a name", hint: "see the names with -v, without --run" };
	return { why: "there is no example and no test", hint: "write `bad` and `good` into the policies" };
}

function statusOf(results: readonly TestResult[], { exitZeroOnSkipped }: TestOptions): number {
	const outcomes = new Set(results.map(({ outcome }) => outcome));
	if (outcomes.has("error")) return 2;
	return outcomes.has("fail") || (outcomes.has("skip") && !exitZeroOnSkipped) ? 1 : 0;
}

/** `data` for test rules: that of policy.yaml, and the files beside the policies. */
function dataFor(host: Host, roots: readonly string[], { configuration }: Session, faults: Message[]): PlainObject {
	const own = configuration.data === undefined ? {} : (fromHost(configuration.data) as PlainObject);
	const there = roots.filter((root) => host.files.stat(root) !== undefined);
	return readDataBeside(host.cwd, host.files, there, own, (message) => faults.push(message));
}
