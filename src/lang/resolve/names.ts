/** What the names of a module mean that no body declares: rules of its package, imports, `input` and `data`. */
import { duplicateImport, shadowedDocument } from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { placeText } from "../../diagnostics/render.ts";
import type { Span } from "../../text/span.ts";
import type { Import, Module, RefStep } from "../tree.ts";

/** Where a name leads: a document and a path into it. */
export interface Meaning {
	readonly root: "input" | "data";
	readonly path: readonly string[];
}

/** What a name means where nothing is imported and there is no package. */
export const documents: ReadonlyMap<string, Meaning> = new Map([
	["input", { root: "input", path: [] }],
	["data", { root: "data", path: [] }],
]);

const reserved = new Set(documents.keys());

/** The names that all modules of a package have: its rules, in whichever module they stand. */
export function packageNames(path: readonly string[], rules: Iterable<string>): ReadonlyMap<string, Meaning> {
	const names = new Map(documents);
	for (const name of rules) if (!reserved.has(name)) names.set(name, { root: "data", path: [...path, name] });
	return names;
}

/** The names of one module: its imports, and those of its package. */
export function moduleNames(
	module: Module,
	ofPackage: ReadonlyMap<string, Meaning>,
	diagnostics: Diagnostic[],
): ReadonlyMap<string, Meaning> {
	if (module.imports.length === 0) return ofPackage;
	const names = new Map(ofPackage);
	const imported = new Map<string, Span>();
	for (const item of module.imports) {
		const meaning = importMeaning(item);
		if (meaning === undefined) continue;
		const name = nameOf(item, meaning);
		const before = imported.get(name);
		// In v0 the last import of a name counts, and any name will do.
		if (module.v0 !== undefined) names.set(name, meaning);
		else if (reserved.has(name)) {
			if (meaning.path.length > 0) {
				diagnostics.push(at(module.source, item.span, shadowedDocument({ name, what: "an import" })));
			}
		} else if (before !== undefined) {
			diagnostics.push(
				at(module.source, item.span, duplicateImport({ name, place: placeText(module.source, before) })),
			);
		} else {
			imported.set(name, item.span);
			names.set(name, meaning);
		}
	}
	return names;
}

/** The name that an import brings; undefined for those that only switch the language. */
export function importName(item: Import): string | undefined {
	const meaning = importMeaning(item);
	return meaning === undefined ? undefined : nameOf(item, meaning);
}

const nameOf = ({ alias }: Import, { path, root }: Meaning): string => alias?.name ?? path.at(-1) ?? root;

/** Undefined for imports that only switch the language: `rego.v1`, `future.keywords.in`. */
function importMeaning(item: Import): Meaning | undefined {
	const { path } = item;
	const head = path.kind === "var" ? path : path.head;
	if (head.kind !== "var" || (head.name !== "input" && head.name !== "data")) return undefined;
	return { root: head.name, path: path.kind === "var" ? [] : names(path.path) };
}

function names(steps: readonly RefStep[]): string[] {
	return steps.flatMap((step) => (step.term.kind === "string" ? [step.term.value] : []));
}
