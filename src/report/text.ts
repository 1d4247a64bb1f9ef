/**
 * The report for eyes: by file, each finding with its place, code frame, reason and fix; then what is undecided; then the counts.
 * A policy's reason and links are printed with its first finding only, and a place where several things are wrong is shown once.
 */
import { codeFrame, type Painter, renderDiagnostic, visible } from "../diagnostics/render.ts";
import { type Finding, type LedgerEntry, type Report, type Severity, severities } from "../findings/finding.ts";
import { needsText } from "../findings/needs.ts";
import { fixLines } from "./fixLines.ts";
import { reportFormat } from "./format.ts";
import { isSecret, shownSource } from "./mask.ts";

export const text = reportFormat({
	id: "text",
	title: "for eyes, with code frames",
	extension: "txt",
	mediaType: "text/plain",
	*pieces(report, { painter, quiet = false }) {
		let before = "";
		for (const block of blocks(report, painter, quiet)) {
			yield `${before}${block}`;
			before = "\n\n";
		}
		if (before !== "") yield "\n";
	},
});

function* blocks(report: Report, painter: Painter, quiet: boolean): Generator<string> {
	const diagnostics = report.diagnostics.filter(({ kind }) => !quiet || kind.severity === "error");
	yield* findingBlocks(report, painter);
	if (diagnostics.length > 0) yield diagnostics.map((one) => renderDiagnostic(one, painter)).join("\n");
	yield* stopped(report, painter);
	if (!quiet) yield* undecided(report, painter);
	if (!quiet || report.findings.length > 0 || diagnostics.length > 0) yield summaryLines(report, painter);
}

// ── Findings ─────────────────────────────────────────────────────────────────────────────────────────────────────

function* findingBlocks({ findings }: Report, painter: Painter): Generator<string> {
	const explained = new Set<string>();
	for (let start = 0, end = 0; start < findings.length; start = end) {
		const file = (findings[start] as Finding).place.source.name;
		while (findings[end]?.place.source.name === file) end++;
		yield [
			painter.bold(visible(file)),
			...findings
				.slice(start, end)
				.map((finding, index) =>
					finding.suppressed === undefined
						? findingText(finding, index === 0 ? undefined : findings[start + index - 1], explained, painter)
						: excusedLine(finding, painter),
				),
		].join("\n");
	}
}

/** @param before the finding above it, which may show the very same lines */
function findingText(finding: Finding, before: Finding | undefined, explained: Set<string>, painter: Painter): string {
	const { policy, place } = finding;
	const paint = painter[roleOf(finding)];
	const lines = [headLine(finding, paint(finding.severity), painter)];
	if (place.span !== undefined && !(before !== undefined && isShownBy(before, finding)))
		lines.push(indent(codeFrame(shownSource(finding), place.span, painter, paint)));
	const first = !explained.has(policy.id);
	explained.add(policy.id);
	if (first && policy.about !== "") lines.push(remark("why", policy.about, painter));
	lines.push(...fixText(finding, painter));
	if (first) lines.push(...policy.see.map((link) => remark("see", link, painter)));
	return lines.join("\n");
}

/** Whether the lines above a finding are its own: several things may be wrong with one place, and one look at it is enough. */
function isShownBy(before: Finding, { place }: Finding): boolean {
	if (before.suppressed !== undefined) return false;
	return before.place.span?.start === place.span?.start && before.place.span?.end === place.span?.end;
}

/** `  3:6  high  ACME001  message`, with the document's name where the file holds several. */
function headLine({ action, policy, place, message }: Finding, severity: string, painter: Painter): string {
	const where = place.span === undefined ? "-" : positionText(place.source.position(place.span.start));
	const names = [place.document, ...(place.origin === undefined ? [] : [`from ${place.origin}`])].filter(
		(name) => name !== "",
	);
	const document = names.length === 0 ? "" : ` ${painter.dim(`(${visible(names.join(", "))})`)}`;
	const warning = action === "warn" ? `${painter.warning("warning")}  ` : "";
	return `  ${where}  ${severity}  ${warning}${painter.bold(visible(policy.code))}  ${oneLine(message)}${document}`;
}

function excusedLine(finding: Finding, painter: Painter): string {
	const { suppressed } = finding;
	const until = suppressed?.until === undefined ? "" : ` until ${suppressed.until}`;
	const line = `${headLine(finding, "excused", painter)} -- ${oneLine(suppressed?.reason ?? "")}${until}`;
	return painter.dim(line);
}

/** Longest fix that is shown line by line. */
const MOST_LINES = 8;

function fixText(finding: Finding, painter: Painter): string[] {
	const lines = fixLines(finding);
	if (lines === undefined) return [];
	if (isSecret(finding) || lines.before.length + lines.after.length > MOST_LINES)
		return [remark("fix", "policy eval --fix rewrites this", painter)];
	return [
		remark("fix", painter.dim("policy eval --fix writes"), painter),
		...lines.before.map((line) => `      ${painter.error(`- ${visible(line)}`)}`),
		...lines.after.map((line) => `      ${painter.info(`+ ${visible(line)}`)}`),
	];
}

function remark(label: string, value: string, painter: Painter): string {
	return `    ${painter.dim(label)}  ${oneLine(value)}`;
}

function roleOf({ severity, action }: Finding): "error" | "warning" | "info" {
	if (severity === "low" || severity === "info") return "info";
	return severity === "medium" || action === "warn" ? "warning" : "error";
}

const positionText = ({ line, column }: { line: number; column: number }): string => `${line}:${column}`;
const indent = (block: string): string => block.replace(/^/gm, "  ");
const oneLine = (message: string): string => visible(message.replace(/\s*\n\s*/g, " ").trim());

// ── What is undecided ────────────────────────────────────────────────────────────────────────────────────────────

/** Policies that couldn't be decided, by file and by what would have to be given. */
function undecided(report: Report, painter: Painter): string[] {
	const codes = new Map(report.policies.map((policy) => [policy.id, policy.code]));
	const groups = new Map<string, string[]>();
	for (const entry of report.ledger.where("unknown")) {
		const line = `${visible(entry.source)}: ${visible(needText(entry))}`;
		const of = groups.get(line) ?? [];
		if (of.length === 0) groups.set(line, of);
		const code = codes.get(entry.policy) ?? entry.policy;
		if (!of.includes(code)) of.push(code);
	}
	if (groups.size === 0) return [];
	const lines = [...groups].map(([line, of]) => `  ${line} ${painter.dim(`to decide ${of.join(", ")}`)}`);
	return [[painter.bold("unknown"), ...lines].join("\n")];
}

/** Policies that stopped with an error, each with why. */
function stopped(report: Report, painter: Painter): string[] {
	const codes = new Map(report.policies.map((policy) => [policy.id, policy.code]));
	const lines = [...report.ledger.where("error")].map(
		({ source, document, policy, reason = "it could not be evaluated" }) => {
			const where = document === "" ? source : `${source} (${document})`;
			return `  ${visible(where)}: ${visible(codes.get(policy) ?? policy)}: ${oneLine(reason)}`;
		},
	);
	return lines.length === 0 ? [] : [[painter.error(painter.bold("not evaluated")), ...lines].join("\n")];
}

function needText({ kind, needs = [], reason }: LedgerEntry): string {
	if (needs.length === 0) return reason ?? "depends on a value that can't be known";
	return needsText(needs, kind);
}

// ── Counts ───────────────────────────────────────────────────────────────────────────────────────────────────────

function summaryLines({ summary, findings }: Report, painter: Painter): string {
	const { pass, fail, excepted, unknown, skipped, error } = summary.outcomes;
	const rest = [
		[excepted, "excepted"],
		[unknown, "unknown"],
		[skipped, "skipped"],
		[error, error === 1 ? "error" : "errors"],
	] as const;
	const outcomes = [
		`${pass} passed`,
		`${fail} failed`,
		...rest.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`),
	];
	const counted = `${count(summary.files, "file")}, ${count(summary.documents, "document")}, ${count(summary.policies, "policy", "policies")}: ${outcomes.join(", ")}`;
	const total = severities.reduce((sum, severity) => sum + summary.severities[severity], 0);
	const parts = severities.filter((severity) => summary.severities[severity] > 0);
	const found =
		total === 0
			? painter.bold("no findings")
			: `${painter.bold(count(total, "finding"))}: ${parts.map((severity) => countOf(summary.severities, severity)).join(", ")}`;
	const fixable = findings.filter(
		(finding) => finding.suppressed === undefined && (finding.fix?.length ?? 0) > 0,
	).length;
	const hint = fixable === 0 ? "" : painter.dim(` (${fixable} can be put right with --fix)`);
	const errors = summary.errors === 0 ? "" : `, ${painter.error(count(summary.errors, "error"))}`;
	return `${counted}\n${found}${errors}${hint}`;
}

const countOf = (counts: Readonly<Record<Severity, number>>, severity: Severity): string =>
	`${counts[severity]} ${severity}`;

function count(amount: number, one: string, many = `${one}s`): string {
	return `${amount} ${amount === 1 ? one : many}`;
}
