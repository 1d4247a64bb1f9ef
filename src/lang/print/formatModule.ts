/** A module's text as `policy fmt` gives it: what it says in one way, laid out in one way (docs/formatting.md). */
import type { Module } from "../tree.ts";
import { normalizeModule } from "./normalizeModule.ts";
import { printModule } from "./printModule.ts";
import { toV1 } from "./toV1.ts";

/** The formatted text, with a line break at its end. The module has to have been read without mistakes. */
export function formatModule(module: Module): string {
	return printModule(normalizeModule(module));
}

/** The formatted text of a v0 module as one of v1: `if` and `contains` in its rules, and no imports of what v1 has anyway. */
export function migrateModule(module: Module): string {
	return printModule(normalizeModule(toV1(module)));
}
