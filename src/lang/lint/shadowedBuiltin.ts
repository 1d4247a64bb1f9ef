/** Variables, arguments, rules and imports named as a builtin, which can't be called there any more. */
import { shadowedBuiltin } from "../../diagnostics/catalogue/linting.ts";
import { builtins } from "../../runtime/builtins/index.ts";
import { importName } from "../resolve/names.ts";
import type { Module } from "../tree.ts";
import { introduced } from "./introduced.ts";
import { type Report, rulesOf } from "./lint.ts";

export function lintShadowedBuiltins(module: Module, report: Report): void {
	for (const item of module.imports) {
		const name = importName(item);
		if (name !== undefined && isBuiltin(name)) report(item.span, shadowedBuiltin({ name, what: "import" }));
	}
	const reported = new Set<string>();
	for (const { rule, policy } of rulesOf(module)) {
		if (rule.kind === "rule") {
			const { name, path, args } = rule.head;
			const key = `${policy?.name.name} ${name.name}`;
			// `contains`, `replace` and the like are rules' names, too, where they are the first of several words.
			if (path.length === 0 && isBuiltin(name.name) && !reported.has(key))
				report(name.span, shadowedBuiltin({ name: name.name, what: args === undefined ? "rule" : "function" }));
			reported.add(key);
		}
		for (const { variable, how } of introduced(rule))
			if (isBuiltin(variable.name)) {
				const what = how === "argument" ? "argument" : "variable";
				report(variable.span, shadowedBuiltin({ name: variable.name, what }));
			}
	}
}

/** One that is called by this name: operators are not, and the deprecated ones no more. */
function isBuiltin(name: string): boolean {
	const found = builtins.get(name);
	return found !== undefined && found.infix === undefined && found.deprecated !== true;
}
