/** The whole report as JSON: every finding, the ledger, the diagnostics. Its shape is `json.schema.ts`; it grows, and doesn't break within a version. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Finding, Report, Suppression } from "../findings/finding.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { TextEdit } from "../text/textEdit.ts";
import { reportFormat } from "./format.ts";
import { isSecret } from "./mask.ts";
import { pointerText, regionOf } from "./region.ts";

export const json = reportFormat({
	id: "json",
	title: "everything, for programs",
	extension: "json",
	mediaType: "application/json",
	write: (report, { version }) => `${JSON.stringify(plainReport(report, version), null, 2)}\n`,
});

/** The report as plain data. */
export function plainReport(report: Report, version: string): object {
	return {
		version: 1,
		tool: { name: "holystone", version },
		summary: report.summary,
		findings: report.findings.map(plainFinding),
		diagnostics: report.diagnostics.map(plainDiagnostic),
		files: report.files,
		policies: report.policies.map(({ on, ...policy }) => ({ ...policy, on: on ?? null })),
		ledger: report.ledger,
	};
}

export function plainFinding(finding: Finding): object {
	const { policy, action, severity, message, place, fix, fingerprint, suppressed } = finding;
	const shownFix = isSecret(finding) ? undefined : fix;
	return {
		code: policy.code,
		policy: policy.id,
		title: policy.title,
		severity,
		action,
		message,
		file: place.source.name,
		document: place.document,
		...(place.origin === undefined ? {} : { origin: place.origin }),
		pointer: pointerText(place.pointer),
		range: range(place.source, place.span),
		fingerprint,
		...(shownFix === undefined ? {} : { fix: plainFix(place.source, shownFix) }),
		...(suppressed === undefined ? {} : { suppressed: plainSuppression(suppressed) }),
	};
}

/** The edits of a source. */
export function plainFix(source: Source, edits: readonly TextEdit[]): readonly object[] {
	return edits.map(({ span, text }) => ({ range: range(source, span), text }));
}

function plainSuppression({ by, reason, source, span, until }: Suppression): object {
	return {
		by,
		reason,
		...(until === undefined ? {} : { until }),
		...(source === undefined ? {} : { file: source.name, range: range(source, span) }),
	};
}

export function plainDiagnostic({ kind, text, hint, source, span }: Diagnostic): object {
	return {
		code: kind.code,
		severity: kind.severity,
		message: text,
		...(hint === undefined ? {} : { hint }),
		...(source === undefined ? {} : { file: source.name, range: range(source, span) }),
	};
}

function range(source: Source, span: Span | undefined): object | null {
	if (span === undefined) return null;
	const { startLine, startColumn, endLine, endColumn } = regionOf(source, span);
	return { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } };
}
