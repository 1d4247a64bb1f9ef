/**
 * What the readers of the formats share: how a report is put together. A reader takes the value of one report and gives a Report; times,
 * severities and empty texts are told in one way here, so that the readers only say where things stand.
 */
import type { Message } from "../../diagnostics/diagnostic.ts";
import { isNumber } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { ImageIdentity, Pointer } from "../document.ts";
import { fieldOf, textOf } from "../fields.ts";
import { identityOfReferences } from "../image-reference/imageIdentity.ts";
import { writtenReference } from "../image-reference/writtenReference.ts";
import type { Origins } from "../origins.ts";
import type { JsonOutline } from "../topLevelKeys.ts";
import { onceEach } from "./onceEach.ts";
import type { severities } from "./schema.ts";

export type Severity = (typeof severities)[number];

/** One report of a source. */
export interface Report {
	readonly value: PlainObject;
	/** The image that it is about; absent for reports on anything else. */
	readonly image?: ImageIdentity;
	/** What tells it from others of its file, where there are several. */
	readonly name?: string;
	readonly faults?: readonly { readonly at: Pointer; readonly message: Message }[];
}

/** A format of reports. */
export interface ReportFormat {
	/** As `format` of a scan has it. */
	readonly id: string;
	/** Whether a JSON text has it, by its outermost keys and the start of its text. */
	claims(outline: JsonOutline, head: string): boolean;
	read(root: Value, origins: Origins): readonly Report[];
}

/** The parts of a report that a reader has; what it leaves out is filled in with nothing. */
export interface ReportParts {
	readonly format: string;
	readonly scanner: { readonly name: string; readonly version?: string; readonly database_built?: string };
	readonly created?: string;
	readonly subject: "image" | "files" | "sbom" | "unknown";
	readonly name?: string;
	readonly image?: {
		readonly references: readonly string[];
		readonly digests?: readonly string[];
		readonly id?: string;
		readonly created?: string;
	};
	readonly os?: { readonly family: string; readonly version: string; readonly eosl?: boolean };
	readonly targets?: readonly PlainObject[];
	readonly vulnerabilities?: readonly PlainObject[];
	readonly ignored?: readonly PlainObject[];
	readonly secrets?: readonly PlainObject[];
	readonly misconfigurations?: readonly PlainObject[];
}

/** A report of its parts, and which image it is about. */
export function reportOf(parts: ReportParts): Report {
	const { format, scanner, created, subject, name, image, os, targets, vulnerabilities, ignored } = parts;
	const identity = image && identityOf(image);
	const value: PlainObject = {
		format,
		scanner: defined(scanner),
		...defined({ created }),
		subject,
		name: name ?? "",
		...(image && {
			image: {
				tags: [...new Set(image.references)].map((text) => ({ ...writtenReference(text) })),
				digests: identity?.digests ?? [],
				...defined({ id: image.id, created: image.created }),
			},
		}),
		...(os && { os: defined(os) }),
		targets: targets ?? [],
		vulnerabilities: onceEach(vulnerabilities ?? []),
		ignored: ignored ?? [],
		secrets: parts.secrets ?? [],
		misconfigurations: parts.misconfigurations ?? [],
	};
	return { value, ...(identity && { image: identity }) };
}

function identityOf({ references, digests = [], id }: NonNullable<ReportParts["image"]>): ImageIdentity {
	const named = identityOfReferences(references, id === undefined ? [] : [id]);
	return { ...named, digests: [...new Set([...digests, ...named.digests])] };
}

export interface VulnerabilityParts {
	readonly id: string;
	readonly aliases?: readonly string[];
	readonly package: {
		readonly name?: string;
		readonly version?: string;
		readonly type?: string;
		readonly purl?: string;
		readonly path?: string;
	};
	readonly fixed?: readonly string[];
	/** Worked out of `fixed` where the report doesn't tell. */
	readonly state?: "fixed" | "not-fixed" | "wont-fix" | "unknown";
	readonly severity: Severity;
	readonly severity_source?: string;
	readonly cvss?: readonly CvssParts[];
	readonly title?: string;
	readonly url?: string;
	readonly published?: string;
	readonly modified?: string;
	readonly layer?: { readonly digest?: string; readonly diff_id?: string };
	readonly ecosystem?: "os" | "language" | "unknown";
	readonly target?: string;
	readonly epss?: Value;
	readonly known_exploited?: boolean;
}

export interface CvssParts {
	readonly version?: string;
	readonly vector?: string;
	readonly score?: Value;
	readonly source: string;
}

export function vulnerabilityOf(parts: VulnerabilityParts): PlainObject {
	const { id, aliases = [], fixed = [], state, cvss = [], layer, ...rest } = parts;
	const { severity_source, title, url, published, modified, target, epss, known_exploited } = rest;
	const scores = cvss.map(cvssOf);
	return {
		id,
		aliases: [...new Set(aliases)].filter((alias) => alias !== id && alias !== ""),
		package: packageOf(rest.package),
		fixed: fixed.filter((version) => version !== ""),
		state: state ?? (fixed.length > 0 ? "fixed" : "unknown"),
		severity: rest.severity,
		cvss: scores,
		...defined({ severity_source, score: bestScore(scores), title, url, published, modified }),
		...(layer && Object.values(layer).some((digest) => digest !== undefined) && { layer: defined(layer) }),
		ecosystem: rest.ecosystem ?? "unknown",
		...defined({ target, epss, known_exploited }),
	};
}

export function packageOf({ name = "", version = "", type, purl, path }: VulnerabilityParts["package"]): PlainObject {
	return { name, version, ...defined({ type, purl, path }) };
}

export interface IgnoredParts {
	readonly id: string;
	readonly package: VulnerabilityParts["package"];
	readonly severity: Severity;
	readonly status?: string;
	readonly reason?: string;
	readonly source?: string;
	readonly until?: string;
}

export function ignoredOf({ id, package: named, severity, status, reason, source, until }: IgnoredParts): PlainObject {
	return { id, package: packageOf(named), severity, ...defined({ status, reason, source, until }) };
}

/** A secret or a misconfiguration at a place. */
export function placedOf(
	label: "rule" | "id",
	parts: {
		readonly id: string;
		readonly title?: string;
		readonly severity: Severity;
		readonly path?: string;
		readonly line?: Value;
	},
): PlainObject {
	const { id, title = "", severity, path = "", line } = parts;
	return { [label]: id, title, severity, path, ...(typeof line === "number" && line > 0 && { line }) };
}

/** The version that a vector says; vectors of version 2 don't. */
function cvssOf({ version, vector, score, source }: CvssParts): PlainObject {
	const written = vector === undefined ? undefined : (/^CVSS:(\d\.\d)\//.exec(vector)?.[1] ?? "2.0");
	return { ...defined({ version: written ?? version, vector, score }), source };
}

function bestScore(scores: readonly PlainObject[]): Value | undefined {
	let best: PlainObject | undefined;
	for (const each of scores) {
		if (typeof each.score !== "number") continue;
		const [version, newest] = [String(each.version ?? ""), String(best?.version ?? "")];
		if (best === undefined || version > newest || (version === newest && each.score > (best.score as number)))
			best = each;
	}
	return best?.score;
}

const words: Readonly<Record<string, Severity>> = {
	critical: "critical",
	defcon1: "critical",
	high: "high",
	important: "high",
	error: "high",
	medium: "medium",
	moderate: "medium",
	warning: "medium",
	low: "low",
	note: "low",
	negligible: "negligible",
	informational: "negligible",
	info: "negligible",
	minimal: "negligible",
	none: "negligible",
};

/** A severity in anybody's words. */
export function severityOf(word: string | undefined): Severity {
	const key = (word ?? "").toLowerCase();
	return Object.hasOwn(words, key) ? (words[key] as Severity) : "unknown";
}

/** The qualitative severity of a base score (CVSS v3.1, section 5). */
export function severityOfScore(score: number): Severity {
	if (score >= 9) return "critical";
	if (score >= 7) return "high";
	if (score >= 4) return "medium";
	return score > 0 ? "low" : "negligible";
}

const rfc3339 = /^(\d{4})-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)?$/;

/** A time as RFC 3339, from text or from seconds since the epoch; undefined for none and for the zero times that programs write. */
export function timeOf(object: PlainObject | undefined, key: string): string | undefined {
	return asTime(fieldOf(object, key));
}

export function asTime(value: Value | undefined): string | undefined {
	if (value !== undefined && isNumber(value)) {
		const seconds = Number(value);
		return seconds > 0 && seconds < 1e11 ? new Date(Math.round(seconds * 1000)).toISOString() : undefined;
	}
	if (typeof value !== "string") return undefined;
	const found = rfc3339.exec(value);
	if (found === null) return /^\d{4}-\d\d-\d\d$/.test(value) && value > "1970" ? `${value}T00:00:00Z` : undefined;
	if ((found[1] as string) < "1971") return undefined;
	const spelt = value
		.replace(/[t ]/, "T")
		.replace(/z$/, "Z")
		.replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
	return /(?:Z|[+-]\d\d:\d\d)$/.test(spelt) ? spelt : `${spelt}Z`;
}

/** The text of a field cut at commas and spaces: how some formats write several versions. */
export function severalOf(object: PlainObject | undefined, key: string): string[] {
	return (textOf(object, key) ?? "").split(/\s*(?:,|\|\|)\s*/).filter((version) => version !== "");
}

/** The fields that are there. */
export function defined(fields: Readonly<Record<string, Value | undefined>>): PlainObject {
	return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
