/** In which order a body is evaluated: the compiler's own, which moves an expression behind what gives its variables their values. */
import type { Body as CoreBody, Step } from "../lang/core.ts";
import { orderClause } from "../lang/order/orderProgram.ts";
import { resolveModules } from "../lang/resolve/resolveModules.ts";
import type { Body, Literal, Module } from "../lang/tree.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** Spans of the steps of all bodies of a module, in their order. */
export type Steps = readonly Span[];

/** The literals of a body in the order in which they are evaluated; `steps` are those of its module. */
export function inEvaluationOrder(body: Body, steps: Steps): Body {
	const ranks = new Map(body.map((literal) => [literal, rankOf(literal, steps)]));
	return [...body].sort((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
}

/** A literal is done with its last step. One without a step declares: it comes first. */
function rankOf({ span }: Literal, steps: Steps): number {
	return steps.findLastIndex(({ start, end }) => start >= span.start && end <= span.end);
}

/** The steps of a module; `modules` are all that it is compiled with. */
export function orderedSteps(
	modules: readonly Module[],
	source: Source,
	builtins: ReadonlyMap<string, Builtin>,
): Steps {
	const { clauses } = resolveModules(modules, { builtins });
	const near = { names: () => [], owner: () => undefined };
	const found: Span[] = [];
	for (const clause of clauses) {
		if (clause.source !== source) continue;
		for (const { body } of orderClause(clause, near, []).branches) addSteps(body, found);
	}
	return found;
}

function addSteps(body: CoreBody, into: Span[]): void {
	for (const step of body) {
		for (const inner of bodiesIn(step)) addSteps(inner, into);
		into.push(step.span);
	}
}

function bodiesIn(step: Step): readonly CoreBody[] {
	switch (step.kind) {
		case "comprehension":
		case "not":
		case "every":
		case "with":
			return [step.body];
		case "choice":
			return step.operands;
		case "template":
		case "print":
			return step.parts.flatMap((part) => (typeof part === "string" ? [] : [part.body]));
		default:
			return [];
	}
}
