/**
 * A baseline: findings that were there when somebody drew the line, by fingerprint. They are reported and don't count; what is new does.
 * It only ever shrinks: what has gone is reported, and writing it anew leaves that out. Takes and gives text; reads no file.
 */
import { baselineInvalid, baselineStale } from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import type { Finding, PolicyInfo, Report } from "./finding.ts";
import { compareText } from "./order.ts";

export interface Baseline {
	readonly source: Source;
	readonly entries: readonly BaselineEntry[];
}

/** One known finding. All but the fingerprint is for people, and for telling whether a run could have found it. */
export interface BaselineEntry {
	readonly fingerprint: string;
	/** The policy's id. */
	readonly policy: string;
	readonly file: string;
	readonly message: string;
}

/** What a run looked at: as much as tells whether it could have found an entry. */
export type Looked = Pick<Report, "ledger" | "policies"> & { readonly files: readonly string[] };

export function readBaseline(source: Source): Baseline | Diagnostic {
	const invalid = (reason: string): Diagnostic => at(source, undefined, baselineInvalid({ reason }));
	let content: unknown;
	try {
		content = JSON.parse(source.text);
	} catch (error) {
		return invalid(`it is no JSON: ${(error as Error).message.replace(/\s+/g, " ")}`);
	}
	const { version, findings } = Object(content) as Readonly<Record<string, unknown>>;
	if (version !== 1) return invalid("it has no `version: 1`");
	if (!Array.isArray(findings)) return invalid("it has no list `findings`");
	const wrong = findings.findIndex((entry) => !isEntry(entry));
	if (wrong !== -1) return invalid(`entry ${wrong + 1} of \`findings\` lacks fingerprint, policy, file or message`);
	return { source, entries: findings as readonly BaselineEntry[] };
}

function isEntry(value: unknown): boolean {
	const entry = Object(value) as Readonly<Record<string, unknown>>;
	return [entry.fingerprint, entry.policy, entry.file, entry.message].every((field) => typeof field === "string");
}

/** The findings with those suppressed that the baseline knows; an excuse that somebody gave goes before. */
export function acceptKnown<Item extends Finding>(findings: readonly Item[], baseline: Baseline): readonly Item[] {
	const known = new Set(baseline.entries.map(({ fingerprint }) => fingerprint));
	const { source } = baseline;
	return findings.map((finding) =>
		finding.suppressed === undefined && known.has(finding.fingerprint)
			? { ...finding, suppressed: { by: "baseline", reason: "known since the baseline", source } }
			: finding,
	);
}

/** Entries that are gone: the run looked where they were, with their policy, came to a verdict, and didn't find them. */
function staleEntries({ entries }: Baseline, findings: readonly Finding[], looked: Looked): readonly BaselineEntry[] {
	const found = new Set(findings.map(({ fingerprint }) => fingerprint));
	const files = new Set(looked.files);
	const policies = new Set(looked.policies.map(({ id }: PolicyInfo) => id));
	const undecided = new Set<string>();
	for (const { source, policy } of looked.ledger.where("unknown", "error")) undecided.add(keyOf(source, policy));
	return entries.filter(
		({ fingerprint, policy, file }) =>
			!found.has(fingerprint) && files.has(file) && policies.has(policy) && !undecided.has(keyOf(file, policy)),
	);
}

const keyOf = (file: string, policy: string): string => JSON.stringify([file, policy]);

/** One warning for all that is gone. */
export function reportStale(baseline: Baseline, findings: readonly Finding[], looked: Looked): readonly Diagnostic[] {
	const stale = staleEntries(baseline, findings, looked);
	const [first] = stale;
	if (first === undefined) return [];
	const start = Math.max(0, baseline.source.text.indexOf(`"${first.fingerprint}"`));
	const span = { start, end: start + first.fingerprint.length + 2 };
	return [at(baseline.source, span, baselineStale({ count: stale.length, policy: first.policy, file: first.file }))];
}

/**
 * A baseline's text for what a run found: all that nobody excused or, with a baseline before, that without what is gone and with nothing
 * new. `exists` tells whether a file is still there: entries of deleted ones go, too.
 */
export function draftBaseline(
	report: Report,
	before?: Baseline,
	exists: (file: string) => boolean = () => true,
): string {
	const entries =
		before === undefined ? report.findings.filter(counts).map(entryOf) : stillKnown(before, report, exists);
	const sorted = [...entries].sort(
		(a, b) =>
			compareText(a.file, b.file) || compareText(a.policy, b.policy) || compareText(a.fingerprint, b.fingerprint),
	);
	return `${JSON.stringify({ version: 1, findings: sorted }, null, 2)}\n`;
}

const counts = ({ suppressed }: Finding): boolean => suppressed === undefined;

function entryOf({ fingerprint, policy, place, message }: Finding): BaselineEntry {
	return { fingerprint, policy: policy.id, file: place.source.name, message };
}

function stillKnown(before: Baseline, report: Report, exists: (file: string) => boolean): readonly BaselineEntry[] {
	const files = report.files.map(({ source }) => source);
	const stale = new Set(staleEntries(before, report.findings, { ...report, files }));
	return before.entries.filter((entry) => !stale.has(entry) && exists(entry.file));
}
