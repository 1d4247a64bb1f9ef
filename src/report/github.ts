/**
 * Annotations for GitHub Actions: workflow commands, as the runner reads them from a step's output. It shows ten errors and ten
 * warnings of a step, so the most severe come first. The job summary is the markdown format's; the shell puts it where the runner wants it.
 */
import { type Finding, type Severity, severities } from "../findings/finding.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { reportFormat } from "./format.ts";
import { regionOf } from "./region.ts";
import { plainLine } from "./safeText.ts";

export const github = reportFormat({
	id: "github",
	title: "annotations for GitHub Actions, and the job summary",
	extension: "github.txt",
	mediaType: "text/plain",
	write: ({ findings, diagnostics }) => {
		const standing = findings.filter(({ suppressed }) => suppressed === undefined);
		const lines = [
			...diagnostics.map(({ kind, text, hint, source, span }) =>
				command(levels[kind.severity], source, span, kind.code, hint === undefined ? text : `${text}; ${hint}`),
			),
			...[...standing].sort(bySeverity).map(annotation),
		];
		return lines.map((line) => `${line}\n`).join("");
	},
});

type Level = "error" | "warning" | "notice";
const levels = { error: "error", warning: "warning", info: "notice" } as const;

const bySeverity = (a: Finding, b: Finding): number => severities.indexOf(a.severity) - severities.indexOf(b.severity);

function annotation({ severity, action, place, policy, message }: Finding): string {
	const title = policy.title === "" ? policy.code : `${policy.code} ${policy.title}`;
	return command(levelOf(severity, action), place.source, place.span, title, message || title);
}

function levelOf(severity: Severity, action: "deny" | "warn"): Level {
	if (severity === "low" || severity === "info") return "notice";
	return severity === "medium" || action === "warn" ? "warning" : "error";
}

/** `::error file=…,line=…::message`. Columns are only for what lies on one line: the runner refuses others. */
function command(
	level: Level,
	source: Source | undefined,
	span: Span | undefined,
	title: string,
	text: string,
): string {
	const properties: (readonly [string, string | number])[] = [];
	if (source !== undefined) properties.push(["file", source.name]);
	if (source !== undefined && span !== undefined) {
		const { startLine, startColumn, endLine, endColumn } = regionOf(source, span);
		properties.push(["line", startLine], ["endLine", endLine]);
		if (startLine === endLine) properties.push(["col", startColumn], ["endColumn", endColumn]);
	}
	properties.push(["title", title]);
	const list = properties.map(([name, value]) => `${name}=${escapeProperty(plainLine(String(value)))}`).join(",");
	return `::${level} ${list}::${escapeData(plainLine(text))}`;
}

function escapeData(text: string): string {
	return text.replace(/%/g, "%25");
}

function escapeProperty(text: string): string {
	return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
