/** What lints say of policy texts, and what is wrong with the texts besides. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { compareDiagnostics } from "../../findings/order.ts";
import { compilePack } from "../../packs/compilePack.ts";
import { lintCodes } from "../../packs/lintPolicies.ts";
import type { Source } from "../../text/source.ts";
import { compileOptions, type Declarations, withStandIns } from "../declarations/declarations.ts";

export interface LintOptions {
	/** The version of the `.rego` texts. */
	readonly version: "v0" | "v1";
	/** YYYY-MM-DD */
	readonly today: string;
	/** The lints that are asked for. */
	readonly codes: ReadonlySet<string>;
	readonly declarations: Declarations;
}

export interface LintResult {
	/** What the lints found, by file and place. */
	readonly lints: readonly Diagnostic[];
	/** All else: mistakes of grammar, names and types, and what is wrong with ignore comments. */
	readonly others: readonly Diagnostic[];
}

export function lintSources(sources: readonly Source[], options: LintOptions): LintResult {
	const { version, today, codes, declarations } = options;
	const texts = withStandIns(sources, declarations);
	const { diagnostics } = compilePack(texts, { version, today, lints: "all", ...compileOptions(declarations) });
	// What is said of functions that stand in is for those who look at them.
	const own = diagnostics.filter(({ source }) => source === undefined || !declarations.modules.includes(source));
	const found = own.sort(compareDiagnostics);
	const isLint = ({ kind }: Diagnostic): boolean => lintCodes.includes(kind.code);
	return {
		lints: found.filter((diagnostic) => isLint(diagnostic) && codes.has(diagnostic.kind.code)),
		others: found.filter((diagnostic) => !isLint(diagnostic)),
	};
}

export const isError = ({ kind }: Diagnostic): boolean => kind.severity === "error";
