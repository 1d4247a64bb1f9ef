/**
 * Which `# METADATA` speaks of a rule: its own, that of its document (all rules of its name), of its package in whatever file, and
 * of the packages around that one whose scope is `subpackages` (OPA docs, policy-language, annotations: scope).
 */

import { pathKey } from "../pathKey.ts";
import type { Annotation, Module, Rule } from "../tree.ts";

/** An annotation, and the path of what it describes. */
export interface Described {
	readonly annotation: Annotation;
	readonly scope: "rule" | "document" | "package" | "subpackages";
	/** Below `data`. */
	readonly path: readonly string[];
}

/** A rule's path below its package, as far as it is constant. */
export function rulePath({ head }: Rule): readonly string[] {
	const path = [head.name.name];
	for (const { term } of head.path) {
		if (term.kind !== "string") break;
		path.push(term.value);
	}
	return path;
}

export const scopeOf = ({ fields }: Annotation, otherwise: string): string =>
	typeof fields.scope === "string" ? fields.scope : otherwise;

interface PackageAnnotations {
	readonly own: Annotation[];
	readonly below: Annotation[];
	/** By the rules' paths. */
	readonly documents: Map<string, Annotation[]>;
}

export class AnnotationIndex {
	readonly #packages = new Map<string, PackageAnnotations>();

	constructor(modules: readonly Module[]) {
		for (const {
			package: { path, annotations },
			items,
		} of modules) {
			const known = this.#packageAt(path);
			for (const annotation of annotations)
				(scopeOf(annotation, "package") === "subpackages" ? known.below : known.own).push(annotation);
			for (const item of items) {
				if (item.kind !== "rule") continue;
				for (const annotation of item.annotations) {
					if (scopeOf(annotation, "rule") !== "document") continue;
					const key = pathKey(rulePath(item));
					known.documents.set(key, [...(known.documents.get(key) ?? []), annotation]);
				}
			}
		}
	}

	/** Nearest first. `own` are those right above the rule; `rule` is its path below its package. */
	around(own: readonly Annotation[], rule: readonly string[], packagePath: readonly string[]): readonly Described[] {
		const path = [...packagePath, ...rule];
		const found: Described[] = [];
		for (const annotation of own)
			if (scopeOf(annotation, "rule") === "rule") found.push({ annotation, scope: "rule", path });
		const inPackage = this.#packages.get(pathKey(packagePath));
		for (const annotation of inPackage?.documents.get(pathKey(rule)) ?? [])
			found.push({ annotation, scope: "document", path });
		for (const annotation of inPackage?.own ?? []) found.push({ annotation, scope: "package", path: packagePath });
		for (let length = packagePath.length; length > 0; length--) {
			const above = packagePath.slice(0, length);
			for (const annotation of this.#packages.get(pathKey(above))?.below ?? [])
				found.push({ annotation, scope: "subpackages", path: above });
		}
		return found;
	}

	#packageAt(path: readonly string[]): PackageAnnotations {
		const key = pathKey(path);
		let known = this.#packages.get(key);
		if (known === undefined) {
			known = { own: [], below: [], documents: new Map() };
			this.#packages.set(key, known);
		}
		return known;
	}
}
