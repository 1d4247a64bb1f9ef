/**
 * The report as GitHub Flavored Markdown: for a merge request's comment, a job's summary, a file in a wiki. Texts of policies and
 * files are data in it: they can't make a heading, a link, a mention or markup.
 */
import { type Finding, type Report, severities } from "../findings/finding.ts";
import { reportFormat } from "./format.ts";
import { plainLine } from "./safeText.ts";
import { findingLine, titleOf, verdictsOf, whyUndecided } from "./verdicts.ts";

export const markdown = reportFormat({
	id: "markdown",
	title: "Markdown, for comments and job summaries",
	extension: "md",
	mediaType: "text/markdown",
	write: (report) => markdownReport(report),
});

/** The report in Markdown; of its findings, those that fit in so many UTF-16 units, and the number of the others. */
export function markdownReport(report: Report, most = Number.POSITIVE_INFINITY): string {
	const standing = report.findings.filter(({ suppressed }) => suppressed === undefined);
	const head = [`## ${headline(report, standing.length)}`, "", counts(report), ""];
	const tail = [...undecided(report), ...excused(report), ...wrong(report), ...policies(standing)];
	const left = most - head.join("\n").length;
	const body = findingTables(standing, left);
	const text = [...head, ...body, ...tail]
		.join("\n")
		.replace(/\n{3,}/g, "\n\n")
		.trimEnd();
	if (text.length <= most) return `${text}\n`;
	return `${[...head, ...body].join("\n").trimEnd()}\n`;
}

function headline({ summary }: Report, standing: number): string {
	const errors = summary.errors === 0 ? "" : `, ${summary.errors} ${summary.errors === 1 ? "error" : "errors"}`;
	return standing === 0 ? `No findings${errors}` : `${standing} ${standing === 1 ? "finding" : "findings"}${errors}`;
}

function counts({ summary }: Report): string {
	const bySeverity = severities
		.filter((severity) => summary.severities[severity] > 0)
		.map((severity) => `**${summary.severities[severity]}** ${severity}`);
	const outcomes = Object.entries(summary.outcomes)
		.filter(([, count]) => count > 0)
		.map(([outcome, count]) => `${count} ${outcome}`);
	const checked = `documents: ${summary.documents}, files: ${summary.files}, policies: ${summary.policies}`;
	return [bySeverity.join(" · "), [checked, ...outcomes].join(" · ")].filter((line) => line !== "").join("\n\n");
}

function findingTables(findings: readonly Finding[], most: number): string[] {
	const lines: string[] = [];
	let size = 0;
	let file: string | undefined;
	for (const [index, finding] of findings.entries()) {
		const { source, span } = finding.place;
		const rows: string[] = [];
		if (source.name !== file)
			rows.push(
				"",
				`### ${codeSpan(source.name)}`,
				"",
				"| line | severity | policy | finding |",
				"| ---: | --- | --- | --- |",
			);
		file = source.name;
		const line = span === undefined ? "" : source.lineAt(span.start);
		const severity = finding.action === "warn" ? `${finding.severity} (warning)` : finding.severity;
		rows.push(`| ${line} | ${severity} | ${policyLink(finding)} | ${inline(finding.message)} |`);
		size += rows.reduce((sum, row) => sum + row.length + 1, 0);
		if (size > most - 200) {
			lines.push("", `… and ${findings.length - index} more`);
			break;
		}
		lines.push(...rows);
	}
	return [...lines, ""];
}

function policyLink({ policy }: Finding): string {
	const link = policy.see.find((each) => /^https?:\/\/[^\s<>()|[\]\\"'`]+$/.test(each));
	return link === undefined ? code(policy.code) : `[${code(policy.code)}](${link})`;
}

/** Each policy that found something, once, with why it matters. */
function policies(findings: readonly Finding[]): string[] {
	const found = new Map(findings.map(({ policy }) => [policy.id, policy]));
	const lines = [...found.values()]
		.filter(({ about }) => about !== "")
		.map(({ code: id, title, name, about }) => `- ${code(id)} ${inline(title || name)}: ${inline(about)}`);
	return details("Why it matters", lines);
}

function excused({ findings }: Report): string[] {
	const lines = findings
		.filter(({ suppressed }) => suppressed !== undefined)
		.map((finding) => {
			const { reason = "", until } = finding.suppressed ?? {};
			const end = until === undefined ? "" : ` (until ${until})`;
			return `- ${code(finding.policy.code)} ${inline(findingLine(finding))}: ${inline(reason)}${end}`;
		});
	return details(`${lines.length} excused`, lines);
}

function undecided(report: Report): string[] {
	const lines = [...verdictsOf(report, "unknown", "error")].map((verdict) => {
		const { source, document } = verdict.entry;
		const where = code(document === "" ? source : `${source} ${document}`);
		return `- ${where} ${inline(titleOf(verdict))}: ${inline(whyUndecided(verdict))}`;
	});
	return details(`${lines.length} not decided`, lines);
}

function wrong({ diagnostics }: Report): string[] {
	const lines = diagnostics.map(({ kind, text, hint, source, span }) => {
		const place =
			source === undefined ? "" : `${source.name}${span === undefined ? "" : `:${source.lineAt(span.start)}`}`;
		const where = place === "" ? "" : `${code(place)} `;
		return `- ${where}${kind.severity}: ${inline(text)}${hint === undefined ? "" : `; ${inline(hint)}`}`;
	});
	return lines.length === 0 ? [] : ["", "### Errors and warnings", "", ...lines, ""];
}

function details(summary: string, lines: readonly string[]): string[] {
	return lines.length === 0 ? [] : ["", `<details><summary>${summary}</summary>`, "", ...lines, "", "</details>", ""];
}

/** Text whose words in backticks become code and all else plain text. */
function inline(text: string): string {
	const parts = plainLine(text).split("`");
	// An odd backtick at the end belongs to nothing.
	const closed = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), `${parts.at(-2)}\`${parts.at(-1)}`];
	return closed.map((part, index) => (index % 2 === 1 ? code(part) : plain(part))).join("");
}

/** GitHub looks for `@somebody` and `#12` after escapes are gone; only in code it doesn't. */
function plain(text: string): string {
	return text
		.split(/(@[\w/-]+|#\d+)/)
		.map((part, index) => (index % 2 === 1 ? code(part) : part.replace(/[\\`*_{}[\]()#+!|<>~&$]/g, "\\$&")))
		.join("");
}

/** A code span in a cell of a table, where `|` ends the cell even in code. */
function code(text: string): string {
	return codeSpan(text).replace(/\|/g, "\\|");
}

/** A code span, fenced by more backticks than it holds. */
function codeSpan(text: string): string {
	const line = plainLine(text);
	if (line === "") return "";
	const fence = "`".repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
	const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
	return `${fence}${pad}${line}${pad}${fence}`;
}
