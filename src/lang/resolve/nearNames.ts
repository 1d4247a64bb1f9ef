/** The names that a misspelt one may have been meant to be: what an unsafe variable's hint suggests. */
import type { Clause } from "../core.ts";
import type { NearNames } from "../order/orderProgram.ts";
import type { Module } from "../tree.ts";
import { declaredNames, patternNames } from "./mentions.ts";
import { importName } from "./names.ts";
import type { ResolvedProgram } from "./resolveModules.ts";

/** `asked` is the package that a query is read as a part of. */
export function nearNames(
	{ clauses, params }: ResolvedProgram,
	modules: readonly Module[],
	asked: readonly string[] = [],
): NearNames {
	const imports = new Map(modules.map((module) => [module.source, module.imports]));
	return {
		*names(clause) {
			yield "input";
			yield "data";
			for (const other of clauses) {
				const isNear =
					other.root === "private"
						? clause !== undefined && sharesPolicy(other, clause)
						: samePackage(other, clause?.packagePath ?? asked);
				if (isNear) {
					const name = other.path[other.root === "private" ? other.packagePath.length + 1 : other.packagePath.length];
					if (name?.kind === "constant" && typeof name.value === "string") yield name.value;
				}
			}
			if (clause === undefined) return;
			for (const item of imports.get(clause.source) ?? []) {
				const name = importName(item);
				if (name !== undefined) yield name;
			}
			yield* variablesOf(clause);
			for (const param of params) if (policyOf(clause) === param.policy) yield param.name;
		},
		owner(name, clause) {
			for (const other of clauses) {
				if (other.root !== "private" || clause === undefined || sharesPolicy(other, clause)) continue;
				const own = other.path[other.packagePath.length + 1];
				if (samePackage(other, clause.packagePath) && own?.kind === "constant" && own.value === name)
					return policyName(other);
			}
			return undefined;
		},
	};
}

/** The variables that a rule declares in its first body, and its arguments. */
function variablesOf({ rule }: Clause): ReadonlySet<string> {
	const names = declaredNames(rule?.body?.literals ?? []);
	if (rule?.kind === "rule") for (const arg of rule.head.args ?? []) patternNames(arg, names);
	return names;
}

function samePackage({ packagePath }: Clause, other: readonly string[]): boolean {
	return packagePath.length === other.length && packagePath.every((word, i) => other[i] === word);
}

function policyName(clause: Clause): string | undefined {
	const name = clause.path[clause.packagePath.length];
	return name?.kind === "constant" && typeof name.value === "string" ? name.value : undefined;
}

/** The id of the policy that a clause stands in. */
function policyOf(clause: Clause): string | undefined {
	const inside = clause.root === "private" || clause.verdict !== undefined;
	return inside ? [...clause.packagePath, policyName(clause)].join(".") : undefined;
}

function sharesPolicy(a: Clause, b: Clause): boolean {
	return policyOf(a) !== undefined && policyOf(a) === policyOf(b);
}
