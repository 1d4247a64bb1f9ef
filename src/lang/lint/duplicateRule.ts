/** Rules and verdicts that say word for word what one before them says: mostly a copy in which something was to be changed. */
import { duplicateRule } from "../../diagnostics/catalogue/linting.ts";
import type { Module } from "../tree.ts";
import { keyOf } from "./keyOf.ts";
import { type Report, rulesOf } from "./lint.ts";

export function lintDuplicateRules(module: Module, report: Report): void {
	const lines = new Map<string, number>();
	for (const { rule, policy } of rulesOf(module)) {
		const key = `${policy?.name.span.start} ${keyOf(rule)}`;
		const line = lines.get(key);
		if (line === undefined) lines.set(key, module.source.lineAt(rule.span.start));
		else report(rule.kind === "rule" ? rule.head.span : rule.message.span, duplicateRule({ line }));
	}
}
