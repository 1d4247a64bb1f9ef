/** `/v1/admit`: the policies on the object of an AdmissionReview, as `policy eval` judges it in a file. */
import type { Report } from "../../findings/finding.ts";
import type { Answer, Decision, Job } from "../job.ts";
import { findingCounts, inputFacts } from "./decision.ts";
import { JSON_TYPE } from "./opaAnswer.ts";
import { pathAt } from "./pathAt.ts";
import type { Policies } from "./policies.ts";
import { aboutReview, inLines, type Review, type ReviewAnswer, readReview, writeReview } from "./review.ts";
import { boundedWarnings, denialText, findingLine, pathOf, undecidedText, type Verdict, verdictOf } from "./verdict.ts";

/** Findings that the log has of one decision. */
const MOST_LOGGED = 100;
/** Longest audit annotation, in UTF-16 units. */
const LONGEST_ANNOTATION = 1_024;

type AdmitJob = Extract<Job, { readonly task: "admit" }>;

export function admit(policies: Policies, job: AdmitJob): Answer {
	const review = readReview(job.body);
	const report = judgeReview(policies, review, job);
	const verdict = verdictOf(report, policies, job.unavailable);
	const answer = answerTo(policies, verdict, job);
	const result = {
		allowed: answer.allowed,
		...(answer.status && { message: answer.status.message }),
		findings: loggedFindings(policies, report),
		...(verdict.undecided.length > 0 && { undecided: verdict.undecided.slice(0, MOST_LOGGED) }),
		...unavailableOf(job),
	};
	return reviewAnswer(policies, review, answer, report, result);
}

/** The report on a review. */
export function judgeReview(
	policies: Policies,
	review: Review,
	{ evidence = [], unavailable = {} }: Partial<Pick<AdmitJob, "evidence" | "unavailable">> = {},
): Report {
	const known = { evidence: evidence.map((each) => policies.evidenceFile(each)), unavailable };
	const report = policies.judge([{ source: review.source }], known);
	// A secret hides all of its line, and most reviews are one line.
	const hides = report.findings.some(({ secret }) => secret === true);
	return hides ? policies.judge([{ source: inLines(review) }], known) : report;
}

function answerTo(
	{ settings, facts }: Policies,
	{ denied, warned, undecided }: Verdict,
	{ id, unavailable }: Pick<AdmitJob, "id" | "unavailable">,
): ReviewAnswer {
	const missing = Object.values(unavailable).map((what) => `not verified: ${what}`);
	const isStuck = undecided.length > 0 && settings.onError === "deny";
	const isMissing = missing.length > 0 && settings.onUnavailable === "deny";
	const status =
		denied.length > 0
			? { code: 403, reason: "Forbidden", message: denialText(denied, isMissing ? missing : []) }
			: isStuck || isMissing
				? {
						code: 500,
						reason: "InternalError",
						message: undecidedText([...(isStuck ? undecided : []), ...(isMissing ? missing : [])]),
					}
				: undefined;
	const open = [
		...(isStuck ? [] : undecided.map((why) => `allowed although ${why}`)),
		...(isMissing ? [] : missing.map((what) => `allowed although ${what}`)),
	];
	return {
		allowed: status === undefined,
		...(status && { status }),
		warnings: boundedWarnings([...open, ...warned.map(findingLine)]),
		auditAnnotations: {
			"decision-id": id,
			revision: facts.revision.slice(0, 12),
			...codes("denied-by", denied),
			...codes("warned-by", warned),
			...(open.length > 0 && { "failed-open": annotation(open.join("; ")) }),
		},
	};
}

function codes(name: string, findings: Verdict["denied"]): Record<string, string> {
	const all = [...new Set(findings.map(({ policy }) => policy.code))];
	return all.length === 0 ? {} : { [name]: annotation(all.join(",")) };
}

const annotation = (text: string): string =>
	text.length <= LONGEST_ANNOTATION ? text : `${text.slice(0, LONGEST_ANNOTATION - 1)}…`;

/** What the log has of what couldn't be found out. */
export function unavailableOf({ unavailable }: Pick<AdmitJob, "unavailable">): {
	readonly unavailable?: readonly string[];
} {
	const told = Object.values(unavailable);
	return told.length === 0 ? {} : { unavailable: told };
}

export function loggedFindings({ settings }: Policies, { findings }: Report): readonly object[] {
	if (!settings.log) return [];
	return findings
		.filter(({ suppressed }) => suppressed === undefined)
		.slice(0, MOST_LOGGED)
		.map((finding) => ({
			code: finding.policy.code,
			policy: finding.policy.id,
			severity: finding.severity,
			action: finding.action,
			message: finding.message,
			path: pathOf(finding),
		}));
}

/** The answer to an API server, with what the log has of it. */
export function reviewAnswer(
	policies: Policies,
	review: Review,
	answer: ReviewAnswer,
	report: Report,
	result: object,
): Answer {
	const secrets = report.findings.flatMap(({ secret, policy, place: { source, span } }) =>
		secret === true && policy.tags.some((tag) => tag.startsWith("secret")) && span !== undefined
			? [pathAt(source.text, span).map(String)]
			: [],
	);
	const decision: Decision = {
		verdict: answer.allowed ? "allow" : answer.status?.code === 500 ? "error" : "deny",
		about: aboutReview(review),
		findings: findingCounts(report),
		...inputFacts(policies, review.review, secrets),
		...(policies.settings.log && { result: JSON.stringify(result) }),
	};
	return { status: 200, body: writeReview(review, answer), mediaType: JSON_TYPE, decision };
}
