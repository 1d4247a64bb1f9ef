/** An `else` after a clause that is always taken, or after one with the same conditions. */
import { unreachableElse } from "../../diagnostics/catalogue/linting.ts";
import type { Module, Rule } from "../tree.ts";
import { alwaysHolds, isConstant } from "./constantTruth.ts";
import { branches } from "./eachBody.ts";
import { keyOf } from "./keyOf.ts";
import { type Report, rulesOf } from "./lint.ts";

export function lintUnreachableElses(module: Module, report: Report): void {
	for (const { rule } of rulesOf(module))
		if (rule.kind === "rule" && rule.elses.length > 0) lintRule(rule, module, report);
}

function lintRule(rule: Rule, module: Module, report: Report): void {
	const tried = new Set<string>();
	for (const [index, { span, value, body }] of branches(rule).entries()) {
		const key = keyOf(body?.literals ?? []);
		if (index > 0 && tried.has(key))
			report(span, unreachableElse({ because: "an earlier one has the same conditions" }));
		if (!isConstant(value)) continue;
		tried.add(key);
		const next = rule.elses[index];
		if (next === undefined || rule.moreBodies.length > 0 || !alwaysHolds(body?.literals, module)) continue;
		report(next.span, unreachableElse({ because: "the one before it is always taken" }));
		return;
	}
}
