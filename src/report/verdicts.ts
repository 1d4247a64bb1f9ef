/** The ledger with its findings: for formats that speak of tests, where each policy on each document is one. */
import type { Finding, LedgerEntry, Outcome, PolicyInfo, Report } from "../findings/finding.ts";
import { needsText } from "../findings/needs.ts";

export interface LedgerVerdict {
	readonly entry: LedgerEntry;
	readonly policy: PolicyInfo | undefined;
	/** In the order of the report; excused ones too. */
	readonly findings: readonly Finding[];
}

/** All of them, or those with one of these outcomes, in the ledger's order. */
export function* verdictsOf(report: Report, ...outcomes: readonly Outcome[]): Generator<LedgerVerdict> {
	const policies = new Map(report.policies.map((policy) => [policy.id, policy]));
	const findings = new Map<string, Finding[]>();
	for (const finding of report.findings) {
		const key = keyOf(finding.place.source.name, finding.place.document, finding.policy.id);
		const of = findings.get(key);
		if (of === undefined) findings.set(key, [finding]);
		else of.push(finding);
	}
	for (const entry of report.ledger.where(...outcomes))
		yield {
			entry,
			policy: policies.get(entry.policy),
			findings: findings.get(keyOf(entry.source, entry.document, entry.policy)) ?? [],
		};
}

/** The policies that have nothing to say of a document. */
export interface Passed {
	readonly source: string;
	readonly document: string;
	readonly kind: string;
	/** Their codes, in the order of the ledger. */
	readonly codes: readonly string[];
}

/**
 * The tests that a report is to harnesses: each verdict that somebody should look at, and for each document one test that stands for all policies
 * it passes. A test for each of those would be a hundred times as many, and nobody reads them; harnesses have limits.
 */
export function* testsOf(report: Report): Generator<LedgerVerdict | Passed> {
	let document: string | undefined;
	let passed: LedgerVerdict[] = [];
	for (const verdict of verdictsOf(report)) {
		const { source, document: name, kind, outcome } = verdict.entry;
		const key = keyOf(source, name, kind);
		if (key !== document) {
			yield* passedOf(passed);
			passed = [];
			document = key;
		}
		if (outcome === "pass" && verdict.findings.length === 0) passed.push(verdict);
		else yield verdict;
	}
	yield* passedOf(passed);
}

function* passedOf(passed: readonly LedgerVerdict[]): Generator<Passed> {
	const [first] = passed;
	if (first === undefined) return;
	const { source, document, kind } = first.entry;
	yield { source, document, kind, codes: passed.map(({ policy, entry }) => policy?.code ?? entry.policy) };
}

/** What the test is called that stands for all that pass: the same in every run, so that harnesses can compare them. */
export const passedTitle = "policies that pass";

export function passedText({ codes }: Passed): string {
	return `${codes.length} ${codes.length === 1 ? "policy passes" : "policies pass"}: ${codes.join(", ")}`;
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

/** `HS1080 Not root`: the policy's id where the report doesn't hold the policy. */
export function titleOf({ entry, policy }: LedgerVerdict): string {
	if (policy === undefined) return entry.policy;
	return `${policy.code} ${policy.title === "" ? policy.name : policy.title}`;
}

/** Why a verdict is neither a pass nor a failure: an excuse's reason, what would have to be given, an error's text. */
export function whyUndecided({ entry, findings }: LedgerVerdict): string {
	if (entry.outcome === "excepted")
		return [...new Set(findings.flatMap(({ suppressed }) => suppressed?.reason ?? []))].join("; ") || "excepted";
	if (entry.outcome === "unknown" && (entry.needs?.length ?? 0) > 0) return needsText(entry.needs ?? [], entry.kind);
	return entry.reason ?? entry.outcome;
}

/** `file:line:column: severity: message`, each on one line. */
export function findingLine({ place, severity, message, action }: Finding): string {
	const { source, span } = place;
	const position = span === undefined ? undefined : source.position(span.start);
	const where = position === undefined ? source.name : `${source.name}:${position.line}:${position.column}`;
	return `${where}: ${action === "warn" ? "warning, " : ""}${severity}: ${message}`;
}
