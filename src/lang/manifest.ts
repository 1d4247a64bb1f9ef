/** What a program holds, as plain JSON: its rules with their annotations, its policies with their facts and examples. */
import { toPlain } from "../runtime/values/json.ts";
import type { Value } from "../runtime/values/value.ts";
import { referencesIn, referencesOf } from "./analyze/references.ts";
import type { Callee } from "./core.ts";
import { printTypeTerm } from "./printTypeTerm.ts";
import { AnnotationIndex } from "./resolve/annotationIndex.ts";
import type { ResolvedProgram } from "./resolve/resolveModules.ts";
import type { PolicyDescription } from "./resolve/resolvePolicy.ts";
import type { Module } from "./tree.ts";

export interface Manifest {
	readonly rules: readonly ManifestRule[];
	readonly policies: readonly ManifestPolicy[];
	/** The builtins that it calls and that don't come with Holystone: whoever loads it has to bring them. */
	readonly needs?: readonly ManifestBuiltin[];
	/** It speaks of `contents`: its policies may look at the files in an image. */
	readonly looksInside?: true;
}
export interface ManifestBuiltin {
	readonly name: string;
	/** How many arguments it takes. */
	readonly args: number;
}
export interface ManifestRule {
	/** Under `data`; of a rule with variables in its head, the part before them. */
	readonly path: readonly string[];
	readonly kind: "complete" | "set" | "object" | "function";
	/** The fields of its METADATA and of what stands around it, the nearest first; those of `custom` together. */
	readonly metadata: Readonly<Record<string, unknown>>;
	readonly source: string;
	readonly line: number;
}
export interface ManifestPolicy extends PolicyDescription {
	readonly params: readonly { readonly name: string; readonly type: string; readonly default: Value }[];
	readonly examples: readonly {
		readonly verdict: "bad" | "good";
		readonly title?: string;
		readonly files: string | Readonly<Record<string, string>>;
		readonly line: number;
	}[];
	readonly source: string;
	readonly line: number;
}

export function makeManifest(resolved: ResolvedProgram, modules: readonly Module[]): Manifest {
	const annotations = new AnnotationIndex(modules);
	const needs = foreignBuiltins(resolved);
	const rules: ManifestRule[] = [];
	const seen = new Set<string>();
	for (const clause of resolved.clauses) {
		if (clause.root === "private" || clause.verdict !== undefined) continue;
		const path: string[] = [];
		for (const step of clause.path) {
			if (step.kind !== "constant") break;
			path.push(typeof step.value === "string" ? step.value : String(toPlain(step.value)));
		}
		const key = JSON.stringify(path);
		if (seen.has(key) && clause.annotations.length === 0) continue;
		seen.add(key);
		const { packagePath } = clause;
		const around = annotations.around(clause.annotations, path.slice(packagePath.length), packagePath);
		const metadata = together(around.map(({ annotation }) => annotation.fields).reverse());
		const kind = path.length < clause.path.length ? "object" : clause.kind;
		const line = clause.source.lineAt(clause.headSpan.start);
		rules.push({ path, kind, metadata, source: clause.source.name, line });
	}
	const policies = resolved.policies.map(({ source, span, nameSpan, onSpan, params, examples, ...facts }) => ({
		...facts,
		params: params.map(({ name, type, value }) => ({ name, type: printTypeTerm(type), default: toPlain(value) })),
		examples: examples.map(({ span: place, ...example }) => ({ ...example, line: source.lineAt(place.start) })),
		source: source.name,
		line: source.lineAt(span.start),
	}));
	const looksInside = modules.some(({ source }) => /\bcontents\b/.test(source.text));
	return { rules, policies, ...(needs.length === 0 ? {} : { needs }), ...(looksInside ? { looksInside } : {}) };
}

/** What is said last counts; of `custom`, key by key. */
function together(fields: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
	const custom = Object.assign({}, ...fields.map((each) => each.custom));
	return { ...Object.assign({}, ...fields), ...(Object.keys(custom).length === 0 ? {} : { custom }) };
}

/** In the order of their names. Those that a function stands in for are not called. */
function foreignBuiltins({ clauses, query }: ResolvedProgram): readonly ManifestBuiltin[] {
	const found = new Map<string, ManifestBuiltin>();
	const note = (callee: Callee): void => {
		if (callee.kind !== "builtin" || callee.builtin.foreign === undefined) return;
		const { name, args } = callee.builtin;
		found.set(name, { name, args: args.length });
	};
	for (const clause of clauses) referencesOf(clause).callees.forEach(note);
	if (query !== undefined) referencesIn(query.body).callees.forEach(note);
	return [...found.keys()].sort().map((name) => found.get(name) as ManifestBuiltin);
}
