/**
 * SARIF 2.1.0 (OASIS standard), within what GitHub code scanning takes: rules with help and security severity, regions,
 * fingerprints, suppressions, fixes. Diagnostics become notifications. URIs are relative to the source root.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import {
	type FileEntry,
	type Finding,
	type PolicyInfo,
	type Report,
	type Severity,
	type Suppression,
	severities,
} from "../findings/finding.ts";
import { compareText } from "../findings/order.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { reportFormat } from "./format.ts";
import { isSecret } from "./mask.ts";
import { pointerText, regionOf } from "./region.ts";

export const sarif = reportFormat({
	id: "sarif",
	title: "SARIF 2.1.0, for GitHub code scanning and editors",
	extension: "sarif",
	mediaType: "application/sarif+json",
	write: (report, { version }) =>
		`${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run(report, version)] }, null, 2)}\n`,
});

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT = "%SRCROOT%";
type Level = "error" | "warning" | "note";

/** What all parts of one run refer to by number. */
interface Indexes {
	readonly rules: ReadonlyMap<string, { readonly id: string; readonly index: number }>;
	readonly artifacts: ReadonlyMap<string, number>;
}

/** GitHub refuses a run with more results, and shows the first five thousand of them by severity. */
const MOST_RESULTS = 25_000;

/** The findings that fit, in their order: where not all do, excused ones are left out first, then the least severe. */
function fitting(findings: readonly Finding[]): readonly Finding[] {
	if (findings.length <= MOST_RESULTS) return findings;
	const rank = ({ suppressed, severity }: Finding): number =>
		suppressed === undefined ? severities.indexOf(severity) : severities.length;
	const kept = new Set([...findings].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_RESULTS));
	return findings.filter((finding) => kept.has(finding));
}

function run(whole: Report, version: string): object {
	const report = { ...whole, findings: fitting(whole.findings) };
	const left = whole.findings.length - report.findings.length;
	const indexes = { rules: ruleIndexes(report.policies), artifacts: artifactIndexes(report) };
	const anySuppressed = report.findings.some((finding) => finding.suppressed !== undefined);
	const kinds = new Map(report.diagnostics.map(({ kind }) => [kind.code, kind]));
	return {
		tool: {
			driver: {
				name: "Holystone",
				semanticVersion: version,
				rules: report.policies.map((policy) => rule(policy, indexes.rules.get(policy.id)?.id ?? policy.id)),
				notifications: [...kinds.values()]
					.sort((a, b) => compareText(a.code, b.code))
					.map(({ code, title, cause, right }) => ({
						id: code,
						name: pascal(code),
						shortDescription: { text: title },
						fullDescription: { text: clip(cause) },
						help: { text: `${cause}\n\n${right}` },
					})),
			},
		},
		columnKind: "unicodeCodePoints",
		originalUriBaseIds: { [ROOT]: { description: { text: "The folder in which the run started." } } },
		invocations: [
			{
				executionSuccessful: report.summary.errors === 0 && report.summary.outcomes.error === 0,
				toolExecutionNotifications: [
					...report.diagnostics.map((diagnostic) => notification(diagnostic, indexes)),
					...(left === 0 ? [] : [leftOut(left)]),
				],
			},
		],
		artifacts: [...indexes.artifacts.keys()].map((name) => artifact(name, report.files)),
		results: report.findings.map((finding) => result(finding, indexes, anySuppressed)),
		properties: { summary: report.summary },
	};
}

// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A rule's id is its code; where two policies share one, each has its own full id, because ids must tell rules apart. */
function ruleIndexes(policies: readonly PolicyInfo[]): Indexes["rules"] {
	const uses = new Map<string, number>();
	for (const { code } of policies) uses.set(code, (uses.get(code) ?? 0) + 1);
	return new Map(policies.map(({ id, code }, index) => [id, { id: uses.get(code) === 1 ? code : id, index }]));
}

/** GitHub sorts alerts into its classes by this number: over 9 is critical, from 7 high, from 4 medium, above 0 low. */
const SCORES: Readonly<Record<Severity, string>> = {
	critical: "9.5",
	high: "8.0",
	medium: "5.5",
	low: "3.0",
	info: "0.0",
};

function rule(policy: PolicyInfo, id: string): object {
	const links = policy.see.filter((link) => /^https?:\/\//.test(link));
	const about = policy.about === "" ? policy.title : policy.about;
	const markdown = [
		about,
		...(policy.see.length === 0
			? []
			: ["", ...policy.see.map((link) => `- ${/^https?:\/\//.test(link) ? `<${link}>` : link}`)]),
	].join("\n");
	return {
		id,
		name: pascal(policy.name),
		shortDescription: { text: clip(policy.title === "" ? policy.name : policy.title) },
		fullDescription: { text: clip(about === "" ? policy.name : about) },
		help: { text: [about || policy.name, ...policy.see].join("\n"), markdown: markdown || policy.name },
		...(links[0] === undefined ? {} : { helpUri: links[0] }),
		defaultConfiguration: { level: levelOf(policy.severity, "deny") },
		properties: {
			tags: [...new Set(["security", ...policy.tags.filter((tag) => tag.trim() !== "")])].slice(0, 20),
			precision: "high",
			"problem.severity": problemSeverity(policy.severity),
			...(policy.severity === "info" ? {} : { "security-severity": SCORES[policy.severity] }),
			equivalents: policy.equivalents,
			...(policy.custom === undefined ? {} : { custom: policy.custom }),
			policy: policy.id,
		},
	};
}

/** SARIF 3.49.7 wants names in words that begin with capitals. */
function pascal(name: string): string {
	const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
	return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("") || name;
}

/** GitHub takes descriptions of up to 1024 characters. */
function clip(text: string): string {
	const characters = [...text];
	return characters.length <= 1024 ? text : `${characters.slice(0, 1023).join("")}…`;
}

function levelOf(severity: Severity, action: "deny" | "warn"): Level {
	if (severity === "low" || severity === "info") return "note";
	return severity === "medium" || action === "warn" ? "warning" : "error";
}

function problemSeverity(severity: Severity): "error" | "warning" | "recommendation" {
	const level = levelOf(severity, "deny");
	return level === "note" ? "recommendation" : level;
}

// ── Results ──────────────────────────────────────────────────────────────────────────────────────────────────────

function result(finding: Finding, indexes: Indexes, anySuppressed: boolean): object {
	const { policy, place, severity, action, message, fix, fingerprint, suppressed } = finding;
	const named = indexes.rules.get(policy.id);
	const address = `${place.document}${pointerText(place.pointer)}`;
	const edits = isSecret(finding) ? [] : (fix ?? []);
	return {
		ruleId: named?.id ?? policy.code,
		...(named === undefined ? {} : { ruleIndex: named.index }),
		level: levelOf(severity, action),
		message: { text: message === "" ? policy.title || policy.name : message },
		locations: [
			{
				physicalLocation: physicalLocation(place.source, place.span, indexes),
				...(address === "" ? {} : { logicalLocations: [{ fullyQualifiedName: address }] }),
			},
		],
		...(place.origin === undefined ? {} : { relatedLocations: [renderedFrom(place.origin)] }),
		partialFingerprints: { "holystone/v1": fingerprint },
		// SARIF 3.27.23: either every result of a run has this property or none.
		...(anySuppressed ? { suppressions: suppressed === undefined ? [] : [suppression(suppressed, indexes)] } : {}),
		...(edits.length === 0 ? {} : { fixes: [{ artifactChanges: [artifactChange(place.source, edits, indexes)] }] }),
		properties: { severity, action },
	};
}

/** The path is the renderer's, relative to wherever it was run. */
function renderedFrom(origin: string): object {
	return {
		message: { text: "rendered from this file" },
		physicalLocation: { artifactLocation: { uri: uriOf(origin) } },
	};
}

/** A place needs a line to be shown, so a finding about a whole file stands at its first. */
function physicalLocation(source: Source, span: Span | undefined, indexes: Indexes): object {
	return {
		artifactLocation: artifactLocation(source.name, indexes),
		region: span === undefined ? { startLine: 1 } : regionOf(source, span),
	};
}

function suppression({ by, reason, source, span }: Suppression, indexes: Indexes): object {
	return {
		kind: by === "comment" ? "inSource" : "external",
		status: "accepted",
		justification: reason,
		...(source === undefined ? {} : { location: { physicalLocation: physicalLocation(source, span, indexes) } }),
	};
}

function artifactChange(
	source: Source,
	edits: readonly { readonly span: Span; readonly text: string }[],
	indexes: Indexes,
): object {
	return {
		artifactLocation: artifactLocation(source.name, indexes),
		replacements: edits.map(({ span, text }) => ({
			deletedRegion: regionOf(source, span),
			...(text === "" ? {} : { insertedContent: { text } }),
		})),
	};
}

// ── Files and notifications ──────────────────────────────────────────────────────────────────────────────────────

/** Every file that anything refers to, by name. */
function artifactIndexes(report: Report): Indexes["artifacts"] {
	const names = new Set(report.files.map((file) => file.source));
	for (const { place, suppressed } of report.findings) {
		names.add(place.source.name);
		if (suppressed?.source !== undefined) names.add(suppressed.source.name);
	}
	for (const { source } of report.diagnostics) if (source !== undefined) names.add(source.name);
	return new Map([...names].sort(compareText).map((name, index) => [name, index]));
}

function artifact(name: string, files: readonly FileEntry[]): object {
	const checked = files.some((file) => file.source === name);
	return { location: { uri: uriOf(name), uriBaseId: ROOT }, ...(checked ? { roles: ["analysisTarget"] } : {}) };
}

function artifactLocation(name: string, indexes: Indexes): object {
	const index = indexes.artifacts.get(name);
	return { uri: uriOf(name), uriBaseId: ROOT, ...(index === undefined ? {} : { index }) };
}

/** A relative URI reference: each part of the path percent-encoded, so that `<stdin>` or a blank is one too. Half a surrogate pair has no encoding. */
function uriOf(name: string): string {
	const encoded = name
		.split("/")
		.map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, "\ufffd")))
		.join("/");
	return encoded.startsWith("/") ? encoded.replace(/^\/+/, "") : encoded;
}

function leftOut(count: number): object {
	const text = `${count} less severe results are left out: more than ${MOST_RESULTS} in one run are refused by GitHub`;
	return { level: "warning", message: { text } };
}

function notification({ kind, text, hint, source, span }: Diagnostic, indexes: Indexes): object {
	return {
		descriptor: { id: kind.code },
		level: kind.severity === "info" ? "note" : kind.severity,
		message: { text: hint === undefined ? text : `${text}; ${hint}` },
		...(source === undefined ? {} : { locations: [{ physicalLocation: physicalLocation(source, span, indexes) }] }),
	};
}
