/** The exit code of a run: a contract that scripts rely on, the same for every format (DESIGN 7). */
import { type Finding, type Report, type Severity, severities } from "./finding.ts";

/** 0 clean · 1 findings · 2 something was wrong · 3 nothing was checked. */
export type ExitStatus = 0 | 1 | 2 | 3;

export interface ExitOptions {
	/** The least severity that fails the run; `never`: findings don't. */
	readonly failOn: Severity | "never";
	/** Having checked nothing is fine. */
	readonly allowEmpty: boolean;
}

/**
 * What a report comes to. Something wrong outweighs findings, because what is wrong may hide findings;
 * an unknown pack or policy outweighs all, because what was asked for wasn't checked at all.
 */
export function exitStatus(report: Report, { failOn, allowEmpty }: ExitOptions): ExitStatus {
	const codes = new Set(report.diagnostics.map((diagnostic) => diagnostic.kind.code));
	if (codes.has("unknown-pack") || codes.has("unknown-policy-selected")) return 3;
	if (!allowEmpty && nothingChecked(report) && onlyMissing(report)) return 3;
	if (report.summary.errors > 0 || report.summary.outcomes.error > 0) return 2;
	if (!allowEmpty && nothingChecked(report)) return 3;
	return report.findings.some((finding) => fails(finding, failOn)) ? 1 : 0;
}

/**
 * No policy came to a verdict on any document. That a project passes is none where it has no document that a policy is about: there always
 * is a project.
 */
export function nothingChecked(report: Report): boolean {
	const { ledger, summary } = report;
	const { pass, fail, excepted } = summary.outcomes;
	if (hasSubject(report)) return pass + fail + excepted === 0;
	return fail + excepted === 0 && [...ledger.where("pass")].every(({ kind }) => kind === "project");
}

/** Whether there is a document of a kind that policies in force are about; any counts where all of them are about projects. */
function hasSubject({ files, policies }: Report): boolean {
	const kinds = new Set(policies.map(({ on }) => on));
	const isOpen = kinds.has(undefined) || (kinds.size === 1 && kinds.has("project"));
	return files.some(({ documents }) => documents.some(({ kind }) => isOpen || kinds.has(kind)));
}

/** All that is wrong is that files which were named aren't there. */
function onlyMissing({ diagnostics, summary }: Report): boolean {
	const missing = diagnostics.filter(({ kind }) => kind.code === "file-missing").length;
	return missing > 0 && missing === summary.errors && summary.outcomes.error === 0;
}

/** Whether a finding fails the run: a denial that nobody excused, severe enough. */
export function fails(finding: Finding, failOn: Severity | "never"): boolean {
	if (failOn === "never" || finding.action === "warn" || finding.suppressed !== undefined) return false;
	return severities.indexOf(finding.severity) <= severities.indexOf(failOn);
}
