/**
 * `policy explain [CODE]`: what a code means, why it is reported, and how to do better. Diagnostics and policies alike.
 * `policy explain FILE[:LINE] [PATH…]`: why a finding is there, or why none is.
 */
import { Command } from "commander";
import { unknownPolicy, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { catalogue } from "../../diagnostics/catalogue.ts";
import type { Painter } from "../../diagnostics/render.ts";
import { explanationAsJson } from "../../explain/explanationAsJson.ts";
import { explanationAsText } from "../../explain/explanationAsText.ts";
import { namesOf, plainCode } from "../../findings/excuse.ts";
import { compareText } from "../../findings/order.ts";
import { secretMask } from "../../findings/secrets.ts";
import { suggest } from "../../text/suggest.ts";
import { examplesOf } from "../examples.ts";
import { explainFile, type Where } from "../explain/explainFile.ts";
import { addExplainOptions, type ExplainOptions } from "../explain/explainOptions.ts";
import { explainDiagnostic, explainPolicy } from "../explanation.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { Refusal } from "../refusal.ts";
import { openSession, type Session } from "../session.ts";

export function explainCommand(host: Host, finish: (status: number) => void): Command {
	return addExplainOptions(new Command("explain"))
		.description(
			"Explain a policy or a diagnostic: why it is reported, with a wrong and a right example. Without CODE, list the policies.\nWith a file, explain its findings, or why a policy named by --policy gives none: which conditions decided it, and their values.",
		)
		.argument("[code or file[:line]]", "a code, a policy's name or id, another tool's id for the same check; or a file")
		.argument(
			"[path...]",
			"with a file: files and folders that it is looked at with, such as scans of its images (default: its folder)",
			[],
		)
		.addHelpText("after", help)
		.action(async (what: string | undefined, beside: readonly string[], options: ExplainOptions) => {
			const painter = painterFor(host.stdout, host.env, options.color);
			const diagnostic = what === undefined ? undefined : catalogue.get(what);
			const where = what === undefined || diagnostic !== undefined ? undefined : fileAsked(host, what);
			if (where === undefined && beside.length > 0)
				throw new Refusal([usageInvalid({ text: `\`${what}\` is no file, so there is nothing to look at it with` })]);
			if (where !== undefined) {
				const explanation = await explainFile(host, { ...where, beside }, options);
				const mask = secretMask(explanation.report.findings);
				host.stdout.write(
					options.format === "json"
						? explanationAsJson(explanation, mask)
						: explanationAsText(explanation, { painter, mask }),
				);
			} else if (diagnostic !== undefined) host.stdout.write(explainDiagnostic(diagnostic, painter));
			else {
				const session = await openSession(host, [], options, { texts: true, tests: false });
				host.stdout.write(what === undefined ? list(session, painter) : explain(what, session, painter));
			}
			finish(0);
		});
}

const help = `
With a file, --policy also takes a policy's code, name, id, or another tool's id. Without it, every policy is explained that has a
finding there.

Exit status: 0 explained, 2 something was wrong, 3 there is nothing to explain.

Examples:
  policy explain
  policy explain HS1080
  policy explain DL3002
  policy explain suppression-expired
  policy explain Dockerfile:7
  policy explain Dockerfile:7 --policy HS1080
  policy explain deploy/web.yaml scans/ --policy HS5001
  policy explain deploy/web.yaml --policy policies/ --policy ACME001`;

/** A file, or a line of one: what is there on disk, and what ends with a number behind a colon. */
function fileAsked(host: Host, what: string): Omit<Where, "beside"> | undefined {
	const isFile = (name: string): boolean => host.files.stat(name)?.kind === "file";
	if (isFile(what)) return { file: what, line: undefined };
	const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(what) ?? [];
	if (file !== undefined) return { file, line: Number(line) };
	return /[/\\]/.test(what) ? { file: what, line: undefined } : undefined;
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
