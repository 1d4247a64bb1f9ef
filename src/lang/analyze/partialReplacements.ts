/** `with` on a part of what a rule gives: only the whole of it can be replaced (OPA: "cannot partially replace virtual document(s)"). */
import { partialReplacement } from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Clause, CoreQuery, With } from "../core.ts";
import { referencesIn, referencesOf } from "./references.ts";
import { pathText, type RuleNode, type RuleTrees } from "./ruleTree.ts";

export function checkReplacements(
	clauses: readonly Clause[],
	query: CoreQuery | undefined,
	trees: RuleTrees,
	diagnostics: Diagnostic[],
): void {
	const check = (source: Source, withs: readonly With[]): void => {
		for (const { changes } of withs)
			for (const { target, span } of changes) {
				if (target.kind !== "data") continue;
				const rule = ruleAbove(trees.data, target.path);
				if (rule !== undefined)
					diagnostics.push(at(source, span, partialReplacement({ part: pathText(target.path), rule: rule.name })));
			}
	};
	for (const clause of clauses) check(clause.source, referencesOf(clause).withs);
	if (query !== undefined) check(query.source, referencesIn(query.body).withs);
}

/** The rule whose value a path goes into. */
function ruleAbove(root: RuleNode, path: readonly Value[]): RuleNode | undefined {
	let node: RuleNode | undefined = root;
	for (const key of path) {
		if (node === undefined) return undefined;
		if (node.clauses.length > 0) return node;
		node = node.child(key);
	}
	return undefined;
}
