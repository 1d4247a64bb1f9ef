/** All warnings about what a module is hardly meant to say. Takes a tree that was read without mistakes; needs no types. */
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { Module, Rule, Verdict } from "../tree.ts";
import { lintDiffersFromAny } from "./differsFromAny.ts";
import { lintUnusedImports } from "./unusedImport.ts";
import { lintUnusedMembers } from "./unusedMember.ts";
import { lintUnusedVariables } from "./unusedVariable.ts";

/** Warnings, in the order of the text. Meant for `.policy` modules: OPA's own say nothing about these. */
export function lintModule(module: Module): Diagnostic[] {
	const found: Diagnostic[] = [];
	const report = (span: Span, message: Message): void => {
		found.push(at(module.source, span, message));
	};
	const lintRule = (rule: Rule | Verdict): void => {
		lintUnusedVariables(rule, report);
		lintDiffersFromAny(rule, module.source, report);
	};
	lintUnusedImports(module, report);
	for (const item of module.items) {
		if (item.kind === "rule") lintRule(item);
		else {
			lintUnusedMembers(item, report);
			for (const member of item.members) if (member.kind === "rule" || member.kind === "verdict") lintRule(member);
		}
	}
	return found.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}
