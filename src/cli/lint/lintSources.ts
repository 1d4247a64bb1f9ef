/** What lints say of policy texts, and what is wrong with the texts besides. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { compareDiagnostics } from "../../findings/order.ts";
import { compilePack } from "../../packs/compilePack.ts";
import { lintCodes } from "../../packs/lintPolicies.ts";
import type { Source } from "../../text/source.ts";

export interface LintOptions {
	/** The version of the `.rego` texts. */
	readonly version: "v0" | "v1";
	/** YYYY-MM-DD */
	readonly today: string;
	/** The lints that are asked for. */
	readonly codes: ReadonlySet<string>;
}

export interface LintResult {
	/** What the lints found, by file and place. */
	readonly lints: readonly Diagnostic[];
	/** All else: mistakes of grammar, names and types, and what is wrong with ignore comments. */
	readonly others: readonly Diagnostic[];
}

export function lintSources(sources: readonly Source[], { version, today, codes }: LintOptions): LintResult {
	const found = [...compilePack(sources, { version, today, lints: "all" }).diagnostics].sort(compareDiagnostics);
	const isLint = ({ kind }: Diagnostic): boolean => lintCodes.includes(kind.code);
	return {
		lints: found.filter((diagnostic) => isLint(diagnostic) && codes.has(diagnostic.kind.code)),
		others: found.filter((diagnostic) => !isLint(diagnostic)),
	};
}

export const isError = ({ kind }: Diagnostic): boolean => kind.severity === "error";
