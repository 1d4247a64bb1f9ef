/** `startswith(x, "a") == true`: what is true or false already. The fix takes the comparison away. */
import { comparisonWithTrue } from "../../diagnostics/catalogue/linting.ts";
import type { Module, Term } from "../tree.ts";
import { walkTree } from "../visit.ts";
import { calledBuiltin } from "./calledBuiltin.ts";
import { comparisons } from "./constantTruth.ts";
import { cited, type Report } from "./lint.ts";

export function lintComparisonsWithTrue(module: Module, report: Report): void {
	walkTree(module, (node) => {
		if (!("kind" in node) || node.kind !== "infix" || node.operator !== "==") return true;
		const { left, right } = node;
		const [other, span] = isTrue(right)
			? [left, { start: left.span.end, end: right.span.end }]
			: [right, { start: left.span.start, end: right.span.start }];
		if (!(isTrue(left) || isTrue(right)) || !isBoolean(other, module)) return true;
		const { source } = module;
		const fix = /[#()]/.test(source.slice(span)) ? undefined : [{ span, text: "" }];
		report(node.span, comparisonWithTrue({ text: cited(source.slice(other.span)) }), fix);
		return true;
	});
}

const isTrue = (term: Term): boolean => term.kind === "boolean" && term.value;

/** Whether a term is true or false, and nothing else. A field that may be any value is compared with `true` for a reason. */
function isBoolean(term: Term, module: Module): boolean {
	if (term.kind === "call")
		return calledBuiltin(term, module)?.returns.type.kind === "boolean" && !hasOutput(term, module);
	if (term.kind === "infix") return term.operator !== "=" && comparisons[term.operator] !== undefined;
	return term.kind === "membership";
}

/** `startswith(x, "a", y)`: the result is in `y`. */
function hasOutput(term: Extract<Term, { kind: "call" }>, module: Module): boolean {
	return term.args.length > (calledBuiltin(term, module)?.args.length ?? 0);
}
