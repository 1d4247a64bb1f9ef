/** Defaults of rules and functions that another clause defines whatever the data: the default is never the value. */
import { needlessDefault } from "../../diagnostics/catalogue/linting.ts";
import type { Module, Rule } from "../tree.ts";
import { alwaysHolds, isConstant } from "./constantTruth.ts";
import { branches } from "./eachBody.ts";
import { keyOf } from "./keyOf.ts";
import { type Report, rulesOf } from "./lint.ts";

export function lintNeedlessDefaults(module: Module, report: Report): void {
	const always = new Map<string, number>();
	const places = rulesOf(module);
	const keyed = ({ rule, policy }: (typeof places)[number]): string =>
		rule.kind === "rule"
			? `${policy?.name.span.start} ${rule.head.name.name} ${keyOf(rule.head.path.map(({ term }) => term))}`
			: "";
	for (const place of places)
		if (place.rule.kind === "rule" && isUnconditional(place.rule, module))
			always.set(keyed(place), module.source.lineAt(place.rule.span.start));
	for (const place of places) {
		const line = always.get(keyed(place));
		if (place.rule.kind !== "rule" || !place.rule.isDefault || line === undefined) continue;
		report(place.rule.head.span, needlessDefault({ name: place.rule.head.name.name, line }));
	}
}

function isUnconditional(rule: Rule, module: Module): boolean {
	const { contains, args, path } = rule.head;
	if (rule.isDefault || contains !== undefined || path.some(({ term }) => term.kind !== "string")) return false;
	const names = (args ?? []).map((arg) => (arg.kind === "var" ? arg.name : ""));
	const distinct = names.every((name, at) => name === "_" || (name !== "" && names.indexOf(name) === at));
	return distinct && branches(rule).some(({ body, value }) => alwaysHolds(body?.literals, module) && isConstant(value));
}
