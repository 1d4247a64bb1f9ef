/** What every lint is: it looks at one module and reports what is hardly meant, with edits where these are safe. */
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { TextEdit } from "../../text/textEdit.ts";
import type { Module, Policy, Rule, Verdict } from "../tree.ts";

/** Takes what is wrong where, and the edits that put it right without a change of meaning. */
export type Report = (span: Span, message: Message, fix?: readonly TextEdit[]) => void;

export type Lint = (module: Module, report: Report) => void;

/** A rule or verdict, and the policy it stands in. */
export interface RulePlace {
	readonly rule: Rule | Verdict;
	readonly policy?: Policy;
}

/** All rules and verdicts of a module, those in policies too. */
export function rulesOf({ items }: Module): readonly RulePlace[] {
	return items.flatMap((item): readonly RulePlace[] =>
		item.kind === "rule"
			? [{ rule: item }]
			: item.members.flatMap((member) =>
					member.kind === "rule" || member.kind === "verdict" ? [{ rule: member, policy: item }] : [],
				),
	);
}

/** What a message shows of a text: on one line, without backticks, which stand around it. */
export const cited = (text: string): string => {
	const line = text.replace(/`/g, '"').replace(/\s+/g, " ");
	return line.length <= LONGEST_CITATION ? line : `${line.slice(0, LONGEST_CITATION - 1)}…`;
};

const LONGEST_CITATION = 60;
