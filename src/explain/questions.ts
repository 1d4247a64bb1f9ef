/** All that may be asked of one body: how many ways lead past each of its literals, whether one holds for given values, what a term is worth. */
import { declaredNames, termNames } from "../lang/resolve/mentions.ts";
import type { Body, Literal, Module, Term, Var, Verdict, With } from "../lang/tree.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import type { EvaluationOptions } from "../runtime/evaluation/evaluation.ts";
import type { Value } from "../runtime/values/value.ts";
import { boundNames, type Home, isCondition, localsOf, type Rules } from "./home.ts";
import { type LiteralParts, literalParts, termsOf } from "./literalParts.ts";
import {
	type Answer,
	assignment,
	type Env,
	expression,
	givenTerm,
	isName,
	type Probe,
	Probes,
	variable,
} from "./probes.ts";

/** A body, and what it sees from outside. */
export interface BodyAt {
	readonly home: Home;
	readonly literals: Body;
	/** Variables from outside: arguments, and those of bodies around. */
	readonly outer: Env;
	/** What a `with` further out has put in place: their values are in `outer`. */
	readonly withs: readonly With[];
	/** The verdict whose body it is. */
	readonly verdict?: Verdict;
	/** The value that a rule has from it. */
	readonly value?: Term;
}

/** A term of a literal, to be asked for. */
interface Part {
	readonly id: string;
	readonly literal: number;
	readonly term: Term;
	/** Whether it sees what the literal's own `with` puts in place. */
	readonly inside: boolean;
}

const VALUE = "probe__value";

export class Questions {
	/** In the order of evaluation, without what is no condition. */
	readonly literals: readonly Literal[];
	/** Of each literal. */
	readonly parts: LiteralParts[] = [];
	readonly isLocal: (name: string) => boolean;
	readonly #body: BodyAt;
	readonly #declarations: Body;
	/** Variables from outside that the body doesn't hide. */
	readonly #outer: readonly string[];
	readonly #parts: Part[] = [];
	readonly #more: Probe[] = [];
	#probes: Probes | undefined;

	constructor(body: BodyAt, ordered: Body, rules: Rules) {
		this.#body = body;
		this.literals = ordered.filter(isCondition);
		this.#declarations = ordered.filter(({ kind }) => kind === "some");
		this.isLocal = localsOf(body.literals, body.outer.keys(), body.home, rules);
		const declared = declaredNames(body.literals);
		this.#outer = [...body.outer.keys()].filter((name) => isName(name) && !declared.has(name));
		this.literals.forEach((literal, index) => {
			const parts = literalParts(literal, body.home, rules, this.isLocal);
			this.parts.push(parts);
			for (const term of termsOf(parts)) this.#announce(term, index, true);
			for (const change of parts.withs ?? []) this.#announce(change.value, index, false);
			if (literal.kind === "every") this.#more.push(this.#everyProbe(literal, index));
		});
	}

	/** Compiles the questions with the modules that the body can reach. */
	compile(modules: readonly Module[], builtins: ReadonlyMap<string, Builtin>, options: EvaluationOptions): void {
		const { home } = this.#body;
		const probes = [
			...this.#prefixProbes(),
			...this.#literalProbes(),
			...this.#parts.map((part) => this.#partProbe(part)),
		];
		this.#probes = new Probes({ modules, builtins }, home, [...probes, ...this.#more], options);
	}

	/** Variables that have values before a literal, by its index. */
	names(index: number): readonly string[] {
		return [...new Set([...this.#outer, ...boundNames(this.literals.slice(0, index), this.isLocal)])];
	}

	/** The ways through the first literals, with these values from outside: an environment for each. */
	ways(index: number, outer: Env): Ways | undefined {
		const answer = this.#ask(`ways ${index}`, outer);
		if (answer === undefined) return undefined;
		const names = this.#rowNames(index);
		const envs = answer.rows.map((row) => new Map([...outer, ...zip(names, row)]));
		const last = index === this.literals.length;
		const values = last && this.#body.value !== undefined ? answer.rows.map((row) => row.at(-1) as Value) : [];
		return { ...answer, envs, values };
	}

	/** Whether a literal holds with these values. */
	holds(index: number, env: Env): Answer | undefined {
		return this.#ask(`literal ${index}`, env);
	}

	/** The values of a term before a literal, as an answer of rows of one. Undefined for a term that wasn't announced. */
	value(index: number, term: Term, env: Env): Answer | undefined {
		const part = this.#parts.find((each) => each.literal === index && each.term === term);
		return part === undefined ? undefined : this.#ask(part.id, env);
	}

	/** The elements for which the body of an `every` doesn't hold, as rows of key and value. */
	failing(index: number, env: Env): Answer | undefined {
		return this.#ask(`every ${index}`, env);
	}

	#ask(id: string, env: Env): Answer | undefined {
		return this.#probes?.ask(id, env);
	}

	#rowNames(index: number): readonly string[] {
		return boundNames(this.literals.slice(0, index), this.isLocal).filter((name) => !this.#outer.includes(name));
	}

	#prefixProbes(): Probe[] {
		const { verdict, value } = this.#body;
		return Array.from({ length: this.literals.length + 1 }, (_, index) => {
			const whole = index === this.literals.length;
			const body = [...this.#declarations, ...this.literals.slice(0, index).map((each) => this.#within(each))];
			const row: Term[] = this.#rowNames(index).map((name) => this.#variable(name));
			return {
				id: `ways ${index}`,
				given: this.#outer,
				body,
				row: whole && value !== undefined ? [...row, value] : row,
				...(whole && verdict !== undefined ? { verdict } : {}),
			};
		});
	}

	#literalProbes(): Probe[] {
		return this.literals.map((literal, index) => ({
			id: `literal ${index}`,
			given: this.names(index),
			body: [...this.#declarationsWithout(this.names(index)), this.#within(literal)],
			row: [],
		}));
	}

	#announce(term: Term, literal: number, inside: boolean): void {
		if (!this.#hasValues(term, this.names(literal))) return;
		this.#parts.push({ id: `part ${this.#parts.length}`, literal, term, inside });
	}

	/** Whether a term can be worked out with these variables. What is unbound in the brackets of a reference is gone through. */
	#hasValues(term: Term, names: readonly string[]): boolean {
		if (term.kind === "ref")
			return (
				this.#hasValues(term.head, names) &&
				term.path.every((step) => step.term.kind === "var" || this.#hasValues(step.term, names))
			);
		const used = new Set<string>();
		termNames(term, used);
		return [...used].every((name) => name !== "_" && (!this.isLocal(name) || names.includes(name)));
	}

	#partProbe({ id, literal, term, inside }: Part): Probe {
		const own = this.#within(this.literals[literal] as Literal).with;
		const value = { ...assignment(VALUE, term), with: inside ? own : this.#body.withs };
		const given = this.names(literal);
		return { id, given, body: [...this.#declarationsWithout(given), value], row: [variable(VALUE, term.span)] };
	}

	#everyProbe(literal: Extract<Literal, { kind: "every" }>, index: number): Probe {
		const { span, domain, value, body } = literal;
		const key = literal.key ?? variable("probe__key", span);
		const given = this.names(index).filter((name) => name !== value.name && name !== key.name);
		const element: Literal = { kind: "someIn", key, value: asVariable(value), collection: domain, with: [], span };
		const fails: Literal = { kind: "notLiteral", operand: { kind: "body", body, span }, with: [], span };
		const both = [element, fails].map((each) => this.#within({ ...each, with: literal.with }));
		return { id: `every ${index}`, given, body: both, row: [key, asVariable(value)] };
	}

	/** Declarations of variables that aren't given. */
	#declarationsWithout(given: readonly string[]): Body {
		return this.#declarations.flatMap((literal) => {
			if (literal.kind !== "some") return [];
			const vars = literal.vars.filter(({ name }) => !given.includes(name));
			return vars.length === 0 ? [] : [{ ...literal, vars }];
		});
	}

	#within(literal: Literal): Literal {
		return literal.with.length > 0 ? literal : { ...literal, with: this.#body.withs };
	}

	#variable(name: string): Var {
		return variable(name, (this.literals[0] as Literal).span);
	}
}

/** The ways through a body, as far as it was asked for. */
export interface Ways extends Answer {
	readonly envs: readonly Env[];
	/** For a whole body with a value: that of each way. */
	readonly values: readonly Value[];
}

function zip(names: readonly string[], row: readonly Value[]): [string, Value][] {
	return names.map((name, index) => [name, row[index] as Value]);
}

/** `_` as a value can't be told of. */
const asVariable = (name: Var): Var => (name.name === "_" ? { ...name, name: VALUE } : name);

/** A literal that a pattern among a function's parameters stands for: it fails where the argument doesn't fit. */
export function patternLiteral(pattern: Term, key: string): Literal {
	const { span } = pattern;
	const right = givenTerm(key, span);
	return expression({ kind: "infix", operator: "=", operatorSpan: span, left: pattern, right, span });
}
