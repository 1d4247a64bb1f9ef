/** `policy explain [CODE]`: what a code means, why it is reported, and how to do better. Diagnostics and policies alike. */
import { Command } from "commander";
import { unknownPolicy } from "../../diagnostics/catalogue/configuration.ts";
import { catalogue } from "../../diagnostics/catalogue.ts";
import { type Painter, plainPainter } from "../../diagnostics/render.ts";
import { namesOf, plainCode } from "../../findings/excuse.ts";
import { compareText } from "../../findings/order.ts";
import { suggest } from "../../text/suggest.ts";
import { examplesOf } from "../examples.ts";
import { explainDiagnostic, explainPolicy } from "../explanation.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { Refusal } from "../refusal.ts";
import { openSession, type Session } from "../session.ts";

interface ExplainOptions extends PolicyOptions {
	readonly color: boolean;
}

export function explainCommand(host: Host, finish: (status: number) => void): Command {
	return addPolicyOptions(new Command("explain"))
		.description(
			"Explain a policy or a diagnostic: why it is reported, with a wrong and a right example.\nWithout CODE, list the policies.",
		)
		.argument("[code]", "a code, a policy's name or id, or another tool's id for the same check")
		.addHelpText(
			"after",
			"\nExamples:\n  policy explain\n  policy explain HS1080\n  policy explain DL3002\n  policy explain suppression-expired",
		)
		.action(async (code: string | undefined, options: ExplainOptions) => {
			const painter = options.color ? painterFor(host.stdout, host.env) : plainPainter;
			const diagnostic = code === undefined ? undefined : catalogue.get(code);
			if (diagnostic !== undefined) host.stdout.write(explainDiagnostic(diagnostic, painter));
			else {
				const session = await openSession(host, [], options, { texts: true, tests: false });
				host.stdout.write(code === undefined ? list(session, painter) : explain(code, session, painter));
			}
			finish(0);
		});
}

function explain(code: string, session: Session, painter: Painter): string {
	const wanted = plainCode(code);
	const policies = session.packs.flatMap((pack) => pack.policies.map(({ info }) => info));
	const meant = policies.filter((policy) => namesOf(policy).includes(wanted));
	if (meant.length === 0) {
		const known = [
			...catalogue.keys(),
			...policies.flatMap((policy) => [policy.code, policy.name, policy.id, ...policy.equivalents]),
		];
		throw new Refusal([unknownPolicy({ name: code, suggestion: suggest(code, known) })]);
	}
	return meant.map((policy) => explainPolicy(policy, examplesOf(policy.id, session.sources), painter)).join("\n");
}

function list(session: Session, painter: Painter): string {
	const policies = session.packs.flatMap((pack) => pack.policies.map(({ info }) => info));
	const width = Math.max(0, ...policies.map(({ code }) => code.length));
	return policies
		.sort((a, b) => compareText(a.code, b.code) || compareText(a.id, b.id))
		.map(
			({ code, severity, title, name }) =>
				`${painter.bold(code.padEnd(width))}  ${severity.padEnd(8)}  ${title === "" ? name : title}\n`,
		)
		.join("");
}
