/** Conditions that stand twice in one body. The fix takes the second one out. */
import { duplicateCondition } from "../../diagnostics/catalogue/linting.ts";
import type { Body, Module } from "../tree.ts";
import { eachBody } from "./eachBody.ts";
import { keyOf } from "./keyOf.ts";
import { type Report, rulesOf } from "./lint.ts";
import { removeLiteral } from "./removal.ts";
import { isSteady } from "./steady.ts";

export function lintDuplicateConditions(module: Module, report: Report): void {
	for (const { rule } of rulesOf(module)) eachBody(rule, (body) => lintBody(body, module, report));
}

function lintBody(body: Body, module: Module, report: Report): void {
	const lines = new Map<string, number>();
	for (const literal of body) {
		if ((literal.kind !== "expression" && literal.kind !== "notLiteral") || !isSteady(literal)) continue;
		const key = keyOf(literal);
		const line = lines.get(key);
		if (line === undefined) lines.set(key, module.source.lineAt(literal.span.start));
		else report(literal.span, duplicateCondition({ line }), removeLiteral(module.source, body, literal));
	}
}
