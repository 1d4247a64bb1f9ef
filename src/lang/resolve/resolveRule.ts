/** Rules from tree to core: one clause for each body, its head's names, arguments and value with it. */
import {
	badDefault,
	builtinAsRule,
	callInArgument,
	referenceInArgument,
	shadowedDocument,
} from "../../diagnostics/catalogue/compiling.ts";
import { at } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import type { Branch, Clause, Local, Operand, Step } from "../core.ts";
import type * as tree from "../tree.ts";
import { bodyNames, declaredNames, headNames, patternNames, termNames } from "./mentions.ts";
import { constants } from "./nodes.ts";
import { type BodyContext, BodyResolver, type RuleMetadata } from "./resolveBody.ts";
import { Scope } from "./scope.ts";
import { reportUnusedNames } from "./unusedNames.ts";

/** Where a rule stands: the path in front of its name, and in which tree. */
export interface RulePlace {
	readonly root: "data" | "private";
	readonly prefix: readonly string[];
	readonly packagePath: readonly string[];
}

/** The clauses of a rule: one, and one more for each further body. */
export function resolveRule(
	rule: tree.Rule,
	place: RulePlace,
	context: BodyContext,
	metadata: (isElse: boolean) => RuleMetadata | undefined,
): Clause[] {
	const { head } = rule;
	if (head.name.name === "input" || (head.name.name === "data" && place.root === "data")) {
		const resolver = new BodyResolver(context, new Scope(undefined, new Set(), new Set()), () => metadata(false));
		resolver.report(head.name.span, shadowedDocument({ name: head.name.name, what: "a rule" }));
		return [];
	}
	checkBareCall(rule, context);
	const first = rule.body;
	const bodies = [first, ...rule.moreBodies];
	return bodies.map((body, index) =>
		resolveClause(rule, body, index === bodies.length - 1 ? rule.elses : [], place, context, metadata),
	);
}

/** `count(x)` alone is meant as a call, not as a function that is always true (OPA ast/parser_ext.go: rule name conflicts). */
function checkBareCall({ head, body, isDefault }: tree.Rule, context: BodyContext): void {
	if (head.args === undefined || head.value !== undefined || body !== undefined || isDefault) return;
	const steps = head.path.map(({ term }) => (term.kind === "string" ? term.value : ""));
	const name = [head.name.name, ...steps].join(".");
	if (context.builtins.has(name))
		context.diagnostics.push(at(context.module.source, head.span, builtinAsRule({ name })));
}

function resolveClause(
	rule: tree.Rule,
	firstBody: tree.RuleBody | undefined,
	elses: readonly tree.ElseClause[],
	place: RulePlace,
	context: BodyContext,
	metadata: (isElse: boolean) => RuleMetadata | undefined,
): Clause {
	const { head } = rule;
	let path: Operand[] = [];
	let args: Operand[] = [];
	let argLocals: readonly Local[] = [];
	const argSteps: Step[] = [];

	const branch = (
		body: tree.RuleBody | undefined,
		value: tree.Term | undefined,
		span: Span,
		isFirst: boolean,
	): Branch => {
		const literals = body?.literals ?? [];
		const mentioned = new Set<string>();
		bodyNames(literals, mentioned);
		if (isFirst) headNames(rule, mentioned);
		else if (value !== undefined) termNames(value, mentioned);
		const declared = declaredNames(literals);
		for (const arg of head.args ?? []) patternNames(arg, declared);
		const scope = new Scope(undefined, mentioned, declared);
		const resolver = new BodyResolver(context, scope, () => metadata(!isFirst));
		if (isFirst) {
			for (const arg of head.args ?? []) checkArgument(arg, declared, resolver);
			args = (head.args ?? []).map((arg) => resolver.pattern(arg, "argument", argSteps));
			argLocals = scope.locals;
			resolver.keysOfArguments = argLocals.filter(({ declared }) => declared === undefined);
		} else for (const local of argLocals) scope.adopt(local);
		const steps: Step[] = [...argSteps];
		for (const literal of literals) resolver.literal(literal, steps);
		if (isFirst) {
			path = [
				...constants([...place.prefix, head.name.name], head.name.span),
				...head.path.map((step) => resolver.operand(step.term, steps)),
			];
		}
		const given = isFirst && head.contains !== undefined ? head.contains : value;
		const operand: Operand =
			given === undefined ? { kind: "constant", value: true, span: head.span } : resolver.operand(given, steps);
		if (rule.isDefault && given !== undefined) checkDefault(given, resolver);
		reportUnusedNames(
			literals,
			isFirst ? [...head.path.map((step) => step.term), head.contains, value] : [value],
			resolver,
		);
		return { body: steps, value: operand, span };
	};

	const isFurther = firstBody !== undefined && firstBody !== rule.body;
	const branches = [branch(firstBody, head.value, isFurther ? firstBody.span : head.span, true)];
	for (const other of elses) branches.push(branch(other.body, other.value, elseSpan(other), false));
	return {
		source: context.module.source,
		span: rule.span,
		headSpan: head.span,
		root: place.root,
		path,
		kind: head.contains !== undefined ? "set" : (head.args?.length ?? 0) > 0 ? "function" : "complete",
		isDefault: rule.isDefault,
		args,
		branches,
		rule,
		annotations: rule.annotations,
		packagePath: place.packagePath,
	};
}

function elseSpan({ span, value }: tree.ElseClause): Span {
	return { start: span.start, end: value?.span.end ?? span.start + "else".length };
}

/** OPA: an argument is a pattern, in which nothing is worked out; comprehensions may be in it. */
function checkArgument(term: tree.Term, names: ReadonlySet<string>, resolver: BodyResolver): void {
	switch (term.kind) {
		case "call":
		case "infix":
		case "membership":
			resolver.report(term.span, callInArgument());
			return;
		case "ref":
			// OPA takes a reference into another argument.
			if (term.head.kind !== "var" || !names.has(term.head.name))
				resolver.report(term.span, referenceInArgument({ text: resolver.shown(term) }));
			return;
		case "array":
		case "set":
			for (const item of term.items) checkArgument(item, names, resolver);
			return;
		case "object":
			for (const { key, value } of term.entries) {
				checkArgument(key, names, resolver);
				checkArgument(value, names, resolver);
			}
			return;
		default:
			return;
	}
}

/** OPA: a default's value has no variables, references or calls; closed comprehensions may be in it. */
function checkDefault(term: tree.Term, resolver: BodyResolver): void {
	switch (term.kind) {
		case "var":
			resolver.report(term.span, badDefault({ what: "a variable" }));
			return;
		case "ref":
			resolver.report(term.span, badDefault({ what: "a reference" }));
			return;
		case "call":
		case "infix":
		case "membership":
			resolver.report(term.span, badDefault({ what: "a call" }));
			return;
		case "array":
		case "set":
			for (const item of term.items) checkDefault(item, resolver);
			return;
		case "object":
			for (const { key, value } of term.entries) {
				checkDefault(key, resolver);
				checkDefault(value, resolver);
			}
			return;
		default:
			return;
	}
}
