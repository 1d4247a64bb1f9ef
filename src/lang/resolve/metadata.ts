/** What `rego.metadata.rule()` and `rego.metadata.chain()` give in a rule (OPA: ast/annotations.go, Chain). */
import { fromHost } from "../../runtime/values/fromHost.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Annotation, Rule } from "../tree.ts";
import { type AnnotationIndex, rulePath } from "./annotationIndex.ts";
import type { RuleMetadata } from "./resolveBody.ts";

/** The rule's own annotations, and those of everything around it. The rule has its place in the chain even where it has none. */
export function ruleMetadata(rule: Rule, packagePath: readonly string[], index: AnnotationIndex): RuleMetadata {
	const path = rulePath(rule);
	const around = index.around(rule.annotations, path, packagePath);
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

const fields = (annotation: Annotation): Value => fromHost(annotation.fields);
