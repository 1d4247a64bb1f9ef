/**
 * The library: policies compiled from text, evaluated on texts, in Node as in a browser. It reads no file and asks no clock;
 * what it says is what `policy eval` says.
 */
import { kinds } from "./documents/kinds.ts";
import { evaluate as evaluateInputs } from "./engine/evaluate.ts";
import type { EngineOptions } from "./engine/options.ts";
import type { Report } from "./findings/finding.ts";
import { type LoadedPack, loadPack } from "./packs/loadPack.ts";
import type { Pack } from "./packs/pack.ts";
import { noSettings } from "./packs/policiesInForce.ts";
import { Source } from "./text/source.ts";

export type { Diagnostic } from "./diagnostics/diagnostic.ts";
export { renderDiagnostic } from "./diagnostics/render.ts";
export type { Document, DocumentKind } from "./documents/document.ts";
export { kinds } from "./documents/kinds.ts";
export type { Finding, LedgerEntry, Place, PolicyInfo, Report, Severity, Summary } from "./findings/finding.ts";
export { type BuiltPackModule, builtPack } from "./packs/builtPack.ts";
export type { LoadedPack } from "./packs/loadPack.ts";
export type { Pack } from "./packs/pack.ts";
export { Source } from "./text/source.ts";

/** Texts by file name: the name tells a `.policy` from a `.rego`, and a Dockerfile from a manifest. */
export type Texts = Readonly<Record<string, string>>;

/** What an evaluation may be told besides files and packs; see EngineOptions. */
export type EvaluateOptions = Partial<Omit<EngineOptions, "packs" | "kinds">>;

/**
 * Compiles policies to a pack.
 * @param modules `.policy` and `.rego` texts by file name; they see each other
 * @returns the pack (absent where nothing compiles) and everything that is wrong, each at its place
 */
export function compile(modules: Texts, name = "policies"): LoadedPack {
	return loadPack(
		name,
		Object.entries(modules).map(([file, text]) => new Source(file, text)),
	);
}

/**
 * Evaluates packs on files.
 * @param files texts by file name
 * @returns findings with places, the ledger, diagnostics; `now` (default: the epoch) is the run's one time
 */
export function evaluate(files: Texts, packs: readonly Pack[], options: EvaluateOptions = {}): Report {
	const inputs = Object.entries(files).map(([file, text]) => ({ source: new Source(file, text) }));
	return evaluateInputs(inputs, { settings: noSettings, now: 0n, evidence: inputs, ...options, kinds, packs });
}

/**
 * Loads what the policies of packs need before they are evaluated: nearly none needs anything, but those that call a
 * `graphql.` builtin do. Only they have to be waited for.
 */
export async function ready(packs: readonly Pack[]): Promise<void> {
	for (const { program } of packs) await program.ready();
}
