/** The report: what a run came to, from its findings, ledger and diagnostics, put in order and counted. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileEntry, Finding, LedgerEntry, PolicyInfo, Report, Severity, Summary } from "./finding.ts";
import { Ledger } from "./ledger.ts";
import { compareDiagnostics, compareText } from "./order.ts";
import { markSecrets } from "./secrets.ts";

/** The parts of a report before they are counted and put in order. Findings and ledger come from `settle`. */
export interface ReportParts {
	readonly files: readonly FileEntry[];
	readonly policies: readonly PolicyInfo[];
	readonly findings: readonly Finding[];
	readonly ledger: Iterable<LedgerEntry>;
	readonly diagnostics: readonly Diagnostic[];
}

/** A whole report: everything in its order, and counted. */
export function makeReport({ files, policies, findings, ledger: entries, diagnostics: told }: ReportParts): Report {
	const ledger = Ledger.of(entries);
	const diagnostics = onlyOnce([...told].sort(compareDiagnostics));
	return {
		files: [...files].sort((a, b) => compareText(a.source, b.source)),
		policies: [...policies].sort((a, b) => compareText(a.id, b.id)),
		findings: markSecrets(findings),
		ledger,
		diagnostics,
		summary: summarize({ files, policies, findings, ledger, diagnostics }),
	};
}

/** Several kinds of document read the same text, and each says what is wrong with it. Equal ones stand side by side. */
function onlyOnce(sorted: readonly Diagnostic[]): Diagnostic[] {
	return sorted.filter((diagnostic, index) => {
		const before = sorted[index - 1];
		return before === undefined || compareDiagnostics(before, diagnostic) !== 0;
	});
}

/** Counts. `errors` are diagnostics that are errors, and ledger entries that are without such a diagnostic still count there as outcomes. */
function summarize({ files, policies, findings, ledger, diagnostics }: Omit<Report, "summary">): Summary {
	const severities: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
	for (const finding of findings) if (finding.suppressed === undefined) severities[finding.severity]++;
	return {
		files: files.length,
		documents: files.reduce((sum, file) => sum + file.documents.length, 0),
		policies: policies.length,
		outcomes: ledger.counts(),
		severities,
		errors: diagnostics.filter((diagnostic) => diagnostic.kind.severity === "error").length,
	};
}
