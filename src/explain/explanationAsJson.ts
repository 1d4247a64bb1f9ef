/** Explanations for programs: the same tree as JSON, values as Rego text. */
import { toRegoText } from "../runtime/values/regoText.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { FindingExplanation, PolicyExplanation } from "./explainPolicy.ts";
import { type FileExplanation, outcomeOf, reported } from "./fileExplanation.ts";
import type { NamedValue, Reason } from "./reason.ts";

/** Longest text of a value. */
const LONGEST = 500;

type Mask = (text: string) => string;

/** `mask` takes what must not be seen out of a text. */
export function explanationAsJson(explanation: FileExplanation, mask: Mask): string {
	const { source, line, explained } = explanation;
	const plain = {
		version: 1,
		file: source.name,
		...(line === undefined ? {} : { line }),
		explanations: explained.map((each) => plainExplanation(each, explanation, mask)),
	};
	return `${JSON.stringify(plain, null, 2)}\n`;
}

function plainExplanation(each: PolicyExplanation, explanation: FileExplanation, mask: Mask): object {
	const { policy, document, findings, more, rules, needs } = each;
	const entry = outcomeOf(each, explanation.report);
	return {
		code: policy.code,
		policy: policy.id,
		kind: document.kind,
		document: document.name,
		...(entry === undefined ? {} : { outcome: entry.outcome }),
		...(entry?.reason === undefined ? {} : { reason: entry.reason }),
		...(needs.length === 0 ? {} : { needs }),
		findings: findings.map((finding) => plainFinding(finding, each, explanation, mask)),
		...(more === 0 ? {} : { more }),
		...(findings.length > 0 ? {} : { rules: rules.map((reason) => plainReason(reason, mask)) }),
	};
}

function plainFinding(finding: FindingExplanation, each: PolicyExplanation, { report }: FileExplanation, mask: Mask) {
	const { action, message, place, reason } = finding;
	const settled = reported(each, finding, report);
	const excuse = settled?.suppressed;
	return {
		action,
		severity: settled?.severity ?? each.policy.severity,
		message: mask(settled?.message ?? message),
		...lineOf(place.source, place.span),
		...(excuse === undefined
			? {}
			: {
					excused: {
						by: excuse.by,
						reason: excuse.reason,
						...(excuse.until === undefined ? {} : { until: excuse.until }),
						...(excuse.source === undefined ? {} : { file: excuse.source.name, ...lineOf(excuse.source, excuse.span) }),
					},
				}),
		reason: plainReason(reason, mask),
	};
}

function plainReason(
	{ kind, standing, text, source, span, values, ways, needs, reasons, more }: Reason,
	mask: Mask,
): object {
	return {
		kind,
		...(standing === undefined ? {} : { standing }),
		...(text === "" ? {} : { text: mask(text) }),
		...(source === undefined ? {} : { file: source.name, ...lineOf(source, span) }),
		...(ways === undefined ? {} : { ways }),
		...(needs === undefined ? {} : { needs }),
		...(values.length === 0 ? {} : { values: values.map((value) => plainValue(value, mask)) }),
		...(reasons.length === 0 ? {} : { reasons: reasons.map((reason) => plainReason(reason, mask)) }),
		...(more === undefined ? {} : { more }),
	};
}

function plainValue({ text, value, place, count }: NamedValue, mask: Mask): object {
	return {
		text,
		...(value === undefined ? { undefined: true } : { value: mask(shortened(toRegoText(value))) }),
		...(place === undefined || place.span === undefined
			? {}
			: { file: place.source.name, ...lineOf(place.source, place.span) }),
		...(count === undefined ? {} : { count }),
	};
}

function shortened(text: string): string {
	return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function lineOf(source: Source | undefined, span: Span | undefined): { readonly line?: number } {
	return source === undefined || span === undefined ? {} : { line: source.lineAt(span.start) };
}
