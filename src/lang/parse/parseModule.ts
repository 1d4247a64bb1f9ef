/**
 * Text to tree: modules, queries, terms. The one door to the parser, so that it (and chevrotain) can be loaded only when
 * a text has to be read. Gives what could be read and says what could not; never throws for any text.
 */
import { templateExpression } from "../../diagnostics/catalogue/parsing.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Source } from "../../text/source.ts";
import type { Module, Query, Term } from "../tree.ts";
import { Reader } from "./readModule.ts";

export interface ParseOptions {
	/** `.policy` files have the `policy` declaration, and `and`, `or`, `not { … }` from the start. */
	readonly dialect: "rego" | "policy";
	/** The version of Rego, for the dialect `rego`; v1 if not said. `import rego.v1` makes a v0 module one of v1. */
	readonly version?: "v0" | "v1";
}

/** A module. With mistakes in the text, `module` holds what could be read in spite of them; each has its diagnostic. */
export function parseModule(
	source: Source,
	options: ParseOptions,
): { readonly module?: Module; readonly diagnostics: readonly Diagnostic[] } {
	const reader = new Reader(source, options.dialect === "rego" ? options.version : "v1");
	const module = reader.module(options.dialect);
	return { ...(module === undefined ? {} : { module }), diagnostics: reader.report() };
}

/** A body on its own, as a query is one. */
export function parseQuery(
	source: Source,
	options: ParseOptions,
): { readonly query?: Query; readonly diagnostics: readonly Diagnostic[] } {
	const reader = new Reader(source, options.dialect === "rego" ? options.version : "v1");
	const body = reader.query(options.dialect);
	const v0 = options.version === "v0" ? { v0: { if: false, contains: false } } : {};
	return { ...(body === undefined ? {} : { query: { source, body, ...v0 } }), diagnostics: reader.report() };
}

/** One term on its own: Rego text of a value, such as `{1, 2,}` or `set()`. */
export function parseTerm(text: string): { readonly term?: Term; readonly diagnostics: readonly Diagnostic[] } {
	const source = new Source("<term>", text);
	const { query, diagnostics } = parseQuery(source, { dialect: "rego" });
	const [literal, second] = query?.body ?? [];
	if (literal === undefined || diagnostics.length > 0) return { diagnostics };
	if (literal.kind === "expression" && literal.with.length === 0 && second === undefined)
		return { term: literal.term, diagnostics };
	const what = second === undefined ? "this" : "a second expression";
	return { diagnostics: [at(source, (second ?? literal).span, templateExpression({ what }))] };
}
