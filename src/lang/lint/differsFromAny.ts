/** `x != xs[_]`: holds as soon as one element differs, where mostly "none equals" is meant. */
import { differsFromAny } from "../../diagnostics/catalogue/linting.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Ref, Rule, Term, Verdict } from "../tree.ts";
import { walkTree } from "../visit.ts";

export function lintDiffersFromAny(
	rule: Rule | Verdict,
	source: Source,
	report: (span: Span, message: Message) => void,
): void {
	walkTree(rule, (node) => {
		if (!("kind" in node) || node.kind !== "expression") return true;
		const { term } = node;
		if (term.kind !== "infix" || term.operator !== "!=") return true;
		for (const [side, other] of [
			[term.left, term.right],
			[term.right, term.left],
		] as const) {
			// Two collections in turn are compared on purpose.
			if (!hasWildcard(side) || hasWildcard(other)) continue;
			report(
				term.span,
				differsFromAny({ value: oneLine(source.slice(other.span)), collection: oneLine(source.slice(side.span)) }),
			);
		}
		return true;
	});
}

function hasWildcard(term: Term): term is Ref {
	return term.kind === "ref" && term.path.some((step) => step.term.kind === "var" && step.term.name === "_");
}

const oneLine = (text: string): string => text.replace(/`/g, '"').replace(/\s+/g, " ");
