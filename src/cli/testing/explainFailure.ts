/**
 * Why a test rule doesn't hold: the first expression of its body that fails, both sides of it where it compares, and the
 * variables before it. Works on the tree: probe rules beside the test's own tell how far its body gets.
 */
import { compile } from "../../lang/compile.ts";
import type { Body, Literal, Module, Rule, Term, Var } from "../../lang/tree.ts";
import { Evaluation, type EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../runtime/evaluation/program.ts";
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

/** Names that no author writes. */
const PROBE = "probe__";
/** Longest text of a value that is shown. */
const LONGEST = 200;

/** Lines about the failure; empty where nothing more can be said. `modules` are all that the test was compiled with. */
export function explainFailure(
	module: Module,
	rule: Rule,
	modules: readonly Module[],
	options: EvaluationOptions,
): readonly string[] {
	const body = rule.body?.literals;
	if (body === undefined || rule.moreBodies.length > 0 || rule.elses.length > 0) return [];
	const program = withProbes(
		module,
		modules,
		body.map((_, index) => probe(`holds${index}`, body.slice(0, index + 1), undefined, rule)),
	);
	if (program === undefined) return [];
	const read = reader(program, module, options);
	const failing = body.findIndex((_, index) => read(`holds${index}`) !== true);
	const literal = body[failing];
	if (literal === undefined) return [];
	const before = body.slice(0, failing);
	const all = [...sides(module.source, literal), ...variables(before)];
	const parts = all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index);
	const looked = withProbes(
		module,
		modules,
		parts.map((part, index) => probe(`part${index}`, before, part.term, rule)),
	);
	const readPart = looked === undefined ? () => undefined : reader(looked, module, options);
	return [
		`${module.source.name}:${module.source.lineAt(literal.span.start)}: ${oneLine(module.source, literal.span)}`,
		...parts.map(({ text }, index) => `  ${text} = ${valueText(readPart(`part${index}`))}`),
	];
}

interface Part {
	readonly text: string;
	readonly term: Term;
}

function withProbes(module: Module, modules: readonly Module[], probes: readonly Rule[]): Program | undefined {
	const others = modules.filter((other) => other !== module);
	const { program } = compile([...others, { ...module, items: [...module.items, ...probes] }], { unknowns: true });
	return program === undefined ? undefined : loadProgram(instantiate(program.code));
}

/** `probe__NAME := VALUE if { BODY }`, or without a value, true. */
function probe(name: string, body: Body, value: Term | undefined, { span }: Rule): Rule {
	const head = { name: { kind: "var", name: PROBE + name, span } satisfies Var, path: [], span };
	return {
		kind: "rule",
		isDefault: false,
		head: value === undefined ? head : { ...head, value, operator: ":=" },
		...(body.length === 0 ? {} : { body: { literals: body, braces: true, hasIf: true, span } }),
		moreBodies: [],
		elses: [],
		annotations: [],
		span,
	};
}

function reader(program: Program, module: Module, options: EvaluationOptions): (name: string) => Value | undefined {
	return (name) => {
		try {
			return program.evaluate([...module.package.path, PROBE + name], new Evaluation(options));
		} catch (error) {
			// A body with several solutions gives its parts several values: there is no one value to show.
			if (error instanceof EvaluationError) return undefined;
			throw error;
		}
	};
}

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "="]);

/** Both sides of a comparison, each operand of a call, or the value itself; constants say nothing new. */
function sides(source: Source, literal: Literal): readonly Part[] {
	if (literal.kind !== "expression") return [];
	const { term } = literal;
	const terms =
		term.kind === "infix" && comparisons.has(term.operator)
			? [term.left, term.right]
			: term.kind === "call"
				? term.args
				: term.kind === "membership"
					? [term.value, term.collection]
					: [term];
	return terms.filter(isWorthShowing).map((each) => ({ text: oneLine(source, each.span), term: each }));
}

function isWorthShowing({ kind }: Term): boolean {
	return kind !== "string" && kind !== "number" && kind !== "boolean" && kind !== "null";
}

/** Variables that the body has assigned so far. */
function variables(before: Body): readonly Part[] {
	return before.flatMap((literal) => {
		if (literal.kind !== "expression" || literal.term.kind !== "infix" || literal.term.operator !== ":=") return [];
		const { left } = literal.term;
		return left.kind === "var" && left.name !== "_" ? [{ text: left.name, term: left }] : [];
	});
}

function oneLine(source: Source, span: Span): string {
	return source.slice(span).replace(/\s+/g, " ");
}

function valueText(value: Value | undefined): string {
	if (value === undefined) return "undefined";
	const text = toRegoText(value);
	return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
