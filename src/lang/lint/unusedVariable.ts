/** Names that a rule introduces with `:=`, `some`, `every` or as an argument, and that stand nowhere else in it. */
import { unusedVariable } from "../../diagnostics/catalogue/linting.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { Rule, Term, Var, Verdict } from "../tree.ts";
import { walkTree } from "../visit.ts";

/**
 * Reports what a rule or verdict introduces and doesn't use. Scopes aren't told apart: a name that two bodies introduce counts
 * as used in both where it is used in one.
 */
export function lintUnusedVariables(rule: Rule | Verdict, report: (span: Span, message: Message) => void): void {
	const introduced: { readonly variable: Var; readonly how: "argument" | "variable" }[] = [];
	const introduce = (how: "argument" | "variable", term: Term | undefined): void => {
		for (const variable of patternVariables(term)) introduced.push({ variable, how });
	};
	const uses = new Map<string, number>();
	if (rule.kind === "rule") for (const arg of rule.head.args ?? []) introduce("argument", arg);
	walkTree(rule, (node) => {
		if (!("kind" in node)) return true;
		switch (node.kind) {
			case "var":
				uses.set(node.name, (uses.get(node.name) ?? 0) + 1);
				break;
			case "infix":
				if (node.operator === ":=") introduce("variable", node.left);
				break;
			case "some":
				for (const variable of node.vars) introduce("variable", variable);
				break;
			case "someIn":
				introduce("variable", node.key);
				introduce("variable", node.value);
				break;
			case "every":
				introduce("variable", node.key);
				introduce("variable", node.value);
				break;
		}
		return true;
	});
	for (const { variable, how } of introduced) {
		const { name } = variable;
		if (name.startsWith("_")) continue;
		const places = introduced.filter((other) => other.variable.name === name).length;
		if ((uses.get(name) ?? 0) <= places) report(variable.span, unusedVariable({ name, how }));
	}
}

/** The variables of a pattern. Keys of objects are read, not introduced. */
function patternVariables(term: Term | undefined): readonly Var[] {
	switch (term?.kind) {
		case "var":
			return [term];
		case "array":
		case "set":
			return term.items.flatMap(patternVariables);
		case "object":
			return term.entries.flatMap(({ value }) => patternVariables(value));
		default:
			return [];
	}
}
