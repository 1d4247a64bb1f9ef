/** Imports in the order and number that formatting gives them: sorted where they stand together, later keywords not said twice. */
import { compareStrings } from "../../runtime/values/order.ts";
import type { Import, Module, Ref } from "../tree.ts";
import { walkTree } from "../visit.ts";

export function normalizeImports(module: Module): readonly Import[] {
	return importGroups(module.imports.length === 0 ? [] : neededImports(module), module).flat();
}

/** Imports that stood on rows one below the other, sorted within each group. */
export function importGroups(imports: readonly Import[], { source }: Module): readonly (readonly Import[])[] {
	const groups: Import[][] = [];
	let last = 0;
	for (const one of [...imports].sort((a, b) => a.span.start - b.span.start)) {
		const row = source.lineAt(one.span.start);
		const group = groups.at(-1);
		if (group === undefined || row - last > 1) groups.push([one]);
		else group.push(one);
		last = row;
	}
	return groups.map((group) => group.sort(compareImports));
}

function compareImports(a: Import, b: Import): number {
	const [first, second] = [pathOf(a), pathOf(b)];
	for (let index = 0; index < Math.min(first.length, second.length); index++) {
		const order = compareStrings(first[index] as string, second[index] as string);
		if (order !== 0) return order;
	}
	return first.length - second.length || compareStrings(a.alias?.name ?? "", b.alias?.name ?? "");
}

/** The names of an import, its root first. */
export function pathOf({ path }: Import): readonly string[] {
	if (path.kind === "var") return [path.name];
	const head = path.head.kind === "var" ? path.head.name : "";
	return [head, ...path.path.map(({ term }) => (term.kind === "string" ? term.value : ""))];
}

/** `rego.v1` brings most of what `future.keywords` does; only `and`, `or` and `not { … }` are still to be imported, where they are used. */
function neededImports(module: Module): readonly Import[] {
	const isFuture = (one: Import): boolean => pathOf(one)[0] === "future";
	if (!module.imports.some((one) => pathOf(one).join(".") === "rego.v1")) return module.imports;
	const used = usedWords(module);
	const needed: Import[] = [];
	for (const one of module.imports) {
		if (!isFuture(one)) {
			needed.push(one);
			continue;
		}
		const [, , word] = pathOf(one);
		for (const later of ["and", "not", "or"]) {
			if (!used.has(later) || (word !== undefined && word !== later)) continue;
			used.delete(later);
			needed.push({ ...one, path: futureKeyword(one, later) });
		}
	}
	return needed;
}

function usedWords(module: Module): Set<string> {
	const used = new Set<string>();
	for (const item of module.items)
		walkTree(item, (node) => {
			if (!("kind" in node)) return undefined;
			if (node.kind === "notLiteral" || node.kind === "not") {
				if (module.keywords.not) used.add("not");
			} else if (node.kind === "infix" && (node.operator === "and" || node.operator === "or")) used.add(node.operator);
			return undefined;
		});
	return used;
}

function futureKeyword({ span }: Import, word: string): Ref {
	const step = (value: string): Ref["path"][number] => ({
		term: { kind: "string", value, raw: false, span },
		dot: true,
		span,
	});
	return { kind: "ref", head: { kind: "var", name: "future", span }, path: [step("keywords"), step(word)], span };
}
