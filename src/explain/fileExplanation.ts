/** What is said of a file: each policy on each of its documents, with what a run makes of the findings. */
import type { Document } from "../documents/document.ts";
import type { Finding, LedgerEntry, Report } from "../findings/finding.ts";
import type { Source } from "../text/source.ts";
import type { FindingExplanation, PolicyExplanation } from "./explainPolicy.ts";

export interface FileExplanation {
	readonly source: Source;
	readonly line: number | undefined;
	readonly documents: readonly Document[];
	readonly explained: readonly PolicyExplanation[];
	/** What a run over the file says. */
	readonly report: Report;
}

/** The finding of the report that an explained one is: with its severity, and what excuses it. */
export function reported(
	{ policy }: PolicyExplanation,
	{ message, place }: FindingExplanation,
	{ findings }: Report,
): Finding | undefined {
	const pointer = JSON.stringify(place.pointer);
	const same = findings.filter(
		(finding) =>
			finding.policy.id === policy.id &&
			finding.place.source.name === place.source.name &&
			finding.place.document === place.document &&
			JSON.stringify(finding.place.pointer) === pointer,
	);
	// A message may be masked in the report.
	return same.find((finding) => finding.message === message) ?? same[0];
}

/** What the ledger says of a policy on a document. */
export function outcomeOf({ policy, document }: PolicyExplanation, { ledger }: Report): LedgerEntry | undefined {
	return [...ledger].find(
		(entry) =>
			entry.policy === policy.id &&
			entry.source === document.source.name &&
			entry.document === document.name &&
			entry.kind === document.kind,
	);
}
