/**
 * From what the rules raised to what the report says: excused, fingerprinted, ordered, and the ledger set right.
 * Takes raised findings, the ledger as evaluation left it, the sources and the exceptions. Looks at no clock: today is handed in.
 */
import {
	suppressionEndsSoon,
	suppressionExpired,
	suppressionForbidden,
	suppressionUnused,
	unknownPolicy,
} from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { suggest } from "../text/suggest.ts";
import { acceptKnown, type Baseline, reportStale } from "./baseline.ts";
import { commentSyntax } from "./comments.ts";
import { daysBetween } from "./day.ts";
import { type Exception, exceptionExcuses } from "./exceptions.ts";
import { covers, type Excuse, isFor, names, namesOf, plainCode } from "./excuse.ts";
import type { Finding, LedgerEntry, PolicyInfo, Suppression } from "./finding.ts";
import { fingerprints } from "./fingerprint.ts";
import { type Ignores, readIgnores } from "./ignores.ts";
import { Ledger } from "./ledger.ts";
import { compareFindings, compareText } from "./order.ts";

/** A finding as a rule raised it. */
export type Raised = Omit<Finding, "fingerprint" | "suppressed"> & {
	/** The kind of the document it is about. */
	readonly kind: string;
	/** The span of the instruction or mapping around its place (Document.scope). */
	readonly scope?: Span;
	/** Its own policy excuses it. */
	readonly excused?: Suppression;
};

export interface Unsettled {
	readonly raised: readonly Raised[];
	/** As evaluation left it: no entry is `excepted` yet. */
	readonly ledger: Iterable<LedgerEntry>;
	/** Every source that documents were read from, and their kinds; the ignore comments in it, where they were read already. */
	readonly sources: readonly {
		readonly source: Source;
		readonly kinds: readonly string[];
		readonly ignores?: Ignores;
	}[];
	/** The policies in force. */
	readonly policies: readonly PolicyInfo[];
	/** Policies that exist but aren't in force (switched off, not selected): naming one is no mistake. */
	readonly dormant?: readonly PolicyInfo[];
	readonly exceptions?: readonly Exception[];
	readonly baseline?: Baseline | undefined;
	/** `forbid`: ignore comments of ours are errors and excuse nothing, other tools' comments excuse nothing. */
	readonly inlineIgnores?: "allow" | "forbid";
	/** YYYY-MM-DD */
	readonly today: string;
}

export interface Settled {
	readonly findings: readonly Finding[];
	readonly ledger: Ledger;
	readonly diagnostics: readonly Diagnostic[];
}

/** Days before its end at which an excuse is announced. */
const SOON = 14;

export function settle(run: Unsettled): Settled {
	const { excuses, diagnostics } = gatherExcuses(run);
	const { valid, faults } = examineExcuses(excuses, run);
	const used = new Set<Excuse>();
	const excusesOf = excusesByPolicy(valid);
	const { baseline } = run;
	const mayExcuse =
		valid.length > 0 || baseline !== undefined || run.raised.some(({ excused }) => excused !== undefined);
	const findings: Finding[] = [];
	const standing = new Set<string>();
	const excused = new Set<string>();
	// File by file, so that what is only needed on the way isn't there for all of them at once. Nothing that is done here reaches further.
	for (const raised of bySource(run.raised)) {
		raised.sort(compareFindings);
		const marks = fingerprints(raised);
		const told = raised.map(({ kind: _, scope: __, excused: ___, ...finding }, index): Finding => {
			const suppressed = suppressionOf(raised[index] as Raised, excusesOf, used);
			const fingerprint = marks[index] as string;
			return suppressed === undefined ? { ...finding, fingerprint } : { ...finding, fingerprint, suppressed };
		});
		for (const [index, finding] of (baseline === undefined ? told : acceptKnown(told, baseline)).entries()) {
			findings.push(finding);
			if (!mayExcuse) continue;
			const { place, policy, suppressed } = finding;
			const key = entryKey(place.source.name, (raised[index] as Raised).kind, place.document, policy.id);
			(suppressed === undefined ? standing : excused).add(key);
		}
	}
	const ledger = Ledger.of(run.ledger);
	const files = run.sources.map(({ source }) => source.name);
	const stale = baseline === undefined ? [] : reportStale(baseline, findings, { ...run, ledger, files });
	return {
		findings,
		ledger: excused.size === 0 ? ledger : correctLedger(ledger, standing, excused),
		diagnostics: [...diagnostics, ...faults, ...unusedExcuses(valid, used, run, ledger), ...stale],
	};
}

/** By the files that they are in, in the order of the files' names. */
function bySource(raised: readonly Raised[]): readonly Raised[][] {
	const groups = new Map<string, Raised[]>();
	for (const finding of raised) {
		const { name } = finding.place.source;
		const group = groups.get(name);
		if (group === undefined) groups.set(name, [finding]);
		else group.push(finding);
	}
	return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group);
}

function gatherExcuses(run: Unsettled): { readonly excuses: Excuse[]; readonly diagnostics: Diagnostic[] } {
	const excuses: Excuse[] = [];
	const diagnostics: Diagnostic[] = [];
	for (const { source, kinds, ignores = readIgnores(source, commentSyntax(kinds, source)) } of run.sources) {
		if (run.inlineIgnores === "forbid") {
			for (const { foreign, span, code } of ignores.excuses)
				if (!foreign) diagnostics.push(at(source, span, suppressionForbidden({ code })));
		} else {
			for (const each of ignores.excuses) excuses.push(each);
			for (const each of ignores.diagnostics) diagnostics.push(each);
		}
	}
	const exceptions = exceptionExcuses(run.exceptions ?? []);
	return { excuses: [...excuses, ...exceptions.excuses], diagnostics: [...diagnostics, ...exceptions.diagnostics] };
}

/** Leaves out what names no policy, what is for policies that aren't in force, and what has run out. */
function examineExcuses(
	excuses: readonly Excuse[],
	{ policies, dormant = [], today }: Unsettled,
): { readonly valid: readonly Excuse[]; readonly faults: readonly Diagnostic[] } {
	if (excuses.length === 0) return { valid: [], faults: [] };
	const inForce = new Set(policies.flatMap(namesOf));
	const known = new Set([...inForce, ...dormant.flatMap(namesOf)]);
	const valid: Excuse[] = [];
	const faults: Diagnostic[] = [];
	for (const excuse of excuses) {
		const code = plainCode(excuse.code);
		const isWide = excuse.foreign && code.endsWith("*");
		const ended = excuse.until !== undefined && excuse.until < today;
		if (isWide ? !policies.some((policy) => names(excuse.code, policy)) : !known.has(code)) {
			if (!excuse.foreign)
				faults.push(at(excuse.source, excuse.span, unknownPolicyNamed(excuse.code, [...policies, ...dormant])));
		} else if (!isWide && !inForce.has(code)) {
			// Nothing to excuse in this run.
		} else if (ended) {
			faults.push(
				at(excuse.source, excuse.span, suppressionExpired({ code: excuse.code, until: excuse.until as string })),
			);
		} else {
			valid.push(excuse);
			const left = excuse.until === undefined ? Infinity : daysBetween(today, excuse.until);
			if (left <= SOON)
				faults.push(
					at(
						excuse.source,
						excuse.span,
						suppressionEndsSoon({ code: excuse.code, until: excuse.until as string, days: left }),
					),
				);
		}
	}
	return { valid, faults };
}

/** The message for a name that no policy has; codes and names as they are written are what can be suggested. */
export function unknownPolicyNamed(name: string, policies: readonly PolicyInfo[]): ReturnType<typeof unknownPolicy> {
	const spellings = policies.flatMap((policy) => [policy.code, policy.name, policy.id, ...policy.equivalents]);
	return unknownPolicy({ name, suggestion: suggest(name, spellings) });
}

/** The excuses that name a policy. */
function excusesByPolicy(excuses: readonly Excuse[]): (policy: PolicyInfo) => readonly Excuse[] {
	const known = new Map<PolicyInfo, readonly Excuse[]>();
	return (policy) => {
		const named = known.get(policy) ?? excuses.filter((excuse) => names(excuse.code, policy));
		known.set(policy, named);
		return named;
	};
}

/** What the first excuse that covers a finding makes of it; every one that does is used. */
function suppressionOf(
	raised: Raised,
	excusesOf: (policy: PolicyInfo) => readonly Excuse[],
	used: Set<Excuse>,
): Suppression | undefined {
	if (raised.excused !== undefined) return raised.excused;
	const fitting = excusesOf(raised.policy).filter((excuse) => covers(excuse, raised));
	for (const excuse of fitting) used.add(excuse);
	const [first] = fitting;
	if (first === undefined) return undefined;
	const { by, reason, source, span, until } = first;
	return { by, reason, source, span, ...(until === undefined ? {} : { until }) };
}

const entryKey = (source: string, kind: string, document: string, policy: string): string =>
	JSON.stringify([source, kind, document, policy]);

/** `fail` becomes `excepted` where every denial of that policy on that document is excused. */
function correctLedger(ledger: Ledger, standing: ReadonlySet<string>, excused: ReadonlySet<string>): Ledger {
	return ledger.excepting((entry) => {
		const key = entryKey(entry.source, entry.kind, entry.document, entry.policy);
		return excused.has(key) && !standing.has(key);
	});
}

/**
 * An excuse that excused nothing, unless nobody can know: its policy couldn't be decided there, or the files that it is for
 * weren't looked at in this run.
 */
function unusedExcuses(
	excuses: readonly Excuse[],
	used: ReadonlySet<Excuse>,
	run: Unsettled,
	ledger: Ledger,
): Diagnostic[] {
	const unused = excuses.filter(
		(excuse) => !excuse.foreign && !used.has(excuse) && run.sources.some(({ source }) => isFor(excuse, source)),
	);
	if (unused.length === 0) return [];
	const asked = ledger.asked();
	const undecided = [...ledger.where("unknown", "error")];
	const policies = new Map(run.policies.map((policy) => [policy.id, policy]));
	return (
		unused
			// An exception for many files is no worse for a run over some, where its policy has nothing to look at.
			.filter(
				({ reach, code }) =>
					reach.kind !== "glob" || run.policies.some((policy) => asked.has(policy.id) && names(code, policy)),
			)
			.filter((excuse) => !undecided.some((entry) => mayConcern(excuse, entry, policies)))
			.map((excuse) => at(excuse.source, excuse.span, suppressionUnused({ code: excuse.code })))
	);
}

function mayConcern(excuse: Excuse, entry: LedgerEntry, policies: ReadonlyMap<string, PolicyInfo>): boolean {
	const policy = policies.get(entry.policy);
	if (policy === undefined || !names(excuse.code, policy)) return false;
	return excuse.reach.kind === "glob" || excuse.reach.source.name === entry.source;
}
