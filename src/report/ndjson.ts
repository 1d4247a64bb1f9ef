/** One JSON object a line: the findings, the diagnostics, then the summary. For streams and logs; each line stands for itself. */
import type { Report } from "../findings/finding.ts";
import { reportFormat } from "./format.ts";
import { plainDiagnostic, plainFinding } from "./json.ts";

export const ndjson = reportFormat({
	id: "ndjson",
	title: "a JSON object a line: findings, diagnostics, summary",
	extension: "ndjson",
	mediaType: "application/x-ndjson",
	*pieces(report, { version }) {
		for (const record of records(report, version)) yield `${JSON.stringify(record)}\n`;
	},
});

/** `type` says what a line is; the rest is as in the json format. */
function* records(report: Report, version: string): Generator<object> {
	for (const finding of report.findings) yield { type: "finding", ...plainFinding(finding) };
	for (const diagnostic of report.diagnostics) yield { type: "diagnostic", ...plainDiagnostic(diagnostic) };
	yield { type: "summary", tool: { name: "holystone", version }, ...report.summary };
}
