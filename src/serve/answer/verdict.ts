/** What a report comes to at admission: denied, to be warned of, or not decided; and the words for whoever made the object. */
import { fails } from "../../findings/exitStatus.ts";
import type { Finding, Report } from "../../findings/finding.ts";
import { plainLine } from "../../report/safeText.ts";
import { pathAt, pathText } from "./pathAt.ts";
import type { Policies } from "./policies.ts";
import { REVIEW_FILE } from "./review.ts";

/** Findings that a message lists; the rest are counted. */
const MOST_LISTED = 20;
/** Longest message, in UTF-16 units: API servers pass on what they get, to eyes and to logs. */
const LONGEST_MESSAGE = 8_192;
/** As API servers cut warnings (apiserver/pkg/endpoints/filters/warning.go): each, and all together, in code points. */
const LONGEST_WARNING = 256;
const LONGEST_WARNINGS = 4_096;

export interface Verdict {
	readonly denied: readonly Finding[];
	readonly warned: readonly Finding[];
	/** Why something couldn't be decided. */
	readonly undecided: readonly string[];
}

/** @param unavailable what couldn't be found out about images, which is told by itself */
export function verdictOf(
	report: Report,
	{ failOn }: Pick<Policies, "failOn">,
	unavailable: Readonly<Record<string, string>> = {},
): Verdict {
	const told = new Set(Object.values(unavailable));
	const counting = report.findings.filter(({ suppressed }) => suppressed === undefined);
	const codes = new Map(report.policies.map(({ id, code }) => [id, code]));
	const undecided = [...report.ledger.where("error", "unknown")].flatMap(({ policy, outcome, reason, needs = [] }) => {
		if (outcome === "unknown" && needs.every((need) => told.has(need))) return [];
		const why = outcome === "error" ? (reason ?? "it failed") : `it needs ${needs.join(", ")}`;
		return `${codes.get(policy) ?? policy} could not be decided: ${why}`;
	});
	// What is wrong with the configuration was said when it was read, and isn't the object's fault.
	const errors = report.diagnostics
		.filter(({ kind, source }) => kind.severity === "error" && source?.name === REVIEW_FILE)
		.map(({ text }) => text);
	if (report.summary.documents === 0 && errors.length === 0) errors.push("nothing in the request could be read");
	return {
		denied: counting.filter((finding) => fails(finding, failOn)),
		warned: counting.filter((finding) => !fails(finding, failOn)),
		undecided: [...new Set([...undecided, ...errors])].map(plainLine),
	};
}

/** A finding in a line: `HS3051 container web: … (spec.containers[0].image)`. */
export function findingLine(finding: Finding): string {
	const path = pathOf(finding);
	return `${finding.policy.code} ${plainLine(finding.message)}${path === "" ? "" : ` (${path})`}`;
}

const paths = new WeakMap<Finding, string>();

/** Where in the object a finding stands, as people write it. */
export function pathOf(finding: Finding): string {
	const known = paths.get(finding) ?? findPath(finding);
	paths.set(finding, known);
	return known;
}

function findPath({ place: { source, span } }: Finding): string {
	if (span === undefined) return "";
	const path = pathAt(source.text, span);
	if (path[0] !== "request") return "";
	return pathText(path[1] === "object" ? path.slice(2) : path);
}

/**
 * What kubectl shows after `denied the request:`.
 * @param besides what speaks against it, too
 */
export function denialText(denied: readonly Finding[], besides: readonly string[] = []): string {
	const lines = [...new Set(denied.map(findingLine))];
	const more = lines.length - MOST_LISTED;
	const policies = new Set(denied.map(({ policy }) => policy.id)).size;
	const head = `${policies} ${policies === 1 ? "policy denies" : "policies deny"} it:`;
	return bounded([head, ...lines.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${more} more`] : []), ...besides]);
}

export function undecidedText(undecided: readonly string[]): string {
	const more = undecided.length - MOST_LISTED;
	return bounded([...undecided.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${more} more`] : [])]);
}

function bounded(lines: readonly string[]): string {
	const text = lines.join("\n- ");
	return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`;
}

/** Each once, and as long as an API server takes them. */
export function boundedWarnings(lines: readonly string[]): readonly string[] {
	const warnings: string[] = [];
	let left = LONGEST_WARNINGS;
	for (const line of new Set(lines)) {
		const runes = [...line];
		const text = runes.length <= LONGEST_WARNING ? line : `${runes.slice(0, LONGEST_WARNING - 1).join("")}…`;
		const length = Math.min(runes.length, LONGEST_WARNING);
		if (length > left) {
			warnings.push("there are more warnings than can be shown");
			break;
		}
		left -= length + 1;
		warnings.push(text);
	}
	return warnings;
}
