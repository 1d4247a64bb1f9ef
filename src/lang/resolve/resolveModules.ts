/** All modules from tree to core: first what each declares, so that calls and names find it, then every body. */

import { shadowedDocument } from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Clause, CoreParam, CoreQuery, Step } from "../core.ts";
import { pathKey, privateKey } from "../pathKey.ts";
import type * as tree from "../tree.ts";
import { AnnotationIndex } from "./annotationIndex.ts";
import { checkStandIns, type UnreadPackage } from "./checkStandIns.ts";
import { bodyNames, declaredNames } from "./mentions.ts";
import { ruleMetadata } from "./metadata.ts";
import { documents, type Meaning, moduleNames, packageNames } from "./names.ts";
import { type BodyContext, BodyResolver, type KnownFunction } from "./resolveBody.ts";
import { type PolicyFacts, resolvePolicy } from "./resolvePolicy.ts";
import { resolveRule } from "./resolveRule.ts";
import { Scope } from "./scope.ts";
import { reportUnusedNames } from "./unusedNames.ts";

export interface ResolveOptions {
	readonly builtins: ReadonlyMap<string, Builtin>;
	readonly query?: tree.Query;
	/** The module that the query is read as a part of: its package's rules and its imports have their short names. */
	readonly queryWithin?: tree.Module;
	/** What is missing may be in these. */
	readonly unread?: readonly UnreadPackage[];
}

/** Every module's rules in core form. What was wrong is in the diagnostics; its clause is still there as far as it goes. */
export interface ResolvedProgram {
	readonly clauses: readonly Clause[];
	readonly params: readonly CoreParam[];
	readonly policies: readonly PolicyFacts[];
	/** Where each package is declared first, by pathKey. */
	readonly packages: ReadonlyMap<
		string,
		{ readonly path: readonly string[]; readonly source: Source; readonly span: Span }
	>;
	readonly functions: ReadonlyMap<string, KnownFunction>;
	readonly query?: CoreQuery;
	readonly diagnostics: readonly Diagnostic[];
}

export function resolveModules(modules: readonly tree.Module[], options: ResolveOptions): ResolvedProgram {
	const diagnostics: Diagnostic[] = [];
	const declared = declare(modules);
	checkStandIns(options.builtins, declared.functions, options.unread ?? [], diagnostics);
	const clauses: Clause[] = [];
	const params: CoreParam[] = [];
	const policies: PolicyFacts[] = [];
	const annotations = new AnnotationIndex(modules);
	for (const module of modules) {
		const names = moduleNames(module, namesIn(module, declared), diagnostics);
		const context = moduleContext(module, names, declared, options, diagnostics);
		checkImportNames(module, diagnostics);
		for (const item of module.items) {
			if (item.kind === "policy") {
				const policy = resolvePolicy(item, module, context, policies, annotations);
				policies.push(policy.facts);
				params.push(...policy.params);
				clauses.push(...policy.clauses);
				continue;
			}
			const packagePath = module.package.path;
			const metadata = (isElse: boolean) => ruleMetadata(item, isElse, packagePath, annotations);
			clauses.push(...resolveRule(item, { root: "data", prefix: packagePath, packagePath }, context, metadata));
		}
	}
	const query = options.query === undefined ? undefined : resolveQuery(options.query, declared, options, diagnostics);
	return {
		clauses,
		params,
		policies,
		packages: declared.packages,
		functions: declared.functions,
		...(query === undefined ? {} : { query }),
		diagnostics,
	};
}

interface Declared {
	/** What the names of a package's rules mean, by package. */
	readonly names: ReadonlyMap<string, ReadonlyMap<string, Meaning>>;
	readonly functions: ReadonlyMap<string, KnownFunction>;
	readonly packages: Map<string, { readonly path: readonly string[]; readonly source: Source; readonly span: Span }>;
	/** pathKey of package, policy and rule → policy's name. */
	readonly privateOwners: Map<string, string>;
	/** By package: private rule's name → policy's name. */
	readonly privateHere: Map<string, Map<string, string>>;
}

function declare(modules: readonly tree.Module[]): Declared {
	const rules = new Map<string, Set<string>>();
	const functions = new Map<string, KnownFunction>();
	const packages: Declared["packages"] = new Map();
	const privateOwners = new Map<string, string>();
	const privateHere = new Map<string, Map<string, string>>();
	for (const module of modules) {
		const { path, span } = module.package;
		const key = pathKey(path);
		if (!packages.has(key)) packages.set(key, { path, source: module.source, span });
		const declared = rules.get(key) ?? new Set<string>();
		rules.set(key, declared);
		for (const item of module.items) {
			if (item.kind === "rule") {
				declared.add(item.head.name.name);
				declareFunction(item, "data", path, functions);
				continue;
			}
			declared.add(item.name.name);
			for (const member of item.members) {
				if (member.kind !== "rule") continue;
				const prefix = [...path, item.name.name];
				declareFunction(member, "private", prefix, functions);
				privateOwners.set(pathKey([...prefix, member.head.name.name]), item.name.name);
				const here = privateHere.get(key) ?? new Map<string, string>();
				privateHere.set(key, here);
				here.set(member.head.name.name, item.name.name);
			}
		}
	}
	const names = new Map([...packages].map(([key, { path }]) => [key, packageNames(path, rules.get(key) ?? [])]));
	return { names, functions, packages, privateOwners, privateHere };
}

/** The names that a module has of its package. */
function namesIn(module: tree.Module, { names }: Declared): ReadonlyMap<string, Meaning> {
	return names.get(pathKey(module.package.path)) ?? documents;
}

function declareFunction(
	rule: tree.Rule,
	root: "data" | "private",
	prefix: readonly string[],
	into: Map<string, KnownFunction>,
): void {
	const { head } = rule;
	if (head.args === undefined || head.args.length === 0) return;
	const rest = head.path.flatMap((step) => (step.term.kind === "string" ? [step.term.value] : []));
	const path = [...prefix, head.name.name, ...rest];
	const key = root === "data" ? pathKey(path) : privateKey(path);
	const source = head.args.map((arg, index) => (arg.kind === "var" && arg.name !== "_" ? arg.name : `x${index + 1}`));
	if (!into.has(key)) into.set(key, { root, path, params: source });
}

function moduleContext(
	module: tree.Module,
	names: ReadonlyMap<string, Meaning>,
	declared: Declared,
	options: ResolveOptions,
	diagnostics: Diagnostic[],
): BodyContext {
	return {
		module,
		names,
		privateNames: new Map(),
		privateOwners: declared.privateOwners,
		privateHere: declared.privateHere.get(pathKey(module.package.path)) ?? new Map(),
		functions: declared.functions,
		builtins: options.builtins,
		diagnostics,
	};
}

function checkImportNames(module: tree.Module, diagnostics: Diagnostic[]): void {
	if (module.v0 !== undefined) return;
	for (const item of module.imports) {
		const name = item.alias?.name;
		if (item.alias !== undefined && (name === "input" || name === "data")) {
			const { path } = item;
			const plain = path.kind === "var" && path.name === name;
			if (plain) diagnostics.push(at(module.source, item.alias.span, shadowedDocument({ name, what: "an import" })));
		}
	}
}

function resolveQuery(
	query: tree.Query,
	declared: Declared,
	options: ResolveOptions,
	diagnostics: Diagnostic[],
): CoreQuery {
	const within = options.queryWithin;
	const context: BodyContext = {
		module: {
			source: query.source,
			keywords: within?.keywords ?? { and: false, or: false, not: false },
			...(query.v0 && { v0: query.v0 }),
		},
		names: within === undefined ? documents : moduleNames(within, namesIn(within, declared), diagnostics),
		privateNames: new Map(),
		privateOwners: declared.privateOwners,
		privateHere: new Map(),
		functions: declared.functions,
		builtins: options.builtins,
		diagnostics,
	};
	const mentioned = new Set<string>();
	bodyNames(query.body, mentioned);
	const scope = new Scope(undefined, mentioned, declaredNames(query.body));
	const resolver = new BodyResolver(context, scope, () => undefined);
	const body: Step[] = [];
	for (const literal of query.body) resolver.literal(literal, body);
	reportUnusedNames(query.body, [], resolver);
	return { source: query.source, body, variables: scope.locals };
}
