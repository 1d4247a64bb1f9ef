/** Imports whose name stands nowhere in the module. */
import { unusedImport } from "../../diagnostics/catalogue/linting.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { Import, Module } from "../tree.ts";
import { walkTree } from "../visit.ts";

export function lintUnusedImports(module: Module, report: (span: Span, message: Message) => void): void {
	if (module.imports.length === 0) return;
	const used = new Set<string>();
	for (const item of module.items)
		walkTree(item, (node) => {
			if ("kind" in node && node.kind === "var") used.add(node.name);
			return true;
		});
	for (const item of module.imports) {
		const name = importedName(item);
		if (name !== undefined && !used.has(name)) report(item.span, unusedImport({ name }));
	}
}

/** The name that an import brings; undefined for those that switch the language on. */
function importedName({ path, alias }: Import): string | undefined {
	const head = path.kind === "var" ? path : path.head;
	if (head.kind !== "var" || (head.name !== "data" && head.name !== "input")) return undefined;
	const last = path.kind === "var" ? undefined : path.path.at(-1)?.term;
	return alias?.name ?? (last?.kind === "string" ? last.value : head.name);
}
