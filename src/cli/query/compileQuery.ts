/** Modules and a query to a program that gives the query's solutions, or everything that is wrong with them. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { kinds } from "../../documents/kinds.ts";
import { type CapturedExpression, captureValues } from "../../lang/captureValues.ts";
import { type CompileOptions, compile } from "../../lang/compile.ts";
import { parseModule, parseQuery } from "../../lang/parse/parseModule.ts";
import type { Module } from "../../lang/tree.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../runtime/evaluation/program.ts";
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import type { Type } from "../../runtime/types.ts";
import { Source } from "../../text/source.ts";
import { compileOptions, type Declarations } from "../declarations/declarations.ts";

/** Where a query stands: in which package, with which imports. */
export interface QueryPlace {
	/** The version of Rego that it is in. */
	readonly version?: "v0" | "v1";
	readonly package: string | undefined;
	/** `data.acme as a`, without the word `import`. */
	readonly imports: readonly string[];
}

export interface CompiledQuery {
	/** Absent where something is wrong. */
	readonly program?: Program;
	readonly expressions: readonly CapturedExpression[];
	readonly diagnostics: readonly Diagnostic[];
	/** Milliseconds that reading and compiling took. */
	readonly took: { readonly parse: number; readonly compile: number };
}

/** `elapsed` is the host's clock; `instrument` is what the program keeps account of. */
export async function compileQuery(
	modules: readonly Module[],
	query: Source,
	within: Module | undefined,
	declarations: Declarations,
	elapsed: () => number,
	instrument?: CompileOptions["instrument"],
): Promise<CompiledQuery> {
	const begin = elapsed();
	const version = within?.v0 === undefined ? "v1" : "v0";
	const parsed = parseQuery(query, { dialect: within?.dialect ?? "rego", version });
	const read = elapsed();
	if (parsed.query === undefined || hasErrors(parsed.diagnostics))
		return { expressions: [], diagnostics: parsed.diagnostics, took: { parse: read - begin, compile: 0 } };
	const captured = captureValues(parsed.query);
	const compiled = compile(modules, {
		query: captured.query,
		...(within === undefined ? {} : { queryWithin: within }),
		...compileOptions(declarations),
		...(instrument === undefined ? {} : { instrument }),
		keepPrint: true,
		inputTypes: inputTypes(),
	});
	const diagnostics = [...parsed.diagnostics, ...compiled.diagnostics];
	const took = { parse: read - begin, compile: elapsed() - read };
	const { expressions } = captured;
	if (compiled.program === undefined || hasErrors(diagnostics)) return { expressions, diagnostics, took };
	const program = loadProgram(instantiate(compiled.program.code), declarations.builtins, elapsed);
	await program.ready();
	return { program, expressions, diagnostics, took: { ...took, compile: elapsed() - read } };
}

/** The modules in texts, `.policy` files as such; `.rego` files in a version of Rego. */
export function readModules(
	sources: readonly Source[],
	version: "v0" | "v1" = "v1",
): {
	readonly modules: readonly Module[];
	readonly diagnostics: readonly Diagnostic[];
} {
	const read = sources.map((source) => parseModule(source, { dialect: dialectOf(source), version }));
	return {
		modules: read.flatMap(({ module }) => (module === undefined ? [] : [module])),
		diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
	};
}

/** The module that a query is read as a part of; undefined where it stands alone. */
export function moduleAround({ package: name, imports, version = "v1" }: QueryPlace): {
	readonly module?: Module;
	readonly diagnostics: readonly Diagnostic[];
} {
	if (name === undefined && imports.length === 0 && version === "v1") return { diagnostics: [] };
	const lines = [`package ${name ?? "query"}`, ...imports.map((each) => `import ${each}`)];
	return parseModule(new Source("<query>", lines.join("\n")), { dialect: "rego", version });
}

export function dialectOf({ name }: Source): Module["dialect"] {
	return name.endsWith(".policy") ? "policy" : "rego";
}

/** The type of `input` for each kind of document. */
export function inputTypes(): ReadonlyMap<string, Type> {
	return new Map(kinds.map(({ id, schema }) => [id, fromJsonSchema(schema)]));
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
	return diagnostics.some(({ kind }) => kind.severity === "error");
}
