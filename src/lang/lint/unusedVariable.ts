/**
 * Names that a rule introduces with `:=`, `some`, `every` or as an argument, and that stand nowhere else in it. The fix writes `_`,
 * or takes out a `some` that declares nothing else. Scopes aren't told apart: a name that two bodies introduce counts as used
 * in both where it is used in one.
 */
import { unusedVariable } from "../../diagnostics/catalogue/linting.ts";
import type { TextEdit } from "../../text/textEdit.ts";
import type { Module, Rule, Verdict } from "../tree.ts";
import { eachBody } from "./eachBody.ts";
import { type Introduced, introduced } from "./introduced.ts";
import { type Report, rulesOf } from "./lint.ts";
import { mentions } from "./mentions.ts";
import { removeLiteral } from "./removal.ts";

export function lintUnusedVariables(module: Module, report: Report): void {
	for (const { rule } of rulesOf(module)) lintRule(module, rule, report);
}

function lintRule(module: Module, rule: Rule | Verdict, report: Report): void {
	const names = introduced(rule);
	// The arguments of a default can't be used: their names say what they are.
	if (names.length === 0 || (rule.kind === "rule" && rule.isDefault)) return;
	const uses = mentions(rule);
	for (const each of names) {
		const { name, span } = each.variable;
		if (name.startsWith("_")) continue;
		const places = names.filter((other) => other.variable.name === name).length;
		if ((uses.get(name) ?? 0) > places) continue;
		const how = each.how === "argument" ? "argument" : "variable";
		report(span, unusedVariable({ name, how }), fixOf(module, rule, each));
	}
}

function fixOf(module: Module, rule: Rule | Verdict, { variable, by }: Introduced): readonly TextEdit[] | undefined {
	if (by?.kind !== "some") return [{ span: variable.span, text: "_" }];
	if (by.vars.length > 1) return undefined;
	let fix: readonly TextEdit[] | undefined;
	eachBody(rule, (body) => {
		if (body.includes(by)) fix = removeLiteral(module.source, body, by);
	});
	return fix;
}
