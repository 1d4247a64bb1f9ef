/** `policy test [PATH…]`: runs the examples of policies and the `test_` rules beside them. */
import { Command } from "commander";
import { nothingChecked } from "../../diagnostics/catalogue/configuration.ts";
import { type Painter, placeText, renderDiagnostic, visible } from "../../diagnostics/render.ts";
import { choice } from "../choice.ts";
import { examplesIn } from "../examples.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { openSession } from "../session.ts";
import type { TestResult } from "../testing/result.ts";
import { runExample } from "../testing/runExample.ts";
import { runTestRules } from "../testing/runTestRules.ts";

interface TestOptions extends PolicyOptions {
	readonly format: "text" | "json";
	readonly run?: string;
	readonly verbose: boolean;
	readonly color: boolean;
}

export function testCommand(host: Host, finish: (status: number) => void): Command {
	return addPolicyOptions(new Command("test"))
		.description(
			"Run the `bad` and `good` examples of policies, and rules whose names begin with `test_`.\nWithout PATH, those of what policy.yaml selects.",
		)
		.argument("[path...]", "policy files and folders of them", [])
		.option("--run <text>", "only tests whose name holds this text")
		.option(
			"--format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		)
		.option("-v, --verbose", "name the tests that pass too, and show what they print", false)
		.addHelpText(
			"after",
			"\nExit status: 0 all pass, 1 some fail, 2 a policy has errors, 3 there is no test.\n\nExamples:\n  policy test policies/\n  policy test --run trusted_base -v policies/",
		)
		.action(async (paths: readonly string[], options: TestOptions) => finish(await testPolicies(host, paths, options)));
}

async function testPolicies(host: Host, paths: readonly string[], options: TestOptions): Promise<number> {
	const session = await openSession(
		host,
		[],
		{ ...options, policy: [...options.policy, ...paths] },
		{ texts: true, tests: true },
	);
	const wanted = (name: string): boolean => options.run === undefined || name.includes(options.run);
	const results = [
		...examplesIn(session.sources)
			.filter((example) => wanted(`${example.policy}: ${example.verdict} "${example.title ?? ""}"`))
			.map((example) => runExample(example, session.packs, host)),
		...runTestRules(session, host, wanted),
	];
	const painter = painterFor(host.stdout, host.env, options.color);
	const errorPainter = painterFor(host.stderr, host.env, options.color);
	for (const diagnostic of session.diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, errorPainter)}\n`);
	host.stdout.write(options.format === "json" ? jsonText(results) : resultsText(results, options.verbose, painter));
	if (session.diagnostics.some(({ kind }) => kind.severity === "error")) return 2;
	if (results.length === 0) {
		const message = nothingChecked({
			why: "there is no example and no test",
			hint: "write `bad` and `good` into the policies",
		});
		host.stderr.write(`${renderDiagnostic(message, errorPainter)}\n`);
		return 3;
	}
	return results.some(({ outcome }) => outcome === "fail") ? 1 : 0;
}

function resultsText(results: readonly TestResult[], verbose: boolean, painter: Painter): string {
	const shown = results.filter(({ outcome }) => verbose || outcome !== "pass");
	const lines = shown.flatMap(({ name, outcome, source, span, details, printed }) => {
		const paint = outcome === "fail" ? painter.error : outcome === "skip" ? painter.warning : painter.info;
		return [
			`${paint(outcome)}  ${visible(name)}  ${painter.dim(placeText(source, span))}`,
			...details.map((detail) => `      ${visible(detail)}`),
			...(verbose || outcome === "fail"
				? printed.map((line) => `      ${painter.dim("printed")} ${visible(line)}`)
				: []),
		];
	});
	const count = (outcome: TestResult["outcome"]): number =>
		results.filter((result) => result.outcome === outcome).length;
	const skipped = count("skip") === 0 ? "" : `, ${count("skip")} skipped`;
	const failed = count("fail") === 0 ? "0 failed" : painter.error(`${count("fail")} failed`);
	return [...lines, `${results.length} tests: ${count("pass")} passed, ${failed}${skipped}`, ""].join("\n");
}

function jsonText(results: readonly TestResult[]): string {
	const plain = results.map(({ source, span, ...rest }) => ({
		...rest,
		file: source.name,
		...source.position(span.start),
	}));
	return `${JSON.stringify({ tests: plain }, null, 2)}\n`;
}
