/** From policy texts to a program as data: what `loadPack` runs at once and the build writes to a file. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { kinds } from "../documents/kinds.ts";
import { type CompileOptions, compile, type EmittedProgram } from "../lang/compile.ts";
import { parseModule } from "../lang/parse/parseModule.ts";
import type { UnreadPackage } from "../lang/resolve/checkStandIns.ts";
import type { Module } from "../lang/tree.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import { fromJsonSchema } from "../runtime/types/fromJsonSchema.ts";
import type { Type } from "../runtime/types.ts";
import type { Source } from "../text/source.ts";
import { lintPolicies } from "./lintPolicies.ts";

export interface CompiledPack {
	/** Absent where nothing of it compiles. */
	readonly program?: EmittedProgram;
	/** Those that could be read. */
	readonly modules: readonly Module[];
	readonly diagnostics: readonly Diagnostic[];
}

/** `keepPrint` and `instrument` are for commands that watch the policies. */
export interface PackOptions extends Pick<CompileOptions, "keepPrint" | "instrument"> {
	/** The version of the `.rego` texts; v1 if not said. */
	readonly version?: "v0" | "v1";
	/** Which texts are looked at for what is hardly meant: all, or (if not said) `.policy` files only. */
	readonly lints?: "all" | "policies";
	/** Report in `.rego` texts all that the type checker reports in `.policy` files. */
	readonly strict?: boolean;
	/** YYYY-MM-DD, for ignore comments that end; where it is absent, none has ended. */
	readonly today?: string;
	/** What may be called; all there are by default. */
	readonly builtins?: ReadonlyMap<string, Builtin>;
	/** Schemas that `# METADATA` may name: by their words, with `/` between them. */
	readonly schemas?: ReadonlyMap<string, Type>;
}

/** Parses, checks and compiles the modules together. A broken module is reported and left out; the others still make a program. */
export function compilePack(sources: readonly Source[], options: PackOptions = {}): CompiledPack {
	const { version = "v1", lints = "policies", today, ...rest } = options;
	const modules: Module[] = [];
	const unread: UnreadPackage[] = [];
	const diagnostics: Diagnostic[] = [];
	for (const source of sources) {
		const parsed = parseModule(source, { dialect: source.name.endsWith(".policy") ? "policy" : "rego", version });
		diagnostics.push(...parsed.diagnostics);
		const broken = parsed.diagnostics.some(({ kind }) => kind.severity === "error");
		if (parsed.module !== undefined && !broken) modules.push(parsed.module);
		else unread.push(parsed.module?.package.path);
	}
	const linted = lints === "all" ? modules : modules.filter(({ dialect }) => dialect === "policy");
	diagnostics.push(...lintPolicies(linted, today));
	const compiled = compile(modules, { ...rest, inputTypes: inputTypes(), unknowns: true, tolerant: true, unread });
	return { ...compiled, modules, diagnostics: [...diagnostics, ...compiled.diagnostics] };
}

let types: ReadonlyMap<string, Type> | undefined;

/** The type of `input` for each kind of document, from the kinds' own schemas. */
export function inputTypes(): ReadonlyMap<string, Type> {
	types ??= new Map(kinds.map(({ id, schema }) => [id, fromJsonSchema(schema)]));
	return types;
}
