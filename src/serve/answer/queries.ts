/** Queries that were asked lately, compiled: with all modules, which takes a while. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { captureValues } from "../../lang/captureValues.ts";
import { compile } from "../../lang/compile.ts";
import { parseQuery } from "../../lang/parse/parseModule.ts";
import type { Module } from "../../lang/tree.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../runtime/evaluation/program.ts";
import { Source } from "../../text/source.ts";

/** How many are kept. */
const KEPT = 128;

export interface CompiledQuery {
	readonly program?: Program;
	readonly diagnostics: readonly Diagnostic[];
	/** What failed, in OPA's words. */
	readonly phase: "parsing" | "compiling";
}

export class Queries {
	readonly #modules: readonly Module[];
	readonly #builtins: ReadonlyMap<string, Builtin>;
	readonly #known = new Map<string, CompiledQuery>();

	constructor(modules: readonly Module[], builtins: ReadonlyMap<string, Builtin>) {
		this.#modules = modules;
		this.#builtins = builtins;
	}

	compiled(text: string): CompiledQuery {
		const known = this.#known.get(text);
		// What was used last stays longest.
		if (known !== undefined) this.#known.delete(text);
		const compiled = known ?? this.#compile(text);
		this.#known.set(text, compiled);
		const [oldest] = this.#known.keys();
		if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
		return compiled;
	}

	#compile(text: string): CompiledQuery {
		const parsed = parseQuery(new Source("<query>", text), { dialect: "rego", version: "v1" });
		if (parsed.query === undefined || hasErrors(parsed.diagnostics))
			return { diagnostics: parsed.diagnostics, phase: "parsing" };
		// A query that is one expression has a solution also where that is false, as in OPA.
		const { query } = captureValues(parsed.query);
		const { program, diagnostics } = compile(this.#modules, { query, builtins: this.#builtins });
		if (program === undefined || hasErrors(diagnostics)) return { diagnostics, phase: "compiling" };
		return { program: loadProgram(instantiate(program.code), this.#builtins), diagnostics, phase: "compiling" };
	}
}

const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
	diagnostics.some(({ kind }) => kind.severity === "error");
