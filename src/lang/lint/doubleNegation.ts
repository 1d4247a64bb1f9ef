/** `not { not x }`: what holds where `x` does. */
import { doubleNegation } from "../../diagnostics/catalogue/linting.ts";
import type { Module, NotLiteral, Term } from "../tree.ts";
import { walkTree } from "../visit.ts";
import { cited, type Report } from "./lint.ts";

export function lintDoubleNegations(module: Module, report: Report): void {
	walkTree(module, (node) => {
		if (!("kind" in node) || (node.kind !== "notLiteral" && node.kind !== "not")) return true;
		const inner = negated(node.operand);
		if (inner !== undefined) report(node.span, doubleNegation({ text: cited(module.source.slice(inner.span)) }));
		return true;
	});
}

/** What a term denies, where it does nothing else. */
function negated(term: Term): Term | undefined {
	if (term.kind === "not") return term.operand;
	const [literal, ...others] = term.kind === "body" ? term.body : [];
	return literal?.kind === "notLiteral" && others.length === 0 && !changes(literal) ? literal.operand : undefined;
}

const changes = (literal: NotLiteral): boolean => literal.with.length > 0;
