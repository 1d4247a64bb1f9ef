/**
 * From modules to a program, on one screen: resolve → order → rule tree → recursion → types → emit. Takes trees, gives JavaScript
 * text and a manifest, and everything that is wrong in all modules at once. Nothing is evaluated here.
 */
import { bodyTooDeep } from "../diagnostics/catalogue/compiling.ts";
import { unknownKind } from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import { builtins as allBuiltins } from "../runtime/builtins/index.ts";
import type { Type } from "../runtime/types.ts";
import { checkConflicts } from "./analyze/conflicts.ts";
import { checkReplacements } from "./analyze/partialReplacements.ts";
import { checkRecursion, dependencies } from "./analyze/recursion.ts";
import { buildTrees } from "./analyze/ruleTree.ts";
import type { Schemas } from "./check/annotatedDocuments.ts";
import { checkProgram } from "./check/checkProgram.ts";
import { emitProgram, type Instrument } from "./emit/emitProgram.ts";
import { type Manifest, makeManifest } from "./manifest.ts";
import { orderClause, orderQuery } from "./order/orderProgram.ts";
import type { UnreadPackage } from "./resolve/checkStandIns.ts";
import { nearNames } from "./resolve/nearNames.ts";
import { type ResolvedProgram, resolveModules } from "./resolve/resolveModules.ts";
import type { Module, Query } from "./tree.ts";

export interface CompileOptions {
	/** What may be called; all there are by default. */
	readonly builtins?: ReadonlyMap<string, Builtin>;
	/** The type of `input` for each document kind; kinds that policies may be `on`. */
	readonly inputTypes?: ReadonlyMap<string, Type>;
	/** Schemas that `# METADATA` may name, as types; absent where nobody gives any. */
	readonly schemas?: Schemas;
	/** Values may be Unknown: costs a little at every comparison. */
	readonly unknowns?: boolean;
	/** Keep `print` calls; they are left out else, as OPA does. */
	readonly keepPrint?: boolean;
	/** What the program keeps account of while it runs: see `Program.coverage` and `Program.profiler`. Costs time; the plain program has no trace of it. */
	readonly instrument?: Instrument;
	/** A body to evaluate with the modules: `program.query` gives its solutions. */
	readonly query?: Query;
	/** The module that the query is read as a part of: `--package` and `--import` of a query. */
	readonly queryWithin?: Module;
	/** Packages of texts that couldn't be read and aren't among the modules: what is wrong with those is said already. */
	readonly unread?: readonly UnreadPackage[];
	/** Report in `.rego` modules all that is reported in `.policy` modules. */
	readonly strict?: boolean;
	/** Leave modules with errors out and give a program of the others. */
	readonly tolerant?: boolean;
}

/** A program as data: code to instantiate (or to write to a file) and what it holds. */
export interface EmittedProgram {
	/** An expression: `(runtime) => …`. */
	readonly code: string;
	readonly manifest: Manifest;
}

export interface Compiled {
	/** Absent where something was wrong (with `tolerant`: where nothing was left). */
	readonly program?: EmittedProgram;
	readonly diagnostics: readonly Diagnostic[];
}

export function compile(modules: readonly Module[], options: CompileOptions = {}): Compiled {
	const builtins = options.builtins ?? allBuiltins;
	const { query, queryWithin, unread } = options;
	const asked = { ...(query && { query }), ...(queryWithin && { queryWithin }), ...(unread && { unread }) };
	const resolved = resolveModules(modules, { builtins, ...asked });
	const { program, diagnostics } = link(resolved, modules, options);
	if (program !== undefined || options.tolerant !== true) return { ...(program ? { program } : {}), diagnostics };

	// Without the modules that are at fault the others may stand; what they miss then is not reported again.
	const faulty = new Set(diagnostics.filter(({ kind }) => kind.severity === "error").map(({ source }) => source));
	const sound = modules.filter((module) => !faulty.has(module.source));
	if (sound.length === 0 || sound.length === modules.length) return { diagnostics };
	const rest = compile(sound, options);
	return { ...(rest.program ? { program: rest.program } : {}), diagnostics: merged(diagnostics, rest.diagnostics) };
}

function link(resolved: ResolvedProgram, modules: readonly Module[], options: CompileOptions): Compiled {
	const diagnostics = [...resolved.diagnostics];
	const near = nearNames(resolved, modules, options.queryWithin?.package.path);
	const clauses = resolved.clauses.map((clause) => orderClause(clause, near, diagnostics));
	const query = resolved.query === undefined ? undefined : orderQuery(resolved.query, near, diagnostics);
	const trees = buildTrees(
		clauses,
		[...resolved.packages.values()].map(({ path }) => path),
	);
	checkConflicts(trees, resolved.packages, diagnostics);
	checkReplacements(clauses, query, trees, diagnostics);
	const graph = dependencies(clauses, trees);
	const circles = checkRecursion(graph, diagnostics);
	if (circles.size === 0) {
		const inputTypes = options.inputTypes ?? new Map();
		const checked = { ...resolved, clauses, ...(query === undefined ? {} : { query }) };
		const { strict = false, schemas } = options;
		const given = { inputTypes, strict, ...(schemas === undefined ? {} : { schemas }) };
		diagnostics.push(...checkProgram(checked, modules, given).diagnostics);
	}
	checkKinds(modules, [...(options.inputTypes?.keys() ?? [])], diagnostics);
	inOrder(diagnostics, modules);
	if (diagnostics.some(({ kind }) => kind.severity === "error")) return { diagnostics };
	const input = { trees, clauses, graph, ...(query === undefined ? {} : { query }) };
	const { code, tooDeep } = emitProgram(input, {
		unknowns: options.unknowns ?? false,
		keepsPrint: options.keepPrint ?? false,
		...(options.instrument === undefined ? {} : { instrument: options.instrument }),
	});
	for (const { source, headSpan } of tooDeep) diagnostics.push(at(source, headSpan, bodyTooDeep()));
	if (tooDeep.length > 0) return { diagnostics };
	return { program: { code, manifest: makeManifest({ ...resolved, clauses }, modules) }, diagnostics };
}

/** A policy on a kind that doesn't exist would never be evaluated, and nobody would know. */
function checkKinds(modules: readonly Module[], known: readonly string[], diagnostics: Diagnostic[]): void {
	if (known.length === 0) return;
	for (const { source, items } of modules)
		for (const item of items)
			if (item.kind === "policy" && !known.includes(item.on.name))
				diagnostics.push(at(source, item.on.span, unknownKind({ name: item.on.name, known })));
}

/** Module by module, in the order of the text. */
function inOrder(diagnostics: Diagnostic[], modules: readonly Module[]): void {
	const positions = new Map(modules.map(({ source }, index) => [source, index]));
	const position = ({ source }: Diagnostic): number => (source && positions.get(source)) ?? modules.length;
	diagnostics.sort((a, b) => position(a) - position(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

function merged(first: readonly Diagnostic[], second: readonly Diagnostic[]): Diagnostic[] {
	const key = ({ source, span, text }: Diagnostic) => `${source?.name} ${span?.start} ${text}`;
	const said = new Set(first.map(key));
	return [...first, ...second.filter((diagnostic) => !said.has(key(diagnostic)))];
}
