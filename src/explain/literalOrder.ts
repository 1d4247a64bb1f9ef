/** In which order a body is evaluated: the compiler's own, which moves an expression behind what gives its variables their values. */
import type { Body as CoreBody, Step } from "../lang/core.ts";
import { orderClause } from "../lang/order/orderProgram.ts";
import { resolveModules } from "../lang/resolve/resolveModules.ts";
import type { Body, Literal, Module } from "../lang/tree.ts";
import { builtins } from "../runtime/builtins/index.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** Steps of all bodies of a module, in their order. */
type Steps = ReadonlyMap<Source, readonly Span[]>;

/** A function that puts the literals of any body of these modules in the order in which they are evaluated. */
export function literalOrder(modules: readonly Module[]): (body: Body, source: Source) => Body {
	let steps: Steps | undefined;
	return (body, source) => {
		if (body.length < 2) return body;
		steps ??= orderedSteps(modules);
		const spans = steps.get(source) ?? [];
		const ranks = new Map(body.map((literal) => [literal, rankOf(literal, spans)]));
		return [...body].sort((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
	};
}

/** A literal is done with its last step. One without a step declares: it comes first. */
function rankOf({ span }: Literal, steps: readonly Span[]): number {
	return steps.findLastIndex(({ start, end }) => start >= span.start && end <= span.end);
}

function orderedSteps(modules: readonly Module[]): Steps {
	const { clauses } = resolveModules(modules, { builtins, keepPrint: false });
	const near = { names: () => [], owner: () => undefined };
	const found = new Map<Source, Span[]>();
	for (const clause of clauses) {
		const spans = found.get(clause.source) ?? [];
		found.set(clause.source, spans);
		for (const { body } of orderClause(clause, near, []).branches) addSteps(body, spans);
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
