/**
 * The part of a program that a rule can have to do with, so that asking about one policy doesn't compile a pack of hundreds.
 * Judged by words alone, and generously: whatever has a name that is mentioned stays.
 */
import type { Module, Policy, Ref, Rule, Var } from "../lang/tree.ts";
import { type TreeNode, walkTree } from "../lang/visit.ts";
import type { Home } from "./home.ts";

type Item = Rule | Policy;

/**
 * The modules with the rules that may be reached from a home: those of its module, and of its policies only its own.
 * `named`: names of rules that are reached whatever is mentioned.
 */
export function reachable(modules: readonly Module[], home: Home, named: readonly string[] = []): readonly Module[] {
	const words = new Set(named);
	const kept = new Set<Item>();
	const waiting: [Item, Module][] = [];
	const keep = (item: Item, module: Module): void => {
		if (kept.has(item)) return;
		kept.add(item);
		waiting.push([item, module]);
	};
	for (const item of home.module.items) if (item.kind === "rule" || item === home.policy) keep(item, home.module);
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		// A package that is read as a whole, or by a name that is worked out, may be any of its rules.
		if (addWords(next[0], next[1], modules, words)) return modules;
		for (const module of modules) for (const item of module.items) if (isMentioned(item, words)) keep(item, module);
	}
	return modules
		.map((module) => ({ ...module, items: module.items.filter((item) => kept.has(item)) }))
		.filter((module) => module.items.length > 0);
}

function isMentioned(item: Item, words: ReadonlySet<string>): boolean {
	return words.has(item.kind === "rule" ? item.head.name.name : item.name.name);
}

/** Adds the words of an item; true where it reads a package as a whole. */
function addWords(item: Item, module: Module, modules: readonly Module[], words: Set<string>): boolean {
	let whole = false;
	const visit = (node: TreeNode): boolean | undefined => {
		if (!("kind" in node)) {
			// The target of a `with` is no node of its own.
			if ("target" in node) walkTree(node.target, visit);
			return undefined;
		}
		if (node.kind === "example" || node.kind === "field") return false;
		if (node.kind === "string") words.add(node.value);
		if (node.kind !== "var" && node.kind !== "ref") return undefined;
		const path = pathOf(node, module);
		for (const word of path.words) words.add(word);
		if (path.inData && modules.some((other) => beginsWith(other.package.path, path.words))) whole = true;
		if (node.kind === "ref") {
			if (node.head.kind !== "var") walkTree(node.head, visit);
			for (const step of node.path) walkTree(step.term, visit);
		}
		return false;
	};
	walkTree(item, visit);
	return whole;
}

/** The leading words of a name, with what an import makes of the first. */
function pathOf(term: Var | Ref, module: Module): { readonly words: readonly string[]; readonly inData: boolean } {
	const words = wordsOf(term);
	const [first] = words;
	if (first === "data") return { words: words.slice(1), inData: true };
	for (const { path, alias } of module.imports) {
		const imported = wordsOf(path);
		if (imported[0] === "data" && (alias?.name ?? imported.at(-1)) === first)
			return { words: [...imported.slice(1), ...words.slice(1)], inData: true };
	}
	return { words, inData: false };
}

function wordsOf(term: Var | Ref): string[] {
	if (term.kind === "var") return [term.name];
	const words = term.head.kind === "var" ? [term.head.name] : [""];
	for (const step of term.path) {
		if (step.term.kind !== "string") break;
		words.push(step.term.value);
	}
	return words;
}

function beginsWith(path: readonly string[], start: readonly string[]): boolean {
	return start.length <= path.length && start.every((word, index) => path[index] === word);
}
