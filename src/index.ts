/**
 * The library: policies compiled from text, evaluated on texts, in Node as in a browser. It reads no file and asks no clock;
 * what it says is what `policy eval` says.
 */
import { kinds } from "./documents/kinds.ts";
import { evaluate as evaluateInputs } from "./engine/evaluate.ts";
import type { EngineOptions } from "./engine/options.ts";
import type { Report as CompactReport, LedgerEntry } from "./findings/finding.ts";
import { addBuiltins } from "./lang/resolve/addBuiltins.ts";
import { type BuiltPackModule, builtPack as loadBuiltPack } from "./packs/builtPack.ts";
import { type LoadedPack, loadPack } from "./packs/loadPack.ts";
import type { Pack } from "./packs/pack.ts";
import { noSettings } from "./packs/policiesInForce.ts";
import type { Builtin } from "./runtime/builtins/builtin.ts";
import { Source } from "./text/source.ts";

export type { Diagnostic } from "./diagnostics/diagnostic.ts";
export { renderDiagnostic } from "./diagnostics/render.ts";
export type { Document, DocumentKind } from "./documents/document.ts";
export { kinds } from "./documents/kinds.ts";
export type { Finding, LedgerEntry, Place, PolicyInfo, Severity, Summary } from "./findings/finding.ts";
export type { BuiltPackModule } from "./packs/builtPack.ts";
export type { LoadedPack } from "./packs/loadPack.ts";
export type { Pack } from "./packs/pack.ts";
export type { Argument, Builtin, BuiltinContext } from "./runtime/builtins/builtin.ts";
export { type HostBuiltinDeclaration, hostBuiltin as builtin, type ValueOf } from "./runtime/builtins/hostBuiltin.ts";
export type { Type } from "./runtime/types.ts";
export * as types from "./runtime/types.ts";
export type { Value } from "./runtime/values/value.ts";
export { Source } from "./text/source.ts";

/** Texts by file name: the name tells a `.policy` from a `.rego`, and a Dockerfile from a manifest. */
export type Texts = Readonly<Record<string, string>>;

/** Everything that an evaluation has to say. */
export type Report = Omit<CompactReport, "ledger"> & { readonly ledger: readonly LedgerEntry[] };

/** What an evaluation may be told besides files and packs; see EngineOptions. */
export type EvaluateOptions = Partial<Omit<EngineOptions, "packs" | "kinds">>;

export interface CompileOptions {
	/** What the pack is called; `policies` if not said. */
	readonly name?: string;
	/** Functions of yours that the policies may call, each made with `builtin`. */
	readonly builtins?: readonly Builtin[];
	/** The version of the `.rego` texts; v1 if not said. */
	readonly version?: "v0" | "v1";
}

/**
 * Compiles policies to a pack.
 * @param modules `.policy` and `.rego` texts by file name; they see each other
 * @returns the pack (absent where nothing compiles) and everything that is wrong, each at its place
 */
export function compile(modules: Texts, options: CompileOptions = {}): LoadedPack {
	const { name = "policies", builtins = [], ...rest } = options;
	const table = addBuiltins(builtins);
	const sources = Object.entries(modules).map(([file, text]) => new Source(file, text));
	const { diagnostics, ...loaded } = loadPack(name, sources, { ...rest, builtins: table.builtins });
	return { ...loaded, diagnostics: [...table.diagnostics, ...diagnostics] };
}

/**
 * Loads a pack that was compiled ahead.
 * @param builtins all that its policies call besides the language's own
 * @throws {Error} where one of those is missing: says which
 */
export function builtPack(name: string, module: BuiltPackModule, builtins: readonly Builtin[] = []): Pack {
	return loadBuiltPack(name, module, addBuiltins(builtins).builtins);
}

/**
 * Evaluates packs on files.
 * @param files texts by file name
 * @returns findings with places, the ledger, diagnostics; `now` (default: the epoch) is the run's one time
 */
export function evaluate(files: Texts, packs: readonly Pack[], options: EvaluateOptions = {}): Report {
	const inputs = Object.entries(files).map(([file, text]) => ({ source: new Source(file, text) }));
	const report = evaluateInputs(inputs, { settings: noSettings, now: 0n, evidence: inputs, ...options, kinds, packs });
	return { ...report, ledger: [...report.ledger] };
}

/**
 * Loads what the policies of packs need before they are evaluated: nearly none needs anything, but those that call a
 * `graphql.` builtin do. Only they have to be waited for.
 */
export async function ready(packs: readonly Pack[]): Promise<void> {
	for (const { program } of packs) await program.ready();
}
