/** What `rego.metadata.rule()` and `rego.metadata.chain()` give in a rule (OPA: ast/annotations.go, Chain). */
import { fromHost } from "../../runtime/values/fromHost.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Annotation, Rule } from "../tree.ts";
import { type AnnotationIndex, rulePath } from "./annotationIndex.ts";
import type { RuleMetadata } from "./resolveBody.ts";

/**
 * The rule's own annotations, and those of everything around it. The rule has its place in the chain even where it has none; an
 * `else` of it has none, as in OPA.
 */
export function ruleMetadata(
	rule: Rule,
	isElse: boolean,
	packagePath: readonly string[],
	index: AnnotationIndex,
): RuleMetadata {
	const path = rulePath(rule);
	const around = index.around(isElse ? [] : rule.annotations, path, packagePath);
	const own = around.find(({ scope }) => scope === "rule");
	const others = around.filter(({ scope }) => scope !== "rule");
	const first = {
		...(own === undefined ? {} : { annotations: fields(own.annotation) }),
		path: [...packagePath, ...path],
	};
	const chain = [
		first,
		...others.map((described) => ({ annotations: fields(described.annotation), path: described.path })),
	];
	return { rule: own === undefined ? {} : fields(own.annotation), chain };
}

/** Without `compile`, which is for the compiler alone, and without the names that authors don't have. */
function fields({ fields: { compile: _, authors, ...rest } }: Annotation): Value {
	if (!Array.isArray(authors)) return fromHost(rest);
	return fromHost({ ...rest, authors: (authors as readonly { readonly name: string }[]).map(named) });
}

function named({ name, ...rest }: { readonly name: string }): object {
	return name === "" ? rest : { name, ...rest };
}
