/**
 * A module of Rego v0 as one of v1. The tree says already which rules are sets; what is left are the words, imports of
 * words that v1 has anyway, and imports that are there twice. Names that v1 keeps for itself stay: reading the text tells.
 */
import type { Import, Module, Policy, Rule, RuleBody } from "../tree.ts";
import { pathOf } from "./normalizeImports.ts";

export function toV1(module: Module): Module {
	const { v0: _, ...rest } = module;
	return { ...rest, imports: withoutV0(module.imports), items: module.items.map(ruleToV1) };
}

function withoutV0(imports: readonly Import[]): readonly Import[] {
	const seen = new Set<string>();
	return imports.filter((one) => {
		const [root, second, word] = pathOf(one);
		if (root === "rego" && second === "v1") return false;
		if (root === "future" && !["and", "or", "not"].includes(word ?? "")) return false;
		const key = JSON.stringify([pathOf(one), one.alias?.name]);
		const isNew = !seen.has(key);
		seen.add(key);
		return isNew;
	});
}

function ruleToV1(item: Rule | Policy): Rule | Policy {
	if (item.kind === "policy") return item;
	const body = item.body === undefined ? {} : { body: bodyToV1(item.body) };
	const elses = item.elses.map((clause) =>
		clause.body === undefined ? clause : { ...clause, body: bodyToV1(clause.body) },
	);
	return { ...item, ...body, elses };
}

function bodyToV1(body: RuleBody): RuleBody {
	return { ...body, hasIf: true };
}
