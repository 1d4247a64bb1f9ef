/**
 * What rules give, by their place under `data` (or under `private`, for rules inside policies). Types are worked out when
 * first asked for. Where base documents may lie beside rules, the type stays open: a name that no rule has may still be there.
 */

import { union } from "../../runtime/types/union.ts";
import { any, type Field, never, objectOf, setOf, string, type Type } from "../../runtime/types.ts";
import type { Clause, Operand } from "../core.ts";
import { boundedType } from "./boundedType.ts";
import { join } from "./operandType.ts";

/** What the inference of one clause found. */
export interface ClauseTypes {
	/** The type of its value, or of the elements it puts into a set. */
	readonly value: Type;
	/** Types of the operands of its path, in order. */
	readonly path: readonly Type[];
	/** For functions: what every argument has to be for the clause to give anything; `any` where all will do. */
	readonly args: readonly Type[];
}

/** One step below `data`. */
interface Node {
	readonly children: Map<string, Node>;
	/** Clauses whose path ends here. */
	readonly clauses: Clause[];
	/** Clauses whose path goes on from here with something that is no constant string. */
	readonly dynamic: Clause[];
	/** How many words lead here. */
	readonly depth: number;
	/** True where a package lies here or below, so that base documents may too. */
	open: boolean;
	type?: Type;
	working?: boolean;
	functionType?: FunctionType;
}

/** What a call of a function of the program takes and gives. */
export interface FunctionType {
	readonly args: readonly Type[];
	readonly result: Type;
}

/** Rules read rules: past this many on the way the answer is `any`, so that a long chain can't exhaust the stack. */
const LONGEST_CHAIN = 200;

export class RuleTypes {
	readonly #root: Node = newNode(0);
	readonly #infer: (clause: Clause) => ClauseTypes;
	#chain = 0;

	/**
	 * @param infer gives a clause's types; called at most when a type that needs them is asked for
	 * @param within words below its package that a rule's name begins with: 1 for rules inside policies
	 */
	constructor(clauses: Iterable<Clause>, within: number, infer: (clause: Clause) => ClauseTypes) {
		this.#infer = infer;
		for (const clause of clauses) this.#add(clause, within);
	}

	#add(clause: Clause, within: number): void {
		let node = this.#root;
		node.open = true;
		for (const [at, operand] of clause.path.entries()) {
			const name = constantName(operand);
			if (name === undefined) {
				node.dynamic.push(clause);
				return;
			}
			let next = node.children.get(name);
			if (next === undefined) {
				next = newNode(node.depth + 1);
				node.children.set(name, next);
			}
			node = next;
			if (at < clause.packagePath.length + within) node.open = true;
		}
		node.clauses.push(clause);
	}

	/**
	 * How far constant names lead into the tree, and the type found there: `taken` of the path's operands are used up.
	 * Undefined where the path leaves what is known: there anything may be.
	 */
	find(path: readonly Operand[]): { readonly type: Type; readonly taken: number } | undefined {
		let node = this.#root;
		for (let taken = 0; taken < path.length; taken++) {
			const operand = path[taken] as Operand;
			if (!node.open) return { type: this.#typeOf(node), taken };
			const name = constantName(operand);
			const next = name === undefined ? undefined : node.children.get(name);
			if (next === undefined) return undefined;
			node = next;
		}
		return { type: this.#typeOf(node), taken: path.length };
	}

	/** Where a path leaves what rules and packages there are: how many words lead there, and which names there would have been. */
	leaves(path: readonly Operand[]): { readonly taken: number; readonly known: readonly string[] } | undefined {
		let node = this.#root;
		for (const [taken, operand] of path.entries()) {
			const name = constantName(operand);
			if (!node.open || name === undefined) return undefined;
			const next = node.children.get(name);
			if (next === undefined) return { taken, known: [...node.children.keys()].sort() };
			node = next;
		}
		return undefined;
	}

	/** What a function takes and gives; undefined where there is none. */
	function(path: readonly string[]): FunctionType | undefined {
		const node = this.#node(path);
		if (node === undefined || node.functionType !== undefined) return node?.functionType;
		const clauses = node.clauses.filter((clause) => clause.kind === "function");
		const [first] = clauses;
		if (first === undefined) return undefined;
		const types = clauses.map((clause) => this.#types(clause));
		// A default gives its value whatever the arguments are.
		const takesAll = clauses.some((clause) => clause.isDefault);
		node.functionType = {
			args: first.args.map((_, at) => (takesAll ? any : join(types.map((one) => one.args[at] ?? any)))),
			result: join(types.map((one) => one.value)),
		};
		return node.functionType;
	}

	/** The type of what stands at a path of names, for hover; undefined where nothing does. */
	typeAt(path: readonly string[]): Type | undefined {
		const node = this.#node(path);
		return node && this.#typeOf(node);
	}

	#node(path: readonly string[]): Node | undefined {
		let node: Node | undefined = this.#root;
		for (const name of path) node = node?.children.get(name);
		return node;
	}

	#types(clause: Clause): ClauseTypes {
		if (this.#chain > LONGEST_CHAIN)
			return { value: any, path: clause.path.map(() => any), args: clause.args.map(() => any) };
		this.#chain++;
		try {
			return this.#infer(clause);
		} finally {
			this.#chain--;
		}
	}

	#typeOf(node: Node): Type {
		if (node.type !== undefined) return node.type;
		// A rule that needs its own type is a mistake that is reported elsewhere.
		if (node.working || this.#chain > LONGEST_CHAIN) return any;
		node.working = true;
		const type = boundedType(this.#build(node));
		node.working = false;
		// What was cut short by a long chain may be better known when asked for from nearer by.
		if (this.#chain <= LONGEST_CHAIN) node.type = type;
		return type;
	}

	#build(node: Node): Type {
		const parts: Type[] = [];
		const set: Type[] = [];
		for (const clause of node.clauses) {
			if (clause.kind === "function") continue;
			if (clause.verdict !== undefined) parts.push(setOf(any));
			else if (clause.kind === "set") set.push(this.#types(clause).value);
			else parts.push(this.#types(clause).value);
		}
		if (set.length > 0) parts.push(setOf(join(set)));
		if (node.children.size > 0 || node.dynamic.length > 0) parts.push(this.#object(node));
		return join(parts);
	}

	#object(node: Node): Type {
		const fields = new Map<string, Field>();
		for (const [name, child] of node.children) {
			const type = this.#typeOf(child);
			// A package without rules, or with functions only, has nothing to read.
			if (type.kind === "union" && type.of.length === 0) continue;
			fields.set(name, { type, optional: true });
		}
		// Beside names that rules have, base documents may have others; beside keys that rules make, they may not.
		let key: Type = node.children.size > 0 ? string : never;
		let value: Type = node.children.size > 0 ? any : never;
		for (const clause of node.dynamic) {
			// A key that is written is a name like those that are strings: beside it there may be others.
			if (clause.path[node.depth]?.kind === "constant") {
				key = any;
				value = any;
			}
			const types = this.#types(clause);
			const [first, ...further] = types.path.slice(node.depth);
			key = union(key, first ?? any);
			value = union(value, below(further, clause.kind === "set" ? setOf(types.value) : types.value));
		}
		return { kind: "object", fields, rest: { key, value } };
	}
}

/** An object of objects whose keys have these types, with `value` at the bottom. */
function below(keys: readonly Type[], value: Type): Type {
	return keys.reduceRight((inner, key) => objectOf(key, inner), value);
}

const newNode = (depth: number): Node => ({ children: new Map(), clauses: [], dynamic: [], depth, open: false });

const constantName = (operand: Operand): string | undefined =>
	operand.kind === "constant" && typeof operand.value === "string" ? operand.value : undefined;
