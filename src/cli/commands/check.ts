/** `policy check [PATH…]`: looks for mistakes in policies without evaluating them on anything. */
import { Command } from "commander";
import { renderDiagnostic } from "../../diagnostics/render.ts";
import { compareDiagnostics } from "../../findings/order.ts";
import { plainDiagnostic } from "../../report/json.ts";
import { choice } from "../choice.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { openSession } from "../session.ts";

interface CheckOptions extends PolicyOptions {
	readonly format: "text" | "json";
	readonly strict: boolean;
	readonly color: boolean;
}

export function checkCommand(host: Host, finish: (status: number) => void): Command {
	return addPolicyOptions(new Command("check"))
		.description(
			"Look for mistakes in policies and in policy.yaml: grammar, names, types, safety.\nWithout PATH, what policy.yaml selects.",
		)
		.argument("[path...]", "policy files and folders of them", [])
		.option(
			"--format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		)
		.option(
			"--strict",
			"report in .rego files all that is reported in .policy files: warnings, and fields by their types",
			false,
		)
		.addHelpText(
			"after",
			"\nExit status: 0 where there is no error, 2 where there is one, 3 where there is no policy.\n\nExamples:\n  policy check policies/\n  policy check --format json policies/images.policy",
		)
		.action(async (paths: readonly string[], options: CheckOptions) =>
			finish(await checkPolicies(host, paths, options)),
		);
}

async function checkPolicies(host: Host, paths: readonly string[], options: CheckOptions): Promise<number> {
	const session = await openSession(
		host,
		[],
		{ ...options, policy: [...options.policy, ...paths] },
		{ texts: true, tests: true, strict: options.strict },
	);
	const diagnostics = [...session.diagnostics].sort(compareDiagnostics);
	const policies = session.packs.reduce((sum, pack) => sum + pack.policies.length, 0);
	const errors = diagnostics.filter(({ kind }) => kind.severity === "error").length;
	const files = session.sources.length;
	if (options.format === "json")
		host.stdout.write(
			`${JSON.stringify({ files, policies, diagnostics: diagnostics.map(plainDiagnostic) }, null, 2)}\n`,
		);
	else {
		const painter = painterFor(host.stdout, host.env, options.color);
		for (const diagnostic of diagnostics) host.stdout.write(`${renderDiagnostic(diagnostic, painter)}\n`);
		const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
		const found = errors === 0 ? "no errors" : painter.error(plural(errors, "error", "errors"));
		host.stdout.write(`${plural(files, "file", "files")}, ${plural(policies, "policy", "policies")}: ${found}\n`);
	}
	if (diagnostics.some(({ kind }) => kind.code === "unknown-pack" || kind.code === "unknown-policy-selected")) return 3;
	return errors > 0 ? 2 : files === 0 ? 3 : 0;
}
