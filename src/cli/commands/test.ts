/** `policy test [PATH…]`: runs the examples of policies and the `test_` rules beside them. */
import { Command } from "commander";
import { nothingChecked, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../diagnostics/render.ts";
import { parseModuleJson } from "../../lang/opa/parseModuleJson.ts";
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import { compilePattern } from "../../runtime/regex/compilePattern.ts";
import { fromHost } from "../../runtime/values/fromHost.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { type AccessOptions, addAccessOptions, preparePacks, withAccess } from "../access.ts";
import { choice } from "../choice.ts";
import { duration } from "../duration.ts";
import { examplesIn } from "../examples.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { readDataBeside } from "../query/readBase.ts";
import { Refusal } from "../refusal.ts";
import { openSession, type Session } from "../session.ts";
import { testsAsJson, testsAsText } from "../testing/reportTests.ts";
import { fullName, type TestResult } from "../testing/result.ts";
import { exampleName, runExample } from "../testing/runExample.ts";
import { runTestRules } from "../testing/runTestRules.ts";
import { addWatchOption, runOrWatch, type WatchOptions } from "../watchOption.ts";

interface TestOptions extends PolicyOptions, AccessOptions {
	readonly format: "text" | "pretty" | "json";
	readonly run?: (name: string) => boolean;
	readonly timeout: number;
	readonly exitZeroOnSkipped: boolean;
	readonly verbose: boolean;
	readonly color: boolean;
}

export function testCommand(host: Host, finish: (status: number) => void): Command {
	return addAccessOptions(addWatchOption(addPolicyOptions(new Command("test"))))
		.description(
			"Run the `bad` and `good` examples of policies, and rules whose names begin with `test_`.\nWithout PATH, those of what policy.yaml selects.",
		)
		.argument("[path...]", "policy files and folders of them", [])
		.option("-r, --run <regex>", "only tests whose full name matches", patternOf)
		.option("--timeout <duration>", "stop a test rule after so long (default: 5s)", duration("--timeout"), 5_000)
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

Exit status:
  0  all pass                              2  a policy has errors, or a test broke off
  1  some fail, or are skipped (see -z)    3  there is no test

Examples:
  policy test policies/
  policy test -r trusted_base -v policies/
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
	const session = await openSession(
		host,
		[],
		{ ...options, policy: [...options.policy, ...paths] },
		{ texts: true, tests: true },
	);
	await preparePacks(host, session.packs);
	const wanted = options.run ?? (() => true);
	const faults: Message[] = [];
	const results: readonly TestResult[] = [
		...examplesIn(session.sources)
			.filter((example) => wanted(fullName(exampleName(example))))
			.map((example) => runExample(example, session.packs, host)),
		...(await runTestRules(
			session.loaded.map(({ sources }) => sources),
			host,
			{
				wanted,
				timeout: options.timeout,
				data: () => dataFor(host, [...options.policy, ...paths], session, faults),
				version: options.v0Compatible === true ? "v0" : "v1",
				builtins: session.declarations.builtins,
			},
		)),
	];
	const painter = painterFor(host.stdout, host.env, options.color);
	const errorPainter = painterFor(host.stderr, host.env, options.color);
	const complain = (message: Message): void => host.stderr.write(`${renderDiagnostic(message, errorPainter)}\n`);
	for (const message of [...session.diagnostics, ...faults]) complain(message);
	host.stdout.write(options.format === "json" ? testsAsJson(results) : testsAsText(results, options.verbose, painter));
	if (session.diagnostics.some(({ kind }) => kind.severity === "error")) return 2;
	if (results.length === 0) {
		complain(nothingChecked(whyNothing(options)));
		return 3;
	}
	return statusOf(results, options);
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
