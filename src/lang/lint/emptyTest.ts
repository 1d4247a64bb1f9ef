/** Rules `test_…` that name no rule, function or data: whatever happens to the policy, they say the same. */
import { emptyTest } from "../../diagnostics/catalogue/linting.ts";
import { builtins } from "../../runtime/builtins/index.ts";
import { dottedWords } from "../resolve/nodes.ts";
import type { Module, Rule } from "../tree.ts";
import { type TreeNode, walkTree } from "../visit.ts";
import { ownNames } from "./calledBuiltin.ts";
import { introduced } from "./introduced.ts";
import type { Report } from "./lint.ts";

export function lintEmptyTests(module: Module, report: Report): void {
	for (const item of module.items) {
		if (item.kind !== "rule" || item.isDefault || !item.head.name.name.startsWith("test_")) continue;
		if (!namesAnything(item, module)) report(item.head.name.span, emptyTest({ name: item.head.name.name }));
	}
}

/** Whether a name in it may be that of something outside of it: rules of the package may stand in other modules. */
function namesAnything(rule: Rule, module: Module): boolean {
	const local = new Set(["_", "input", ...introduced(rule).map(({ variable }) => variable.name)]);
	let found = false;
	walkTree(rule, (node) => {
		if (node === rule.head.name || isBuiltinName(node, module)) return false;
		if ("kind" in node && node.kind === "var" && !local.has(node.name)) found = true;
		return !found;
	});
	return found;
}

function isBuiltinName(node: TreeNode, module: Module): boolean {
	if (!("kind" in node) || (node.kind !== "var" && node.kind !== "ref")) return false;
	const words = dottedWords(node);
	return builtins.has(words.join(".")) && !ownNames(module).has(words[0] as string);
}
