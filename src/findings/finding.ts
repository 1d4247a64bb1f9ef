/**
 * What a run finds out, as plain data: findings, the ledger, the report. Reports are written from it; nothing here evaluates.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Ledger } from "./ledger.ts";

export const severities = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

/** What a policy says of itself (DESIGN 2.2); made from its declaration or from a rule's METADATA. */
export interface PolicyInfo {
	/** `acme.images.trusted_base`: package and name. */
	readonly id: string;
	readonly name: string;
	/** The short id shown and cited; the policy's name where it has none. */
	readonly code: string;
	/** The document kind it speaks about; undefined for plain Rego rules, which see every document. */
	readonly on: string | undefined;
	readonly title: string;
	readonly severity: Severity;
	/** Why it matters. */
	readonly about: string;
	readonly see: readonly string[];
	readonly tags: readonly string[];
	/** Ids of the same check in other tools. */
	readonly equivalents: readonly string[];
	/** What else its METADATA says of it, under `custom`. */
	readonly custom?: Readonly<Record<string, unknown>>;
	/** The pack it comes from. */
	readonly pack: string;
}

/** A place in a source: what a finding points at. */
export interface Place {
	readonly source: Source;
	readonly span: Span | undefined;
	/** The element in the document: `/stages/0/from/tag` as keys and indexes. */
	readonly pointer: readonly (string | number)[];
	/** The document within the source: `Deployment/shop/web`; empty where there is only one. */
	readonly document: string;
	/** The file that the document was rendered from, where Helm or kustomize left a note of it. */
	readonly origin?: string;
}

export interface Finding {
	readonly policy: PolicyInfo;
	/** `deny` fails the run (at or above --fail-on), `warn` doesn't. */
	readonly action: "deny" | "warn";
	/** After overrides. */
	readonly severity: Severity;
	readonly message: string;
	readonly place: Place;
	/** Edits of the place's source that put it right. */
	readonly fix?: readonly { readonly span: Span; readonly text: string }[];
	/** Survives moved lines: from policy, document, element and message, not from line numbers. Lowercase hex. */
	readonly fingerprint: string;
	/** What it points at holds a secret: nobody shows it whole. */
	readonly secret?: boolean;
	/** Set where somebody excused it; such a finding is reported but doesn't count. */
	readonly suppressed?: Suppression;
}

/** Why a finding doesn't count. */
export interface Suppression {
	readonly by: "comment" | "exception" | "baseline";
	readonly reason: string;
	/** Where it was excused. */
	readonly source?: Source;
	readonly span?: Span;
	/** The last day it holds, YYYY-MM-DD. */
	readonly until?: string;
}

/** What became of one policy on one document. */
export type Outcome = "pass" | "fail" | "excepted" | "unknown" | "skipped" | "error";

export interface LedgerEntry {
	readonly source: string;
	readonly document: string;
	readonly kind: string;
	/** The policy's id. */
	readonly policy: string;
	readonly outcome: Outcome;
	/** For unknown: what would have to be given. For skipped and error: why. */
	readonly reason?: string;
	readonly needs?: readonly string[];
}

/** A file that the run looked at, whether or not it held documents. */
export interface FileEntry {
	readonly source: string;
	/** Documents read from it, by kind. Empty: nothing in it was understood, and a diagnostic or `skipped` says why. */
	readonly documents: readonly { readonly kind: string; readonly name: string }[];
	/** Why nothing was read from it, where that is no fault: "no kind of document claims it". */
	readonly skipped?: string;
}

/** Everything a run has to say, in an order that is the same every time. */
export interface Report {
	readonly files: readonly FileEntry[];
	/** The policies that were in force, by id in code point order. */
	readonly policies: readonly PolicyInfo[];
	/** By file, then line, column, code, message. Suppressed ones too. */
	readonly findings: readonly Finding[];
	readonly ledger: Ledger;
	readonly diagnostics: readonly Diagnostic[];
	readonly summary: Summary;
}

export interface Summary {
	readonly files: number;
	readonly documents: number;
	readonly policies: number;
	/** Counts of the ledger by outcome. */
	readonly outcomes: Readonly<Record<Outcome, number>>;
	/** Counts of findings that aren't suppressed, by severity. */
	readonly severities: Readonly<Record<Severity, number>>;
	readonly errors: number;
}
