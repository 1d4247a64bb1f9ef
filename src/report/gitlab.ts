/** GitLab's Code Quality report: one list of issues with path, first line and fingerprint. What is excused isn't in it. */
import type { Finding, Severity } from "../findings/finding.ts";
import { reportFormat } from "./format.ts";
import { plainLine } from "./safeText.ts";

export const gitlab = reportFormat({
	id: "gitlab",
	title: "GitLab Code Quality",
	extension: "gitlab.json",
	mediaType: "application/json",
	write: ({ findings }) =>
		`${JSON.stringify(findings.filter(({ suppressed }) => suppressed === undefined).map(issue), null, 2)}\n`,
});

const severities: Readonly<Record<Severity, string>> = {
	critical: "blocker",
	high: "critical",
	medium: "major",
	low: "minor",
	info: "info",
};

function issue({ policy, message, place: { source, span }, severity, fingerprint }: Finding): object {
	return {
		description: `${policy.code}: ${plainLine(message) || policy.title || policy.name}`,
		check_name: policy.code,
		fingerprint,
		severity: severities[severity],
		location: { path: source.name, lines: { begin: span === undefined ? 1 : source.lineAt(span.start) } },
	};
}
