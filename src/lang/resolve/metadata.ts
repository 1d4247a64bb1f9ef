/** What `rego.metadata.rule()` and `rego.metadata.chain()` give in a rule (OPA: ast/annotations.go, Chain). */
import { fromHost } from "../../runtime/values/fromHost.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Annotation, Module, Rule } from "../tree.ts";
import type { RuleMetadata } from "./resolveBody.ts";

/** The rule's own annotations, and those of everything around it: rule, document, package, packages above with scope subpackages. */
export function ruleMetadata(rule: Rule, packagePath: readonly string[], modules: readonly Module[]): RuleMetadata {
	const rulePath = [
		...packagePath,
		rule.head.name.name,
		...rule.head.path.flatMap((step) => (step.term.kind === "string" ? [step.term.value] : [])),
	];
	const own = rule.annotations.filter((annotation) => scopeOf(annotation, "rule") === "rule");
	const chain: Value[] = [
		own[0] === undefined ? { path: rulePath } : { annotations: fields(own[0], "rule"), path: rulePath },
	];
	for (const module of modules) {
		if (module.package.path.length !== packagePath.length || !startsWith(packagePath, module.package.path)) continue;
		for (const item of module.items) {
			if (item.kind !== "rule" || item.head.name.name !== rule.head.name.name) continue;
			for (const annotation of item.annotations) {
				if (scopeOf(annotation, "rule") === "document") {
					chain.push({ annotations: fields(annotation, "document"), path: rulePath });
				}
			}
		}
	}
	for (const module of modules) {
		if (module.package.path.length !== packagePath.length || !startsWith(packagePath, module.package.path)) continue;
		for (const annotation of module.package.annotations) {
			if (scopeOf(annotation, "package") === "package") {
				chain.push({ annotations: fields(annotation, "package"), path: packagePath });
			}
		}
	}
	for (let length = packagePath.length; length > 0; length--) {
		for (const module of modules) {
			if (module.package.path.length !== length || !startsWith(packagePath, module.package.path)) continue;
			for (const annotation of module.package.annotations) {
				if (scopeOf(annotation, "package") === "subpackages") {
					chain.push({ annotations: fields(annotation, "subpackages"), path: module.package.path });
				}
			}
		}
	}
	return { rule: own[0] === undefined ? {} : fields(own[0], "rule"), chain };
}

function scopeOf(annotation: Annotation, otherwise: string): string {
	const { scope } = annotation.fields;
	return typeof scope === "string" ? scope : otherwise;
}

function fields(annotation: Annotation, scope: string): Value {
	const { authors, related_resources: resources } = annotation.fields;
	return fromHost({
		scope,
		...annotation.fields,
		...(Array.isArray(authors) ? { authors: authors.map(author) } : {}),
		...(Array.isArray(resources) ? { related_resources: resources.map(resource) } : {}),
	});
}

/** `Jane Doe <jane@acme.example>` as OPA gives it. */
function author(given: unknown): unknown {
	if (typeof given !== "string") return given;
	const email = /<([^>]*)>\s*$/.exec(given);
	if (email === null) return { name: given };
	const name = given.slice(0, email.index).trim();
	return { ...(name === "" ? {} : { name }), email: email[1] };
}

function resource(given: unknown): unknown {
	return typeof given === "string" ? { ref: given } : given;
}
function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
	return prefix.every((word, index) => path[index] === word);
}
