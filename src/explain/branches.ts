/** The ways in which a rule can get its value: each body of it, its `else`s, with what they are given. */
import type { Body, Rule, RuleBody, Term } from "../lang/tree.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Span } from "../text/span.ts";
import type { Home, RuleAt } from "./home.ts";
import type { Env } from "./probes.ts";
import { patternLiteral } from "./questions.ts";

export interface Branch {
	readonly home: Home;
	/** Its head, or `else`. */
	readonly span: Span;
	/** Patterns of the parameters, then the body. */
	readonly literals: Body;
	/** The value of the rule by this branch, where one is written. */
	readonly value: Term | undefined;
	/** The environment that operands make. */
	readonly given: (operands: readonly Value[]) => Env;
}

const known = new WeakMap<RuleAt, readonly Branch[]>();

/** The same ones each time. None for a default: it is what holds when no branch does. */
export function branchesOf(at: RuleAt): readonly Branch[] {
	const branches = known.get(at) ?? makeBranches(at);
	known.set(at, branches);
	return branches;
}

function makeBranches({ rule, home }: RuleAt): readonly Branch[] {
	if (rule.isDefault) return [];
	const { head } = rule;
	const params = head.args ?? [];
	const patterns = params.flatMap((param, index) =>
		param.kind === "var" ? [] : [patternLiteral(param, argument(index))],
	);
	const given = (operands: readonly Value[]): Env =>
		new Map(operands.map((operand, index) => [nameOf(params[index], index), operand]));
	const branch = (span: Span, body: RuleBody | undefined, value: Term | undefined): Branch => {
		const literals = [...patterns, ...(body?.literals ?? [])];
		return { home, span, literals, value, given };
	};
	return [
		...[rule.body, ...rule.moreBodies].map((body) => branch(head.span, body, head.contains ?? head.value)),
		...rule.elses.map((each) => branch(headOfElse(each), each.body, each.value)),
	];
}

function headOfElse({ span, body }: Rule["elses"][number]): Span {
	return body === undefined ? span : { start: span.start, end: body.span.start };
}

const argument = (index: number): string => `argument ${index}`;

function nameOf(param: Term | undefined, index: number): string {
	return param?.kind === "var" && param.name !== "_" ? param.name : argument(index);
}
