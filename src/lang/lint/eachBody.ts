/** Every body of a rule, and what it is the body of: conditions, and those of comprehensions, `every` and `not { … }` in them. */
import type { Body, ElseClause, Rule, RuleBody, Verdict } from "../tree.ts";
import { walkTree } from "../visit.ts";

export type BodyOwner = "rule" | "nested";

export function eachBody(rule: Rule | Verdict, visit: (body: Body, owner: BodyOwner) => void): void {
	walkTree(rule, (node) => {
		if (!("kind" in node)) {
			if ("literals" in node) visit(node.literals, "rule");
			return true;
		}
		switch (node.kind) {
			case "every":
			case "body":
			case "arrayComprehension":
			case "setComprehension":
			case "objectComprehension":
				visit(node.body, "nested");
		}
		return true;
	});
}

/** The ways through a rule, in the order in which they are tried: its body, then its `else`s. */
export function branches(rule: Rule): readonly Branch[] {
	const first = { span: rule.span, value: rule.head.value, body: rule.body };
	return [
		first,
		...rule.elses.map((other: ElseClause) => ({ span: other.span, value: other.value, body: other.body })),
	];
}

export interface Branch {
	readonly span: ElseClause["span"];
	readonly value: ElseClause["value"] | undefined;
	readonly body: RuleBody | undefined;
}
