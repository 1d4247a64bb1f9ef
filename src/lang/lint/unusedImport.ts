/** Imports whose name stands nowhere in the module. The fix takes the line out. */
import { unusedImport } from "../../diagnostics/catalogue/linting.ts";
import { importName } from "../resolve/names.ts";
import type { Module } from "../tree.ts";
import type { Report } from "./lint.ts";
import { mentions } from "./mentions.ts";
import { removeLines } from "./removal.ts";

export function lintUnusedImports({ imports, items, source }: Module, report: Report): void {
	if (imports.length === 0) return;
	const used = mentions(...items);
	for (const item of imports) {
		const name = importName(item);
		if (name === undefined || used.has(name)) continue;
		report(item.span, unusedImport({ name }), removeLines(source, item.span));
	}
}
