/** Where a body stands: which names mean what there, and which rules a term leads to. Names only; nothing is evaluated. */
import { pathKey } from "../lang/pathKey.ts";
import { bodyNames, declaredNames } from "../lang/resolve/mentions.ts";
import { type Meaning, moduleNames, packageNames } from "../lang/resolve/names.ts";
import { dottedWords } from "../lang/resolve/nodes.ts";
import type { Body, Call, Literal, Module, Policy, Ref, Rule, Term, Var } from "../lang/tree.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import { builtins as allBuiltins } from "../runtime/builtins/index.ts";

/** A module, or a policy in it, whose rules and parameters have their short names there. */
export interface Home {
	readonly module: Module;
	readonly policy?: Policy;
}

/** A rule with the home of its body. */
export interface RuleAt {
	readonly rule: Rule;
	readonly home: Home;
}

/** The rules of a program by where they stand. */
export class Rules {
	readonly modules: readonly Module[];
	readonly #byPath = new Map<string, RuleAt[]>();
	readonly #names = new Map<Module, ReadonlyMap<string, Meaning>>();

	/** What the program may call. */
	readonly builtins: ReadonlyMap<string, Builtin>;

	constructor(modules: readonly Module[], builtins: ReadonlyMap<string, Builtin> = allBuiltins) {
		this.modules = modules;
		this.builtins = builtins;
		for (const module of modules)
			for (const item of module.items) {
				if (item.kind === "rule") this.#add(module.package.path, { rule: item, home: { module } });
				else
					for (const member of item.members)
						if (member.kind === "rule")
							this.#add(privatePath(module, item), { rule: member, home: { module, policy: item } });
			}
	}

	/** Names of the functions that stand in for builtins: a call of one is a call of theirs. */
	get standIns(): readonly string[] {
		return [...this.builtins.values()].flatMap(({ foreign }) => foreign?.standIn?.at(-1) ?? []);
	}

	#add(prefix: readonly string[], entry: RuleAt): void {
		const { head } = entry.rule;
		const path = [...prefix, head.name.name, ...leadingWords(head.path.map(({ term }) => term))];
		const key = pathKey(path);
		const before = this.#byPath.get(key);
		if (before === undefined) this.#byPath.set(key, [entry]);
		else before.push(entry);
	}

	/** The rules at a path below `data`. */
	at(path: readonly string[]): readonly RuleAt[] {
		return this.#byPath.get(pathKey(path)) ?? [];
	}

	/** Whether a name that no body declares means a rule, an import, a parameter or a document. */
	isGlobal(name: string, { module, policy }: Home): boolean {
		const isMember = policy?.members.some(
			(member) =>
				(member.kind === "rule" && member.head.name.name === name) ||
				(member.kind === "param" && member.name.name === name),
		);
		return isMember === true || this.#meanings(module).has(name);
	}

	/** The rules that a reference or call leads to; none for builtins, `input` and variables. */
	of(term: Var | Ref | Call, home: Home, isLocal: (name: string) => boolean): readonly RuleAt[] {
		const words = term.kind === "call" ? dottedWords(term.operator) : wordsOf(term);
		const [first] = words;
		if (first === undefined || isLocal(first)) return [];
		const { module, policy } = home;
		if (policy !== undefined) {
			const own = this.#longest([...privatePath(module, policy), ...words], privatePath(module, policy).length);
			if (own.length > 0) return own;
		}
		const meaning = this.#meanings(module).get(first);
		if (meaning?.root !== "data") return [];
		return this.#longest([...meaning.path, ...words.slice(1)], 0);
	}

	#longest(path: readonly string[], shortest: number): readonly RuleAt[] {
		for (let length = path.length; length > shortest; length--) {
			const found = this.at(path.slice(0, length));
			if (found.length > 0) return found;
		}
		return [];
	}

	#meanings(module: Module): ReadonlyMap<string, Meaning> {
		let names = this.#names.get(module);
		if (names === undefined) {
			const key = pathKey(module.package.path);
			const rules = this.modules
				.filter((other) => pathKey(other.package.path) === key)
				.flatMap((other) => other.items.map((item) => (item.kind === "rule" ? item.head.name.name : item.name.name)));
			names = moduleNames(module, packageNames(module.package.path, rules), []);
			this.#names.set(module, names);
		}
		return names;
	}
}

// No package has such a word.
const privatePath = ({ package: { path } }: Module, { name }: Policy): string[] => [...path, name.name, "\0private"];

function leadingWords(terms: readonly Term[]): string[] {
	const end = terms.findIndex(({ kind }) => kind !== "string");
	return (end === -1 ? terms : terms.slice(0, end)).map((term) => (term.kind === "string" ? term.value : ""));
}

function wordsOf(term: Var | Ref): string[] {
	if (term.kind === "var") return [term.name];
	if (term.head.kind !== "var") return [];
	return [term.head.name, ...leadingWords(term.path.map((step) => step.term))];
}

/** The variables that have a value once all these literals of a body hold. */
export function boundNames(literals: Body, isLocal: (name: string) => boolean): string[] {
	const names = new Set<string>();
	bodyNames(literals, names);
	return [...names].filter((name) => name !== "_" && isLocal(name));
}

/** Whether a name is a variable in a body: declared there or outside, or not the name of anything else. */
export function localsOf(literals: Body, outer: Iterable<string>, home: Home, rules: Rules): (name: string) => boolean {
	const declared = new Set([...declaredNames(literals), ...outer]);
	return (name) => declared.has(name) || !rules.isGlobal(name, home);
}

/** `some x` declares and `print` prints: neither is a condition. */
export function isCondition(literal: Literal): boolean {
	if (literal.kind !== "expression" || literal.term.kind !== "call") return literal.kind !== "some";
	const { operator } = literal.term;
	return operator.kind !== "var" || operator.name !== "print";
}
