/**
 * Bodies in their order of evaluation → CEL. Each step says what the steps after it become: an expression that binds a name goes on
 * with it, a condition guards what follows, an enumeration becomes a macro around it. What is known before (parameters,
 * the kind of the object, calls of known values) is computed here and leaves no trace.
 */
import type { RuleTrees } from "../lang/analyze/ruleTree.ts";
import type {
	Body,
	Branch,
	CallStep,
	Clause,
	Comprehension,
	Every,
	LenientPart,
	Local,
	Operand,
	Read,
	Step,
} from "../lang/core.ts";
import { number } from "../runtime/types.ts";
import { isArray } from "../runtime/values/access.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import { toRegoText } from "../runtime/values/regoText.ts";
import type { Value } from "../runtime/values/value.ts";
import { sayCall } from "./calls.ts";
import { type Code, call } from "./code.ts";
import { same, truth } from "./compare.ts";
import { compute } from "./compute.ts";
import { all, both, type Condition, either, not } from "./condition.ts";
import { Iteration } from "./iteration.ts";
import { exists, listed, type Mode, one } from "./modes.ts";
import { bound, isOpen, type Names, termOf } from "./operands.ts";
import { Reads } from "./reads.ts";
import { expression, given, isOf, known, type Many, readKey, type Term, toCode } from "./terms.ts";
import { printed, textOf } from "./texts.ts";
import { Unsayable } from "./unsayable.ts";

type Then<R> = (names: Names) => R;

export interface TranslatorOptions {
	readonly trees: RuleTrees;
	/** The document that policies see. */
	readonly input: Term;
	/** A parameter's value, by its policy and name. */
	readonly param: (policy: string, name: string, byDefault: Value) => Value;
}

/** How deep calls may be nested: a policy can't recur, but what it says may double at each. */
const DEEPEST = 40;

const noNames: Names = new Map();

export class Translator {
	readonly #options: TranslatorOptions;
	readonly #iteration = new Iteration();
	readonly #reads = new Reads();
	#depth = 0;
	/** What the policy calls the elements that are gone through next. */
	#called: string | undefined;

	constructor(options: TranslatorOptions) {
		this.#options = options;
	}

	/** Whether a clause without arguments has a solution. */
	holds(clause: Clause): Condition {
		return this.#branches(clause, [], exists, () => true);
	}

	/** What its solutions give, as a list. */
	values(clause: Clause): ReturnType<typeof listed.any> {
		return this.#branches(clause, [], listed, (value) => one(toCode(value)));
	}

	/** The solutions of a clause's branches, each where those before it have none. */
	#branches<R>(clause: Clause, args: readonly Term[], mode: Mode<R>, then: (value: Term) => R): R {
		const around = this.#depth++;
		if (around > DEEPEST) throw new Unsayable("its functions are nested too deep");
		try {
			const parts: R[] = [];
			let before: Condition = false;
			for (const branch of clause.branches) {
				const condition = not(before);
				if (condition === false) break;
				parts.push(mode.when(condition, () => this.#branch(clause, branch, args, mode, then)));
				if (branch !== clause.branches.at(-1))
					before = either([before, this.#branch(clause, branch, args, exists, () => true)]);
			}
			return mode.any(parts);
		} finally {
			this.#depth = around;
		}
	}

	#branch<R>(clause: Clause, branch: Branch, args: readonly Term[], mode: Mode<R>, then: (value: Term) => R): R {
		this.#reads.note(branch.body, branch.value);
		return this.#patterns(clause.args, args, noNames, mode, (names) =>
			this.#solve(branch.body, 0, names, mode, (inner) => then(termOf(branch.value, inner))),
		);
	}

	#patterns<R>(patterns: readonly Operand[], terms: readonly Term[], names: Names, mode: Mode<R>, then: Then<R>): R {
		const [pattern, ...others] = patterns;
		const [term, ...rest] = terms;
		if (pattern === undefined || term === undefined) return then(names);
		return this.#bind(pattern, term, names, mode, (inner) => this.#patterns(others, rest, inner, mode, then));
	}

	#solve<R>(body: Body, index: number, names: Names, mode: Mode<R>, then: Then<R>): R {
		const step = body[index];
		if (step === undefined) return then(names);
		return this.#step(step, names, mode, (inner) => this.#solve(body, index + 1, inner, mode, then));
	}

	/** Whether a body has a solution. */
	#some(body: Body, names: Names): Condition {
		return this.#solve(body, 0, names, exists, () => true);
	}

	#step<R>(step: Step, names: Names, mode: Mode<R>, then: Then<R>): R {
		switch (step.kind) {
			case "test":
				return mode.when(truth(termOf(step.operand, names)), () => then(names));
			case "unify": {
				const { left, right } = step;
				const [pattern, value] = isOpen(left, names) ? [left, right] : [right, left];
				if (isOpen(value, names)) throw new Unsayable("it matches two patterns with each other");
				return this.#bind(pattern, termOf(value, names), names, mode, then);
			}
			case "read":
				return this.#readStep(step, names, mode, then);
			case "call":
				return this.#call(step, names, mode, then);
			case "comprehension":
				return then(bound(names, step.out.local, this.#comprehension(step, names)));
			case "template":
				return then(bound(names, step.out.local, { kind: "text", code: () => this.#text(step.parts, names) }));
			case "print":
				return then(names);
			case "not":
				return mode.when(not(this.#some(step.body, names)), () => then(names));
			case "every":
				return mode.when(this.#every(step, names), () => then(names));
			case "choice": {
				const conditions = step.operands.map((operand) => () => this.#some(operand, names));
				const condition =
					step.operator === "or" ? either(conditions.map((each) => each())) : conditions.reduce<Condition>(both, true);
				return mode.when(condition, () => then(names));
			}
			case "with":
				throw new Unsayable("it replaces a document by `with`");
		}
	}

	/** Goes on where a value fits a pattern. */
	#bind<R>(pattern: Operand, term: Term, names: Names, mode: Mode<R>, then: Then<R>): R {
		if (pattern.kind === "local" && !names.has(pattern.local)) return then(bound(names, pattern.local, term));
		if (!isOpen(pattern, names)) return mode.when(same(termOf(pattern, names), term), () => then(names));
		if (pattern.kind !== "array") throw new Unsayable("it takes an object apart by a pattern");
		const { length } = pattern.items;
		const parts = pattern.items.map((_, index) => readKey(term, known(index)));
		const fits =
			term.kind === "tuple"
				? term.items.length === length
				: term.kind === "known"
					? isArray(term.value) && term.value.length === length
					: all([isOf(term, "array"), same(expression(call(toCode(term), "size"), number), known(length))]);
		return mode.when(fits, () =>
			this.#patterns(
				pattern.items,
				parts.map((part) => part.term),
				names,
				mode,
				then,
			),
		);
	}

	// ── References ─────────────────────────────────────────────────────────────────────────────────────────────────

	#readStep<R>({ root, path, out }: Read, names: Names, mode: Mode<R>, then: Then<R>): R {
		const end = (inner: Names, term: Term): R => this.#bind(out, term, inner, mode, then);
		this.#called = out.kind === "local" && out.local.origin === "written" ? out.local.name : undefined;
		const isWanted = out.kind !== "local" || names.has(out.local) || this.#reads.has(out.local);
		switch (root.kind) {
			case "input":
				return this.#steps(this.#options.input, path, isWanted, names, mode, end);
			case "param": {
				const { policy, name, value } = root.param;
				return this.#steps(known(this.#options.param(policy, name, value)), path, isWanted, names, mode, end);
			}
			case "data":
			case "private":
				return this.#rule(root.kind, path, isWanted, names, mode, end);
			default:
				return this.#steps(termOf(root, names), path, isWanted, names, mode, end);
		}
	}

	#steps<R>(
		from: Term,
		path: readonly Operand[],
		isWanted: boolean,
		names: Names,
		mode: Mode<R>,
		then: (names: Names, term: Term) => R,
	): R {
		let term = from;
		const types: Condition[] = [];
		let presence: Condition = true;
		for (const [index, operand] of path.entries()) {
			const rest = path.slice(index + 1);
			const isSet = term.kind === "many" && term.makes === "set";
			if (isOpen(operand, names) || isSet || (term.kind === "known" && term.value instanceof RegoSet)) {
				const collection = term;
				const conditions = all([...types, presence]);
				return mode.when(conditions, () =>
					this.#elements(collection, operand, isWanted || rest.length > 0, names, mode, (inner, value) =>
						this.#steps(value, rest, isWanted, inner, mode, then),
					),
				);
			}
			const read = readKey(term, termOf(operand, names));
			types.push(read.types);
			// That a value is there says that all on the way to it are.
			const goesOn =
				term.kind === "expression" && read.term.kind === "expression" && term.path?.from === read.term.path?.from;
			presence = goesOn ? (presence === false ? false : read.presence) : both(presence, () => read.presence);
			term = read.term;
		}
		return mode.when(all(types), () => mode.when(presence, () => then(names, term)));
	}

	/** Goes through a collection: `key` is a pattern for what its elements stand under. */
	#elements<R>(
		collection: Term,
		key: Operand,
		isWanted: boolean,
		names: Names,
		mode: Mode<R>,
		then: (names: Names, value: Term) => R,
	): R {
		const isKeyRead = key.kind !== "local" || names.has(key.local) || this.#reads.has(key.local);
		const called = this.#called;
		this.#called = undefined;
		const asked = {
			isKeyRead,
			isWanted,
			keyName: key.kind === "local" && key.local.origin === "written" ? key.local.name : "key",
			...(called === undefined ? {} : { valueName: called }),
		};
		return this.#iteration.over(collection, asked, mode, (keyTerm, value) =>
			keyTerm === undefined ? then(names, value) : this.#bind(key, keyTerm, names, mode, (inner) => then(inner, value)),
		);
	}

	/** What a rule gives, and below it. */
	#rule<R>(
		root: "data" | "private",
		path: readonly Operand[],
		isWanted: boolean,
		names: Names,
		mode: Mode<R>,
		then: (names: Names, term: Term) => R,
	): R {
		let node = this.#options.trees[root];
		let depth = 0;
		for (const operand of path) {
			if (node.clauses.length > 0 || operand.kind !== "constant") break;
			const child = node.child(operand.value);
			if (child === undefined) throw new Unsayable(`it reads data that isn't a rule: \`${node.name}\``);
			node = child;
			depth++;
		}
		const rest = path.slice(depth);
		const { clauses } = node;
		const read = (value: Term): R => this.#steps(value, rest, isWanted, names, mode, then);
		if (node.kind === "set") {
			const set: Many = {
				kind: "many",
				makes: "set",
				each: (inner, give) =>
					inner.any(clauses.map((clause) => this.#branches(clause, [], inner, (value) => give(value, value)))),
			};
			return read(set);
		}
		if (node.kind !== "complete") throw new Unsayable(`it reads \`${node.name}\` as a whole`);
		return this.#results(clauses, [], mode, read);
	}

	/** The value of a complete rule or a function, of which there is at most one. */
	#results<R>(clauses: readonly Clause[], args: readonly Term[], mode: Mode<R>, then: (value: Term) => R): R {
		const rules = clauses.filter(({ isDefault }) => !isDefault);
		const standard = clauses.find(({ isDefault }) => isDefault);
		const some = () => either(rules.map((clause) => this.#branches(clause, args, exists, () => true)));
		const values = rules.flatMap(({ branches }) => branches.map(({ value }) => value));
		const [first] = values;
		const parts: R[] = [];
		// Where all say the same, which of them says it doesn't matter.
		if (
			first?.kind === "constant" &&
			values.every((value) => value.kind === "constant" && toRegoText(value.value) === toRegoText(first.value))
		)
			parts.push(mode.when(some(), () => then(known(first.value))));
		else for (const clause of rules) parts.push(this.#branches(clause, args, mode, then));
		if (standard !== undefined) parts.push(mode.when(not(some()), () => this.#branches(standard, args, mode, then)));
		return mode.any(parts);
	}

	// ── Calls ──────────────────────────────────────────────────────────────────────────────────────────────────────

	#call<R>(step: CallStep, names: Names, mode: Mode<R>, then: Then<R>): R {
		const { callee, out } = step;
		const args = step.args.map((arg) => termOf(arg, names));
		const end = (value: Term): R =>
			out === undefined ? mode.when(truth(value), () => then(names)) : this.#bind(out, value, names, mode, then);
		if (callee.kind === "function") {
			let node = this.#options.trees[callee.root];
			for (const word of callee.path) {
				const child = node.child(word);
				if (child === undefined) throw new Unsayable(`it calls \`${callee.path.join(".")}\``);
				node = child;
			}
			return this.#results(node.clauses, args, mode, end);
		}
		const { builtin } = callee;
		if (
			args.every((arg) => arg.kind === "known") &&
			builtin.nondeterministic !== true &&
			builtin.relation !== true &&
			builtin.engine === undefined
		) {
			const value = compute(
				builtin.run,
				args.map(({ value: operand }) => operand),
			);
			return value === undefined ? mode.none : end(known(value));
		}
		const said = sayCall(builtin.name, args);
		return mode.when(given(said), () => end(said.term));
	}

	#comprehension({ makes, body, head, key }: Comprehension, names: Names): Many {
		this.#reads.note(body, head, key);
		return {
			kind: "many",
			makes,
			each: (mode, then) =>
				this.#solve(body, 0, names, mode, (inner) =>
					then(termOf(head, inner), key === undefined ? undefined : termOf(key, inner)),
				),
		};
	}

	#every({ key, value, domain, body }: Every, names: Names): Condition {
		this.#reads.note(body);
		const collection = termOf(domain, names);
		const isCollection = either((["array", "object"] as const).map((kind) => isOf(collection, kind)));
		const isSet = collection.kind === "known" && collection.value instanceof RegoSet;
		if (isCollection === false && !isSet && collection.kind !== "many") return false;
		const place: Operand = { kind: "local", local: key ?? unnamed, span: value.span };
		const failing = this.#elements(collection, place, true, names, exists, (inner, element) =>
			not(this.#some(body, bound(inner, value, element))),
		);
		return both(isSet || collection.kind === "many" ? true : isCollection, () => not(failing));
	}

	/** A template string. What is undefined prints as that. */
	#text(parts: readonly (string | LenientPart)[], names: Names): Code {
		return textOf(
			parts.map((part) => {
				if (typeof part === "string") return part;
				this.#reads.note(part.body, part.value);
				return this.#solve(part.body, 0, names, listed, (inner) => one(printed(termOf(part.value, inner))));
			}),
		);
	}
}

const unnamed: Local = { name: "_", origin: "wildcard", declared: "every", span: { start: 0, end: 0 } };
