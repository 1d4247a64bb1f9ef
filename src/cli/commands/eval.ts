/** `policy eval [PATH…]`: finds files, evaluates policies on them, prints what they say, and puts right what can be. */
import { Command } from "commander";
import { nothingChecked as nothingCheckedMessage, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type Painter, placeText, renderDiagnostic } from "../../diagnostics/render.ts";
import { exitStatus, nothingChecked } from "../../findings/exitStatus.ts";
import type { Report } from "../../findings/finding.ts";
import { makeReport } from "../../findings/makeReport.ts";
import { withAccess } from "../access.ts";
import { loadBaseline } from "../baselineFile.ts";
import { addEvalOptions, type EvalOptions } from "../evalOptions.ts";
import { type FixResult, fixAll } from "../fix/fixAll.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { inLargePieces } from "../host/pieces.ts";
import { withoutOtherPolicies } from "../otherPolicies.ts";
import { Refusal } from "../refusal.ts";
import { type NamedInputs, namedInputs } from "../registry/namedInputs.ts";
import { runOver } from "../runOver.ts";
import { openSession, type Session } from "../session.ts";
import { version } from "../version.ts";
import { addWatchOption, runOrWatch, type WatchOptions } from "../watchOption.ts";
import { drawsLine, writeResults } from "../writeResults.ts";

export function evalCommand(host: Host, finish: (status: number) => void): Command {
	return addWatchOption(addEvalOptions(new Command("eval")))
		.description("Check files against policies: Dockerfiles, build contexts, Kubernetes manifests, image configs.")
		.argument(
			"[path...]",
			"files and folders (default: this folder), images as NAME:TAG, NAME@DIGEST or docker://NAME; `-` is standard input",
			["."],
		)
		.addHelpText("after", examples)
		.action(async (paths: readonly string[], options: EvalOptions & WatchOptions) =>
			finish(await runOrWatch(host, paths, options, (watched) => evaluateFiles(watched, paths, options))),
		);
}

const examples = `
Exit status:
  0  nothing at or above --fail-on      2  something was wrong with the command, a policy or a file
  1  findings                           3  nothing was checked

Examples:
  policy eval                                        everything below this folder
  policy eval --fail-on high --output sarif=out.sarif
  policy eval --build-arg VERSION=1.27 Dockerfile
  policy eval --policy policies/ --pack hygiene deploy/
  policy eval --fix --dry-run | git apply
  policy eval --write-baseline && policy eval --baseline policy.baseline.json
  policy eval registry.example/app:1.2 deploy/       an image in a registry, and what runs it
  docker inspect app | policy eval --kind image -`;

async function evaluateFiles(given: Host, paths: readonly string[], options: EvalOptions): Promise<number> {
	if (options.dryRun && !options.fix)
		throw new Refusal([usageInvalid({ text: "--dry-run says what --fix would do", hint: "write --fix --dry-run" })]);
	const host = withAccess(given, options);
	return evaluateNamed(host, namedInputs(host.files, paths), options);
}

/**
 * Evaluates what was named, prints the report and writes what else was asked for; gives the exit status. The host has the access that policies have.
 * @param kinds policies on other kinds have no say
 */
export async function evaluateNamed(
	host: Host,
	named: NamedInputs,
	options: EvalOptions,
	kinds?: ReadonlySet<string>,
): Promise<number> {
	const whole = await openSession(host, named.paths, options);
	const session = kinds === undefined ? whole : aboutOnly(kinds, whole);
	const { baseline, faults } = loadBaseline(host, session.configuration, options);
	const run = await runOver(host, named, session, options, baseline);
	const first = await run.all();
	const fixes = options.fix ? fixAll(host.cwd, host.files, first, run.evaluate) : undefined;
	const settled = await withoutOtherPolicies(fixes === undefined || options.dryRun ? first : fixes.report, session);
	const report = complete(withDiagnostics(settled, faults), options);
	const painter = painterFor(host.stdout, host.env, options.color);
	const errorPainter = painterFor(host.stderr, host.env, options.color);
	if (fixes !== undefined) {
		if (options.dryRun) {
			const { unifiedDiff } = await import("../fix/unifiedDiff.ts");
			for (const file of fixes.files) host.stdout.write(unifiedDiff(file.name, file.before, file.after));
		} else for (const file of fixes.files) host.files.write(file.name, file.after);
		host.stderr.write(fixSummary(fixes, options.dryRun, errorPainter));
	}
	if (!options.dryRun) {
		const pieces = options.format.pieces(report, { painter, version: version(), quiet: options.quiet });
		for (const piece of inLargePieces(pieces)) host.stdout.write(piece);
	}
	if (options.dryRun || options.format.id !== "text")
		host.stderr.write(diagnosticLines(report.diagnostics, errorPainter));
	const results = { report, configuration: session.configuration, baseline };
	for (const line of writeResults(host, results, options)) host.stderr.write(`${line}\n`);
	return exitStatus(report, {
		// Who draws the line here accepts what lies before it.
		failOn: drawsLine(baseline, options) ? "never" : (options.failOn ?? session.configuration.failOn ?? "info"),
		allowEmpty: options.allowEmpty,
	});
}

function aboutOnly(kinds: ReadonlySet<string>, session: Session): Session {
	const packs = session.packs.map((pack) => ({
		...pack,
		policies: pack.policies.filter(({ info }) => info.on !== undefined && kinds.has(info.on)),
	}));
	return { ...session, packs };
}

/** The report with a word on why, where nothing was checked and no error says it already. */
function complete(report: Report, { allowEmpty }: EvalOptions): Report {
	if (allowEmpty || report.summary.errors > 0 || !nothingChecked(report)) return report;
	return withDiagnostics(report, [nothingCheckedMessage(whyNothing(report))]);
}

function withDiagnostics(report: Report, diagnostics: readonly Diagnostic[]): Report {
	if (diagnostics.length === 0) return report;
	return makeReport({ ...report, diagnostics: [...report.diagnostics, ...diagnostics] });
}

function whyNothing({ files, summary }: Report): { readonly why: string; readonly hint: string } {
	if (files.length === 0)
		return { why: "there is no file to look at", hint: "check the paths and .gitignore, or say --allow-empty" };
	if (summary.documents === 0)
		return {
			why: "none of the files is of a kind that is known",
			hint: "say what they are with --kind, or say --allow-empty",
		};
	if (summary.policies === 0)
		return { why: "there is no policy", hint: "name a pack with --pack or policies with --policy" };
	if (summary.outcomes.unknown > 0)
		return { why: "every policy needs a value that isn't known", hint: "give what is listed as unknown" };
	if (summary.outcomes.error > 0)
		return { why: "every policy was stopped by an error", hint: "put right what the summary says of each" };
	return { why: "no policy is about these documents", hint: "name other packs or policies, or say --allow-empty" };
}

function fixSummary({ files, fixed, unfixed }: FixResult, dryRun: boolean, painter: Painter): string {
	const counted = `${fixed.length} ${fixed.length === 1 ? "finding" : "findings"} in ${files.length} ${files.length === 1 ? "file" : "files"}`;
	const head = fixed.length === 0 ? "nothing was put right" : `${dryRun ? "would put" : "put"} right ${counted}`;
	const lines = unfixed.map(
		({ finding: { place, policy, message }, why }) =>
			`  ${painter.warning("not put right")}: ${placeText(place.source, place.span)} ${policy.code} ${message}: ${why}`,
	);
	return `${[painter.bold(head), ...lines].join("\n")}\n`;
}

function diagnosticLines(diagnostics: readonly Diagnostic[], painter: Painter): string {
	return diagnostics
		.filter(({ kind }) => kind.severity !== "info")
		.map((diagnostic) => `${renderDiagnostic(diagnostic, painter)}\n`)
		.join("");
}
