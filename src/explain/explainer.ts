/**
 * Goes down from a body into what decided it. Every answer comes from the evaluator (`questions.ts`); what is decided here is only
 * what to ask next and what to leave out, so that the explanation stays short and can't say anything else than the evaluation.
 */
import type { Body, Literal, Module, Term, With } from "../lang/tree.ts";
import type { DocumentPlace } from "../places/placeOf.ts";
import type { EvaluationOptions } from "../runtime/evaluation/evaluation.ts";
import { sizeOf } from "../runtime/values/access.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import { Unknown } from "../runtime/values/unknown.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { type Branch, branchesOf } from "./branches.ts";
import type { Home, Rules } from "./home.ts";
import { inEvaluationOrder, orderedSteps, type Steps } from "./literalOrder.ts";
import type { LiteralParts, Target } from "./literalParts.ts";
import { type Answer, type Env, expression, givenTerm, isGiven, isName } from "./probes.ts";
import { type BodyAt, Questions, type Ways } from "./questions.ts";
import { reachable } from "./reachable.ts";
import type { NamedValue, Reason, Standing } from "./reason.ts";

export interface Explaining {
	readonly rules: Rules;
	readonly options: EvaluationOptions;
	/** Where in the document a value stands. */
	readonly placeOf: (value: Value) => DocumentPlace | undefined;
}

/** A body's questions, ready to be asked. */
export interface Opened {
	readonly body: BodyAt;
	readonly questions: Questions;
}

/** Whether a way through a body has to do with what is asked about. */
export type IsNear = (env: Env) => boolean;

export interface BodyReasons {
	readonly standing: Standing;
	readonly reasons: readonly Reason[];
	/** What would have to be given. */
	readonly needs: readonly string[];
}

/** How deep rules are gone down into. */
const DEEPEST = 6;
/** How many elements, clauses and failing members are shown of each. */
const MOST_ELEMENTS = 3;
const MOST_CLAUSES = 4;
/** How many are looked at for the one that holds. */
const MOST_BRANCHES = 24;
/** How many elements are looked at to choose from. */
const MOST_TRIED = 40;
/** How many bodies are looked into in one explanation. */
const MOST_BODIES = 120;

const nothing: BodyReasons = { standing: "fails", reasons: [], needs: [] };

export class Explainer {
	readonly #with: Explaining;
	/** Rules without arguments that were explained: they are not explained again. */
	readonly #done = new Set<string>();
	/** Those of a body and the names it sees: it may be asked for one element after the other. */
	readonly #questions = new Map<Body, Map<string, Questions>>();
	/** By policy or module. */
	readonly #around = new Map<object, Surroundings>();
	#bodies = 0;

	constructor(explaining: Explaining) {
		this.#with = explaining;
	}

	/** A body's questions; undefined where enough has been said. */
	open(body: BodyAt): Opened | undefined {
		if (this.#bodies++ >= MOST_BODIES) return undefined;
		const key = JSON.stringify([[...body.outer.keys()], body.withs.length]);
		const before = this.#questions.get(body.literals) ?? new Map<string, Questions>();
		this.#questions.set(body.literals, before);
		let questions = before.get(key);
		if (questions === undefined) {
			const { rules, options } = this.#with;
			const { modules, steps } = this.#surroundings(body.home);
			questions = new Questions(body, inEvaluationOrder(body.literals, steps()), rules);
			questions.compile(modules, rules.builtins, options);
			before.set(key, questions);
		}
		return { body, questions };
	}

	#surroundings({ module, policy }: Home): Surroundings {
		const around = policy ?? module;
		let known = this.#around.get(around);
		if (known === undefined) {
			const { rules } = this.#with;
			const modules = reachable(rules.modules, { module, ...(policy && { policy }) }, rules.standIns);
			let steps: Steps | undefined;
			known = {
				modules,
				steps: () => {
					steps ??= orderedSteps(modules, module.source, rules.builtins);
					return steps;
				},
			};
			this.#around.set(around, known);
		}
		return known;
	}

	/** The ways through the whole of a body. */
	whole({ body, questions }: Opened): Ways | undefined {
		return questions.ways(questions.literals.length, body.outer);
	}

	/** Why a body holds, or where it stops. */
	body(body: BodyAt, depth: number): BodyReasons {
		const opened = this.open(body);
		if (opened === undefined) return nothing;
		const [env] = this.whole(opened)?.envs ?? [];
		if (env !== undefined) return { standing: "holds", reasons: this.holding(opened, env, depth), needs: [] };
		return this.stopped(opened, depth);
	}

	/** The conditions of a body that holds, with the values of one way through it. */
	holding({ body, questions }: Opened, env: Env, depth: number): readonly Reason[] {
		const said = new Set(body.outer.keys());
		return questions.literals.map((literal, index) =>
			this.#condition({ body, questions, index, env, depth, said }, literal, "holds", newNames(questions, index)),
		);
	}

	/** The conditions of a body that doesn't hold, up to that at which it stops. */
	stopped(opened: Opened, depth: number, isNear?: IsNear): BodyReasons {
		const { questions } = opened;
		const passed: Ways[] = [];
		let close: readonly Env[] | undefined;
		for (let index = 0; index <= questions.literals.length; index++) {
			const ways = questions.ways(index, opened.body.outer);
			if (ways === undefined) return nothing;
			if (ways.error !== undefined) return this.#brokeOff(opened, passed, ways.error, depth);
			if (ways.needs.length > 0 && index > 0) {
				const undecided = this.#undecided(questions, index - 1, close ?? passed.at(-1)?.envs ?? []);
				if (undecided.length > 0) return this.#stop(opened, passed, undecided, ways.needs, depth);
			}
			const near = isNear === undefined ? [] : ways.envs.filter(isNear);
			if (ways.count === 0 || (close !== undefined && near.length === 0))
				return this.#stop(opened, passed, close, [], depth);
			if (near.length > 0) close = near;
			passed.push(ways);
		}
		// All of it holds, and nowhere near.
		const [env] = passed.at(-1)?.envs ?? [];
		return { standing: "holds", reasons: env === undefined ? [] : this.holding(opened, env, depth), needs: [] };
	}

	/** Of the ways to a literal, those for which an unknown value decides it. */
	#undecided(questions: Questions, index: number, envs: readonly Env[]): readonly Env[] {
		return envs.slice(0, MOST_TRIED).filter((env) => standingOf(questions.holds(index, env)) === "unknown");
	}

	#brokeOff(opened: Opened, passed: readonly Ways[], error: string, depth: number): BodyReasons {
		const { reasons } = this.#stop(opened, passed, [], [], depth);
		return { standing: "fails", reasons: [...reasons, note(`it was stopped: ${error}`)], needs: [] };
	}

	/** `passed` are the ways before each literal up to that at which the body stops, `close` those of the last that are asked about. */
	#stop(
		opened: Opened,
		passed: readonly Ways[],
		close: readonly Env[] | undefined,
		needs: readonly string[],
		depth: number,
	): BodyReasons {
		const { body, questions } = opened;
		const at = passed.length - 1;
		const literal = questions.literals[at];
		if (literal === undefined) return nothing;
		const envs = close ?? passed[at]?.envs ?? [];
		const only = envs.length === 1 ? envs[0] : undefined;
		const said = new Set(body.outer.keys());
		const before = questions.literals.slice(0, at).map((each, index) => {
			const ways = { before: passed[index]?.count ?? 1, after: passed[index + 1]?.count ?? 1 };
			if (only === undefined) return { ...this.#bare(body, each, "holds"), ...waysOf(ways) };
			const names = newNames(questions, index);
			// What holds isn't what decided, but for a collection that turned out to be empty.
			const isEmpty = names.some((name) => isEmptyCollection(only.get(name)));
			const about = { body, questions, index, env: only, depth: isEmpty ? depth : DEEPEST, said };
			return { ...this.#condition(about, each, "holds", names), ...waysOf(ways) };
		});
		const standing: Standing = needs.length > 0 ? "unknown" : "fails";
		const given = needs.length > 0 ? { needs } : {};
		if (only !== undefined) {
			const about = { body, questions, index: at, env: only, depth, said };
			return { standing, reasons: [...before, { ...this.#condition(about, literal, standing, []), ...given }], needs };
		}
		const last = { ...this.#elements(opened, at, envs, standing, depth), ...given };
		return { standing, reasons: [...before, last], needs };
	}

	/** A condition that was tried on several elements and holds for none. */
	#elements({ body, questions }: Opened, index: number, envs: readonly Env[], wanted: Standing, depth: number): Reason {
		const literal = questions.literals[index] as Literal;
		const tried = envs.slice(0, MOST_TRIED).map((env) => ({ env, standing: standingOf(questions.holds(index, env)) }));
		const fitting = tried.filter(({ standing }) => standing === wanted);
		const shown = (fitting.length > 0 ? fitting : tried).slice(0, wanted === "unknown" ? 1 : MOST_ELEMENTS);
		const rest = wanted === "unknown" ? 0 : Math.max(0, envs.length - MOST_TRIED);
		const more = Math.max(0, fitting.length - shown.length) + rest;
		const reasons = shown.map(({ env, standing }): Reason => {
			const names = this.#elementNames(questions, index, env, body.outer);
			const said = new Set([...body.outer.keys(), ...names]);
			const about = { body, questions, index, env, depth: depth + 1, said };
			const { values, reasons: below } = this.#condition(about, literal, standing, []);
			return { kind: "element", standing, text: "", values: [...this.#named(names, env), ...values], reasons: below };
		});
		return { ...this.#bare(body, literal, wanted), reasons, ...(more > 0 ? { more } : {}) };
	}

	/** What tells elements apart: the variable of the last iteration, and the one before where that is no part of the document. */
	#elementNames(questions: Questions, at: number, env: Env, outer: Env): readonly string[] {
		const names = questions.names(at).filter((name) => !outer.has(name));
		const last = env.get(names.at(-1) ?? "");
		return names.slice(last !== undefined && this.#placeOf(last) !== undefined ? -1 : -2);
	}

	// ── One condition ────────────────────────────────────────────────────────────────────────────────────────────

	#condition(about: About, literal: Literal, standing: Standing, bound: readonly string[]): Reason {
		const { body, env, depth, said } = about;
		const values = bound.length > 0 ? this.#named(bound, env) : this.#shown(about, body.home.module.source);
		const fresh = values.filter(({ text }) => !said.has(text));
		for (const { text } of fresh) said.add(text);
		const reasons = depth >= DEEPEST ? [] : this.#below(about, literal, standing);
		return { ...this.#bare(body, literal, standing), values: fresh, reasons };
	}

	#bare({ home }: BodyAt, { span }: Literal, standing: Standing): Reason {
		return { ...written("condition", span, home.module.source), standing, values: [], reasons: [] };
	}

	#shown({ questions, index, env }: About, source: Source): readonly NamedValue[] {
		const parts = questions.parts[index] as LiteralParts;
		const values: NamedValue[] = [];
		for (const { term, prefixes } of parts.shown) {
			const missing = prefixes.find((prefix) => isUndefined(questions.value(index, prefix, env)));
			const shown = missing ?? term;
			const text = isGiven(shown) ? "argument" : oneLine(source, shown.span);
			if (values.some((other) => other.text === text)) continue;
			const answer = questions.value(index, shown, env);
			if (answer !== undefined) values.push(this.#value(text, answer));
		}
		return values;
	}

	#named(names: readonly string[], env: Env): readonly NamedValue[] {
		return names.flatMap((name) => {
			const value = env.get(name);
			return value === undefined ? [] : [this.#value(name, { rows: [[value]], count: 1 })];
		});
	}

	#value(text: string, { rows, count }: Pick<Answer, "rows" | "count">): NamedValue {
		const value = rows[0]?.[0];
		if (value === undefined) return { text };
		const place = this.#placeOf(value);
		return { text, value, ...(place === undefined ? {} : { place }), ...(count > 1 ? { count } : {}) };
	}

	/** A list has no place of its own, and what is unknown says what it is. */
	#placeOf(value: Value): DocumentPlace | undefined {
		const isObject = typeof value === "object" && !Array.isArray(value) && !(value instanceof Unknown);
		return isObject ? this.#with.placeOf(value) : undefined;
	}

	// ── Below a condition ────────────────────────────────────────────────────────────────────────────────────────

	#below(about: About, literal: Literal, standing: Standing): readonly Reason[] {
		const { questions, index, env, body, depth } = about;
		const parts = questions.parts[index] as LiteralParts;
		const inside = this.#inside(about, literal, parts);
		if (inside === undefined) return [];
		const within = (literals: Body, more: Env = new Map()): BodyAt => ({
			home: body.home,
			literals,
			outer: new Map([...env, ...inside.values, ...more]),
			withs: inside.withs,
		});
		const reasons: Reason[] = [];
		if (literal.kind === "every" && standing === "fails") reasons.push(...this.#every(about, literal, within));
		for (const operand of operandsOf(literal)) {
			const { standing: each, reasons: below, needs } = this.body(within(operand.literals), depth + 1);
			const text = written("body", operand.span, body.home.module.source);
			if (operand.literals.length === 1 && below.length === 1) reasons.push(...below);
			else
				reasons.push({ ...text, standing: each, values: [], reasons: below, ...(needs.length > 0 ? { needs } : {}) });
		}
		for (const target of parts.targets) reasons.push(...this.#target(about, target, inside));
		for (const comprehension of parts.comprehensions) {
			const { standing: each, reasons: below } = this.body(within(comprehension.body), depth + 1);
			const text = written("body", comprehension.span, body.home.module.source);
			// What a literal only gives a name to has been shown with it.
			if (parts.comprehensions.length === 1 && isAssigned(literal, comprehension)) reasons.push(...below);
			else if (below.length > 0) reasons.push({ ...text, standing: each, values: [], reasons: below });
		}
		return reasons;
	}

	/** What bodies below a literal see in place of documents; undefined where that can't be said with values. */
	#inside({ questions, index, env, body }: About, literal: Literal, parts: LiteralParts): Inside | undefined {
		if (literal.with.length === 0) return { withs: body.withs, values: new Map() };
		if (body.withs.length > 0 || parts.withs === undefined) return undefined;
		const values = new Map<string, Value>();
		const withs: With[] = [];
		for (const [at, change] of parts.withs.entries()) {
			const value = questions.value(index, change.value, env)?.rows[0]?.[0];
			if (value === undefined) return undefined;
			values.set(`with ${at}`, value);
			withs.push({ ...change, value: givenTerm(`with ${at}`, change.value.span) });
		}
		return { withs, values };
	}

	#every(
		{ questions, index, env, depth }: About,
		literal: Extract<Literal, { kind: "every" }>,
		within: (literals: Body, more: Env) => BodyAt,
	): readonly Reason[] {
		const failing = questions.failing(index, env);
		const shown = failing?.rows.slice(0, MOST_ELEMENTS) ?? [];
		const reasons = shown.map(([key, value]): Reason => {
			const element = new Map<string, Value>();
			if (literal.key !== undefined && literal.key.name !== "_") element.set(literal.key.name, key as Value);
			if (literal.value.name !== "_") element.set(literal.value.name, value as Value);
			const { reasons: below } = this.body(within(literal.body, element), depth + 1);
			return {
				kind: "element",
				standing: "fails",
				text: "",
				values: this.#named([...element.keys()], element),
				reasons: below,
			};
		});
		return withMore(reasons, (failing?.count ?? 0) - shown.length);
	}

	/** The rule or function that a literal asks, and why it is what it is. */
	#target(about: About, { term, args, rules }: Target, inside: Inside): readonly Reason[] {
		const { questions, index, env, depth } = about;
		const operands: Value[] = [];
		for (const arg of args) {
			const value = questions.value(index, arg, env)?.rows[0]?.[0];
			if (value === undefined) return [];
			operands.push(value);
		}
		const answer = questions.value(index, term, env);
		if (answer === undefined) return [];
		const branches = rules.flatMap(branchesOf);
		// A constant says nothing but its value.
		if (branches.every(({ literals }) => literals.length === 0)) return [];
		// Of a set that has elements, one way to one of them says little.
		const value = answer.rows[0]?.[0];
		if (rules.every(({ rule }) => rule.head.contains !== undefined) && value instanceof RegoSet && value.size > 0)
			return [];
		const key = args.length === 0 && inside.withs.length === 0 ? keyOf(branches[0] as Branch) : undefined;
		if (key !== undefined && this.#done.has(key)) return [];
		if (key !== undefined) this.#done.add(key);
		return this.#branches(branches, operands, inside, answer, depth + 1);
	}

	#branches(
		branches: readonly Branch[],
		operands: readonly Value[],
		{ withs, values }: Inside,
		answer: Answer,
		depth: number,
	): readonly Reason[] {
		const stopped: Reason[] = [];
		const opened = branches.slice(0, MOST_BRANCHES).flatMap((branch) => {
			const given = branch.given(operands);
			const outer = new Map([...values, ...given]);
			const inner = this.open({ home: branch.home, literals: branch.literals, outer, withs });
			const base = {
				...written("rule", branch.span, branch.home.module.source),
				values: this.#named([...given.keys()].filter(isName), outer),
			};
			return inner === undefined ? [] : [{ inner, base }];
		});
		if (answer.count > 0)
			for (const { inner, base } of opened) {
				const [env] = this.whole(inner)?.envs ?? [];
				if (env !== undefined) return [{ ...base, standing: "holds", reasons: this.holding(inner, env, depth) }];
			}
		for (const { inner, base } of opened.slice(0, MOST_CLAUSES)) {
			const { standing, reasons, needs } = this.stopped(inner, depth);
			stopped.push({ ...base, standing, reasons, ...(needs.length > 0 ? { needs } : {}) });
		}
		const more = branches.length - stopped.length;
		return withMore(stopped, more);
	}
}

/** What a body is compiled with. */
interface Surroundings {
	readonly modules: readonly Module[];
	readonly steps: () => Steps;
}

interface About {
	readonly body: BodyAt;
	readonly questions: Questions;
	/** Of the literal. */
	readonly index: number;
	readonly env: Env;
	readonly depth: number;
	/** What has been said of this body's values. */
	readonly said: Set<string>;
}

/** What a body below sees in place of documents, and the values for it. */
interface Inside {
	readonly withs: readonly With[];
	readonly values: Env;
}

function newNames(questions: Questions, index: number): readonly string[] {
	const before = new Set(questions.names(index));
	return questions.names(index + 1).filter((name) => !before.has(name));
}

function standingOf(answer: Answer | undefined): Standing {
	if (answer === undefined || answer.count > 0) return "holds";
	return answer.needs.length > 0 ? "unknown" : "fails";
}

const isUndefined = (answer: Answer | undefined): boolean => answer !== undefined && answer.count === 0;

/** Bodies that stand in a literal as operands: of `not { … }`, `and`, `or`. */
function operandsOf(literal: Literal): readonly { readonly literals: Body; readonly span: Span }[] {
	if (literal.kind !== "expression" && literal.kind !== "notLiteral") return [];
	const term = literal.kind === "expression" ? literal.term : literal.operand;
	return operandBodies(term);
}

function operandBodies(term: Term): readonly { readonly literals: Body; readonly span: Span }[] {
	if (term.kind === "body") return [{ literals: term.body, span: term.span }];
	if (term.kind === "not") return operandBodies(term.operand);
	if (term.kind !== "infix" || (term.operator !== "and" && term.operator !== "or")) return [];
	return [term.left, term.right].map((side) =>
		side.kind === "body" ? { literals: side.body, span: side.span } : { literals: [expression(side)], span: side.span },
	);
}

function waysOf(ways: NonNullable<Reason["ways"]>): Pick<Reason, "ways"> {
	return ways.before > 1 || ways.after > 1 ? { ways } : {};
}

function isEmptyCollection(value: Value | undefined): boolean {
	return value !== undefined && typeof value === "object" && sizeOf(value) === 0;
}

function isAssigned(literal: Literal, value: Term): boolean {
	return literal.kind === "expression" && literal.term.kind === "infix" && literal.term.right === value;
}

const keyOf = ({ home, span }: Branch): string => `${home.module.source.name}:${span.start}`;

function withMore(reasons: readonly Reason[], more: number): readonly Reason[] {
	return more > 0 ? [...reasons, { ...note(`and ${more} more`), more }] : reasons;
}

export function note(text: string): Reason {
	return { kind: "note", text, values: [], reasons: [] };
}

function written(kind: Reason["kind"], span: Span, source: Source): Pick<Reason, "kind" | "text" | "source" | "span"> {
	return { kind, text: oneLine(source, span), source, span };
}

/** A part of a text on one line. */
export function oneLine(source: Source, span: Span): string {
	return source.slice(span).trim().replace(/\s+/g, " ");
}
