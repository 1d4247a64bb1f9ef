/**
 * The report as one HTML page that needs nothing else: no file, no network, no script from elsewhere. Its content security policy
 * allows its own style and script by their digests and nothing besides, so that no text in it can become either.
 */
import { type Finding, type Outcome, type PolicyInfo, type Report, severities } from "../findings/finding.ts";
import { compareText } from "../findings/order.ts";
import { reportFormat } from "./format.ts";
import { type Bar, barChart } from "./html/barChart.ts";
import { findingCard, inline, line } from "./html/findingCard.ts";
import { script, scriptDigest } from "./html/script.ts";
import { style, styleDigest } from "./html/style.ts";
import { titleOf, verdictsOf, whyUndecided } from "./verdicts.ts";

export const html = reportFormat({
	id: "html",
	title: "a page for browsers, with search and filters",
	extension: "html",
	mediaType: "text/html",
	write: (report, { version }) =>
		`${page(report, version)
			.filter((part) => part !== "")
			.join("\n")}\n`,
});

const policy = `default-src 'none'; style-src 'sha256-${styleDigest}'; script-src 'sha256-${scriptDigest}'; base-uri 'none'; form-action 'none'`;

function page(report: Report, version: string): readonly string[] {
	const standing = report.findings.filter(({ suppressed }) => suppressed === undefined);
	const title =
		standing.length === 0 ? "No findings" : `${standing.length} ${standing.length === 1 ? "finding" : "findings"}`;
	const excused = report.findings.length - standing.length;
	const { files, documents, policies, errors } = report.summary;
	return [
		"<!doctype html>",
		'<html lang="en">',
		"<head>",
		'<meta charset="utf-8">',
		`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		`<title>${title} - policy</title>`,
		`<style>${style}</style>`,
		"</head>",
		"<body>",
		`<h1>${title}</h1>`,
		`<p class="dim">documents: ${documents} · files: ${files} · policies: ${policies} · errors: ${errors}${excused === 0 ? "" : ` · excused: ${excused}`} · holystone ${line(version)}</p>`,
		`<div class="charts">${charts(report, standing)}</div>`,
		...(report.findings.length === 0 ? [] : [controls(report)]),
		"<main>",
		...fileSections(report.findings),
		...undecided(report),
		...wrong(report),
		"</main>",
		...(report.findings.length === 0 ? [] : [`<script>${script}</script>`]),
		"</body>",
		"</html>",
	];
}

function charts({ summary }: Report, standing: readonly Finding[]): string {
	const outcomes = Object.entries(summary.outcomes) as [Outcome, number][];
	return [
		barChart(
			"Findings by severity",
			severities.map((severity) => ({ label: severity, count: summary.severities[severity], tone: severity })),
		),
		barChart(
			"Checks by outcome",
			outcomes.filter(([, count]) => count > 0).map(([outcome, count]) => ({ label: outcome, count, tone: outcome })),
		),
		barChart("Most frequent policies", mostFrequent(standing)),
	].join("\n");
}

function mostFrequent(findings: readonly Finding[]): readonly Bar[] {
	const counts = new Map<PolicyInfo, number>();
	for (const { policy } of findings) counts.set(policy, (counts.get(policy) ?? 0) + 1);
	// Where none is more frequent than others, there is nothing to see.
	if (Math.max(0, ...counts.values()) < 2) return [];
	return [...counts]
		.sort(([a, first], [b, second]) => second - first || compareText(a.code, b.code))
		.slice(0, 6)
		.map(([{ code, title, severity }, count]) => ({
			label: code,
			count,
			tone: severity,
			title: `${code} ${title}`,
			search: code,
		}));
}

/** Hidden until the script shows it: without the script it would do nothing. */
function controls({ findings }: Report): string {
	const boxes = severities
		.filter((severity) => findings.some((finding) => finding.severity === severity))
		.map(
			(severity) =>
				`<label class="${severity}"><input type="checkbox" name="severity" value="${severity}" checked><span class="severity">${severity}</span></label>`,
		);
	return `<form hidden role="search"><input type="search" placeholder="Search: file, policy, words" aria-label="Search findings">${boxes.join("")}<label><input type="checkbox" name="excused" checked>excused</label><output id="shown" class="dim"></output><span class="dim keys"><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> next, previous <kbd>Esc</kbd> clear</span></form>`;
}

function fileSections(findings: readonly Finding[]): readonly string[] {
	const explained = new Set<string>();
	const files = new Map<string, string[]>();
	for (const finding of findings) {
		const file = finding.place.source.name;
		const cards = files.get(file) ?? [];
		if (cards.length === 0) files.set(file, cards);
		cards.push(findingCard(finding, explained.has(finding.policy.id)));
		explained.add(finding.policy.id);
	}
	return [...files].flatMap(([file, cards]) => [
		'<section class="file">',
		`<h2>${line(file)}</h2>`,
		...cards,
		"</section>",
	]);
}

function undecided(report: Report): readonly string[] {
	const items = [...verdictsOf(report, "unknown", "error")].map((verdict) => {
		const { source, document, outcome } = verdict.entry;
		const where = document === "" ? source : `${source} ${document}`;
		return `<li><code>${line(where)}</code> ${outcome}: ${inline(titleOf(verdict))}: ${inline(whyUndecided(verdict))}</li>`;
	});
	return items.length === 0 ? [] : ["<section>", "<h2>Not decided</h2>", "<ul>", ...items, "</ul>", "</section>"];
}

function wrong({ diagnostics }: Report): readonly string[] {
	const items = diagnostics.map(({ kind, text, hint, source, span }) => {
		const at = source === undefined ? "" : `${source.name}${span === undefined ? "" : `:${source.lineAt(span.start)}`}`;
		const where = at === "" ? "" : `<code>${line(at)}</code> `;
		return `<li>${where}${kind.severity}: ${inline(text)}${hint === undefined ? "" : `; ${inline(hint)}`}</li>`;
	});
	if (items.length === 0) return [];
	return ["<section>", "<h2>Errors and warnings</h2>", "<ul>", ...items, "</ul>", "</section>"];
}
