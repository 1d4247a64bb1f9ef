/**
 * Questions to the evaluator: how far does a body get, and with which values? A probe is a rule of its own, compiled beside the rule
 * that is asked about, in its module and policy, so that names mean there what they mean here. What it comes to is told to a builtin
 * that only such programs have; that leaves policies no way to see it.
 */
import { compile } from "../lang/compile.ts";
import type { Body, Literal, Module, PolicyMember, Rule, Term, Var, Verdict } from "../lang/tree.ts";
import { type Builtin, builtin } from "../runtime/builtins/builtin.ts";
import { Evaluation, type EvaluationOptions } from "../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../runtime/evaluation/evaluationError.ts";
import { instantiate } from "../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../runtime/evaluation/program.ts";
import { any, boolean, string } from "../runtime/types.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";
import type { Span } from "../text/span.ts";
import type { Home } from "./home.ts";

/** Values of variables by name. */
export type Env = ReadonlyMap<string, Value>;

export interface Probe {
	readonly id: string;
	/** Variables that are given their values, each a name of `Env`. */
	readonly given: readonly string[];
	readonly body: Body;
	/** What is told of each solution. */
	readonly row: readonly Term[];
	/** The verdict whose findings are wanted along with the rows. */
	readonly verdict?: Verdict;
}

export interface Answer {
	/** One for each solution, as far as they are kept. */
	readonly rows: readonly (readonly Value[])[];
	/** How many solutions there are. */
	readonly count: number;
	/** For probes of a verdict: each finding as its rule gives it, and the index of its row. */
	readonly findings: readonly { readonly finding: Value; readonly row: number }[];
	/** What would have to be given for the answer to be whole. */
	readonly needs: readonly string[];
	/** Why there is no answer. */
	readonly error?: string;
}

/** Whether a name of an environment is that of a variable: others only carry a value. */
export const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

/** Names that no author writes. */
const PREFIX = "probe__";
/** Solutions that are kept. */
const MOST_ROWS = 20_000;
/** Marks the row at the beginning of a finding's message. */
const MARK = "\ue000";
const MARKED = /^\ue000(\d+)\ue000([\s\S]*)$/;

export class Probes {
	readonly #options: EvaluationOptions;
	readonly #program: Program | undefined;
	readonly #path: readonly string[];
	#asked = "";
	#given: Env = new Map();
	#rows: (readonly Value[])[] = [];
	#count = 0;

	/** `modules` are all that the home's bodies can reach, the home's own among them. */
	constructor(
		{ modules, builtins }: { readonly modules: readonly Module[]; readonly builtins: ReadonlyMap<string, Builtin> },
		home: Home,
		probes: readonly Probe[],
		options: EvaluationOptions,
	) {
		this.#options = options;
		this.#path = [...home.module.package.path, home.policy?.name.name ?? `${PREFIX}rows`];
		const known = new Map([...builtins, ...this.#builtins()]);
		const own = withProbes(home, modules, probes);
		const others = modules.filter(({ source }) => source !== home.module.source);
		const { program } = compile([...others, own], { unknowns: true, builtins: known });
		this.#program = program === undefined ? undefined : loadProgram(instantiate(program.code), known);
	}

	/** Asks one probe. Undefined where the questions don't compile: then nothing more can be said. */
	ask(id: string, given: Env): Answer | undefined {
		if (this.#program === undefined) return undefined;
		this.#asked = id;
		this.#given = given;
		this.#rows = [];
		this.#count = 0;
		const evaluation = new Evaluation(this.#options);
		try {
			const value = this.#program.evaluate(this.#path, evaluation);
			const findings = markedFindings(value);
			return { rows: this.#rows, count: this.#count, findings, needs: evaluation.needs };
		} catch (error) {
			if (!(error instanceof EvaluationError)) throw error;
			return { rows: this.#rows, count: this.#count, findings: [], needs: [], error: error.message };
		}
	}

	#builtins(): [string, Builtin][] {
		const about = { group: "probes", doc: "Part of an explanation.", examples: [], nondeterministic: true } as const;
		const name = { name: "name", type: string };
		const declared = [
			builtin<[string]>(
				{ ...about, name: `${PREFIX}.asked`, args: [name], returns: { name: "asked", type: boolean } },
				(id) => id === this.#asked,
			),
			builtin<[string]>(
				{ ...about, name: `${PREFIX}.given`, args: [name], returns: { name: "value", type: any } },
				(variable) => this.#given.get(variable),
			),
			builtin<[readonly Value[]]>(
				{
					...about,
					name: `${PREFIX}.tell`,
					args: [{ name: "row", type: any }],
					returns: { name: "mark", type: string },
					// Unknown values are told of like all others.
					decidedBy: () => undefined,
				},
				(row) => this.#tell(row),
			),
		];
		return declared.map((each) => [each.name, each]);
	}

	#tell(row: readonly Value[]): string {
		const index = this.#count++;
		if (index < MOST_ROWS) this.#rows.push(row);
		return `${MARK}${index}${MARK}`;
	}
}

function withProbes({ module, policy }: Home, modules: readonly Module[], probes: readonly Probe[]): Module {
	const own = modules.find(({ source }) => source === module.source) ?? module;
	if (policy === undefined) return { ...own, items: [...own.items, ...probes.map(rule)] };
	const rest = policy.members.filter(({ kind }) => kind !== "verdict" && kind !== "example");
	const members: PolicyMember[] = [...rest, ...probes.map((probe) => verdict(probe, policy.span))];
	return { ...own, items: own.items.map((item) => (item === policy ? { ...policy, members } : item)) };
}

function rule(probe: Probe): Rule {
	const span = spanOf(probe);
	return {
		kind: "rule",
		isDefault: false,
		head: { name: { kind: "var", name: `${PREFIX}rows`, span }, path: [], contains: tell(probe.row, span), span },
		body: bodyOf(probe, span),
		moreBodies: [],
		elses: [],
		annotations: [],
		span,
	};
}

function verdict(probe: Probe, otherwise: Span): Verdict {
	const span = probe.verdict?.span ?? spanOf(probe, otherwise);
	const mark = tell(probe.row, span);
	const { fix: _, ...asked } = probe.verdict ?? { kind: "verdict", action: "deny", message: mark, span };
	const message = probe.verdict === undefined ? mark : markedMessage(probe.verdict.message, mark);
	return { ...asked, message, body: bodyOf(probe, span) };
}

/** A message that begins with the mark, made of the same parts, so that what is undefined prints as before. */
function markedMessage(message: Term, mark: Term): Term {
	const { span } = message;
	if (message.kind === "template") return { ...message, parts: [mark, ...message.parts] };
	const [format, values] = message.kind === "call" ? message.args : [];
	const isFormatted = message.kind === "call" && message.operator.kind === "var" && message.operator.name === "sprintf";
	if (isFormatted && format?.kind === "string" && values?.kind === "array") {
		const args = [
			{ ...format, value: `%s${format.value}` },
			{ ...values, items: [mark, ...values.items] },
		];
		return { ...message, args };
	}
	return { kind: "template", parts: [mark, message], raw: false, span };
}

/** The findings of a policy's set, each without its mark and with the row that the mark names. */
function markedFindings(value: Value | undefined): Answer["findings"] {
	if (!(value instanceof RegoSet)) return [];
	return value.unsorted().flatMap((element) => {
		const { message: marked } = element as PlainObject;
		const [, row, message] = (typeof marked === "string" && MARKED.exec(marked)) || [];
		if (row === undefined || message === undefined) return [];
		return [{ finding: { ...(element as PlainObject), message }, row: Number(row) }];
	});
}

function bodyOf(probe: Probe, span: Span): NonNullable<Rule["body"]> {
	const asked = expression(call("asked", [text(probe.id, span)], span));
	const given = probe.given.map((name) => assignment(name, givenTerm(name, span)));
	return { literals: [asked, ...given, ...probe.body], braces: true, hasIf: true, span };
}

const tell = (row: readonly Term[], span: Span): Term => call("tell", [{ kind: "array", items: row, span }], span);

/** A term that has the value given under a name. */
export const givenTerm = (name: string, span: Span): Term => call("given", [text(name, span)], span);

export function isGiven(term: Term): boolean {
	return term.kind === "call" && term.operator.kind === "ref" && isProbe(term.operator.head);
}

const isProbe = (term: Term): boolean => term.kind === "var" && term.name === PREFIX;

function call(name: string, args: readonly Term[], span: Span): Term {
	const path = [{ term: text(name, span), dot: true, span }];
	return { kind: "call", operator: { kind: "ref", head: variable(PREFIX, span), path, span }, args, span };
}

const text = (value: string, span: Span): Term => ({ kind: "string", value, raw: false, span });

export const variable = (name: string, span: Span): Var => ({ kind: "var", name, span });

/** `name := value` as a literal. */
export function assignment(name: string, value: Term): Literal {
	const { span } = value;
	return expression({
		kind: "infix",
		operator: ":=",
		operatorSpan: span,
		left: variable(name, span),
		right: value,
		span,
	});
}

export const expression = (term: Term): Literal => ({ kind: "expression", term, with: [], span: term.span });

function spanOf({ body, row }: Probe, otherwise: Span = { start: 0, end: 0 }): Span {
	return body[0]?.span ?? row[0]?.span ?? otherwise;
}
