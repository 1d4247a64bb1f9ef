/** Variables and arguments named as a rule, parameter or import of the same module, which can't be read there any more. */
import { shadowedName } from "../../diagnostics/catalogue/linting.ts";
import { importName } from "../resolve/names.ts";
import type { Module, Policy } from "../tree.ts";
import { introduced } from "./introduced.ts";
import { type Report, rulesOf } from "./lint.ts";

type Outer = "function" | "import" | "parameter" | "policy" | "rule";

export function lintShadowedNames(module: Module, report: Report): void {
	const outside = new Map<string, Outer>();
	for (const item of module.items) {
		if (item.kind === "policy") outside.set(item.name.name, "policy");
		else if (!item.isDefault) outside.set(item.head.name.name, item.head.args === undefined ? "rule" : "function");
	}
	for (const item of module.imports) {
		const name = importName(item);
		if (name !== undefined) outside.set(name, "import");
	}
	for (const { rule, policy } of rulesOf(module)) {
		const members = membersOf(policy);
		for (const { variable, how } of introduced(rule)) {
			const outer = members.get(variable.name) ?? outside.get(variable.name);
			const what = how === "argument" ? "argument" : "variable";
			if (outer !== undefined) report(variable.span, shadowedName({ name: variable.name, what, outer }));
		}
	}
}

function membersOf(policy: Policy | undefined): ReadonlyMap<string, Outer> {
	const names = new Map<string, Outer>();
	for (const member of policy?.members ?? []) {
		if (member.kind === "param") names.set(member.name.name, "parameter");
		else if (member.kind === "rule")
			names.set(member.head.name.name, member.head.args === undefined ? "rule" : "function");
	}
	return names;
}
