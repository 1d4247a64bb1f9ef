/** Builtins in Rego v0 that v1 has no more. The fix renames those of which there is the very same under another name. */
import { outdatedBuiltin } from "../../diagnostics/catalogue/linting.ts";
import { replacements } from "../resolve/spellings.ts";
import type { Module } from "../tree.ts";
import { walkTree } from "../visit.ts";
import { calledBuiltin } from "./calledBuiltin.ts";
import type { Report } from "./lint.ts";

const renamed: ReadonlySet<string> = new Set(["re_match"]);

export function lintOutdatedBuiltins(module: Module, report: Report): void {
	// In v1 they are errors.
	if (module.v0 === undefined) return;
	walkTree(module, (node) => {
		if (!("kind" in node) || node.kind !== "call") return true;
		const builtin = calledBuiltin(node, module);
		if (builtin?.deprecated !== true) return true;
		const instead = replacements[builtin.name];
		const fix =
			instead !== undefined && renamed.has(builtin.name) ? [{ span: node.operator.span, text: instead }] : undefined;
		report(
			node.operator.span,
			outdatedBuiltin({ name: builtin.name, ...(instead === undefined ? {} : { instead }) }),
			fix,
		);
		return true;
	});
}
