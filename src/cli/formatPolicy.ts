/** A policy's text to its formatted text, or to what is wrong with it. What comes out is read again before anybody gets it. */
import { internalError } from "../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { parseModule } from "../lang/parse/parseModule.ts";
import { formatModule, migrateModule } from "../lang/print/formatModule.ts";
import { normalizeModule } from "../lang/print/normalizeModule.ts";
import { toV1 } from "../lang/print/toV1.ts";
import type { Module } from "../lang/tree.ts";
import { Source } from "../text/source.ts";
import { dialectOf } from "./query/compileQuery.ts";

export interface FormatOptions {
	/** The version that the text is in; `.policy` texts are always in v1. */
	readonly version: "v0" | "v1";
	/** Say it in v1, whatever it is in. */
	readonly toV1: boolean;
	/** Read the result, and hold it against what was read. */
	readonly check: boolean;
}

export function formatPolicy(
	source: Source,
	{ version, toV1: migrates, check }: FormatOptions,
): { readonly text?: string; readonly diagnostics: readonly Diagnostic[] } {
	const dialect = dialectOf(source);
	const { module, diagnostics } = parseModule(source, { dialect, version });
	if (module === undefined || diagnostics.some(({ kind }) => kind.severity === "error")) return { diagnostics };
	const text = migrates ? migrateModule(module) : formatModule(module);
	if (!check) return { text, diagnostics };
	const name = migrates ? `${source.name} as v1` : source.name;
	const again = parseModule(new Source(name, text), { dialect, version: migrates ? "v1" : version });
	// A name that v1 keeps for itself can't be said there: the text as it would be tells where.
	if (migrates && again.diagnostics.length > 0) return { diagnostics: again.diagnostics };
	const wanted = normalizeModule(migrates ? toV1(module) : module);
	if (again.module !== undefined && outline(again.module) === outline(wanted)) return { text, diagnostics };
	return {
		diagnostics: [internalError({ text: `the formatted text of ${name} would not say the same; it is left as it is` })],
	};
}

const places: ReadonlySet<string> = new Set(["span", "operatorSpan", "source", "comments"]);

/** What a module says and which comments it has, without the places. */
function outline(module: Module): string {
	const comments = module.comments.map(({ text }) => text.trim()).sort();
	return JSON.stringify([module, comments], (key, value: unknown) => (places.has(key) ? undefined : value));
}
