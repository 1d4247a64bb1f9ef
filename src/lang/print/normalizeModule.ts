/**
 * Modules to the form that formatting gives them: the same meaning, said in one way. `=` in heads becomes `:=`, a value that
 * is `true` anyway goes, a body of one literal loses its braces, and what docs/formatting.md lists besides. Changes no
 * module, and doing it twice changes nothing more.
 */
import { keywordTexts } from "../lex/keywords.ts";
import type { ElseClause, Module, Policy, PolicyMember, RefStep, Rule, RuleBody, Term } from "../tree.ts";
import { normalizeImports } from "./normalizeImports.ts";
import { rewriteTerms } from "./rewriteTerms.ts";

/** The module as it is to be printed. */
export function normalizeModule(module: Module): Module {
	const imports = normalizeImports(module);
	const rules = new RuleNormalizer(module);
	const items = module.items.flatMap((item): readonly (Rule | Policy)[] =>
		item.kind === "rule" ? rules.rule(item) : [{ ...item, members: item.members.flatMap((one) => rules.member(one)) }],
	);
	return rewriteTerms({ ...module, imports, items }, normalizeTerm);
}

class RuleNormalizer {
	readonly #module: Module;
	/** OPA writes `p["x"]` for `p.x` in a rule's head, unless some head of the module is longer. */
	readonly #hasShortHeads: boolean;

	constructor(module: Module) {
		this.#module = module;
		this.#hasShortHeads =
			module.dialect === "rego" &&
			module.items.every(
				(item) =>
					item.kind === "rule" &&
					(item.head.path.length === 0 || (item.head.path.length === 1 && item.head.contains === undefined)),
			);
	}

	member(member: PolicyMember): readonly PolicyMember[] {
		if (member.kind === "rule") return this.rule(member);
		if (member.kind !== "verdict" || member.body === undefined) return [member];
		const end = (member.fix ?? member.message).span.end;
		return [{ ...member, body: this.#body(member.body, this.#row(end), true, false) }];
	}

	/** A rule for each of its bodies. */
	rule(rule: Rule): readonly Rule[] {
		const path = rule.head.path.map((step) => this.#headStep(step));
		const { moreBodies, body, span } = rule;
		const first = this.#clause(
			{ ...rule, head: { ...rule.head, path }, moreBodies: [] },
			this.#row(rule.head.span.end),
		);
		if (body === undefined || moreBodies.length === 0) return [first];
		const clause = { ...rule, head: { ...rule.head, path }, moreBodies: [], annotations: [] };
		return [
			{ ...first, span: { start: span.start, end: body.span.end } },
			...moreBodies.map((more) => this.#clause({ ...clause, span: more.span, body: more }, this.#row(more.span.end))),
		];
	}

	#headStep(step: RefStep): RefStep {
		const { term } = step;
		if (this.#hasShortHeads && term.kind === "string") return { ...step, dot: false };
		return dotted(step);
	}

	/** `headRow` is the row that the head ends on. */
	#clause(rule: Rule, headRow: number): Rule {
		const { head, body, elses } = rule;
		const { value, operator, ...bare } = head;
		const hasIf = this.#hasIf(rule);
		const elseClauses = elses.map((clause, index) => this.#else(clause, hasIf, index === elses.length - 1));
		const isConstant = isTrue(body) && elses.length === 0;
		if (body === undefined || isConstant) {
			const { body: _body, ...rest } = rule;
			const isSaid = head.contains !== undefined || (head.args !== undefined && this.#module.v0 === undefined);
			const given = value ?? (isSaid ? undefined : ({ kind: "boolean", value: true, span: head.span } as const));
			return {
				...rest,
				head: given === undefined ? bare : { ...bare, value: given, operator: this.#assign(operator) },
			};
		}
		const [step] = head.path;
		// Without a value and without `if`, `p["x"] { … }` would be a set.
		const isKeyed = head.path.length === 1 && step !== undefined && (!hasIf || !isScalar(step.term));
		const isImplied = value?.kind === "boolean" && value.value && !isKeyed;
		return {
			...rule,
			head: value === undefined || isImplied ? bare : { ...bare, value, operator: this.#assign(operator) },
			body: this.#body(body, headRow, hasIf, false),
			elses: elseClauses,
		};
	}

	#else(clause: ElseClause, hasIf: boolean, isLast: boolean): ElseClause {
		const { value, operator, body, ...bare } = clause;
		if (body === undefined || (isLast && isTrue(body))) {
			const given = value ?? ({ kind: "boolean", value: true, span: clause.span } as const);
			return { ...bare, value: given, operator: this.#assign(operator) };
		}
		const isImplied = value?.kind === "boolean" && value.value;
		const row = this.#row(value?.span.end ?? clause.span.start);
		const head = value === undefined || isImplied ? bare : { ...bare, value, operator: this.#assign(operator) };
		return { ...head, body: this.#body(body, row, hasIf, true) };
	}

	/** v0 keeps both ways to assign a rule's value. */
	#assign(operator: ":=" | "=" | undefined): ":=" | "=" {
		return this.#module.v0 === undefined ? ":=" : (operator ?? "=");
	}

	/** Whether `if` stands before a rule's bodies: in v0 where it was imported, but not behind `p[x]`. */
	#hasIf({ head }: Rule): boolean {
		const { v0 } = this.#module;
		return v0 === undefined || (v0.if && (head.contains === undefined || v0.contains));
	}

	/** One literal on the row of the head needs no braces; behind `else if` one that begins with a brace does. */
	#body(body: RuleBody, headRow: number, hasIf: boolean, isElse: boolean): RuleBody {
		const [only, second] = body.literals;
		const isLone =
			only !== undefined &&
			second === undefined &&
			(only.span.start === only.span.end ? !body.braces : this.#row(only.span.start) === headRow);
		const isSet = only?.kind === "expression" && only.term.kind === "set" && only.term.items.length > 0;
		const isBraceFirst = isElse && only?.kind === "expression" && startsWithBrace(only.term);
		return { ...body, hasIf, braces: !hasIf || !isLone || isSet || isBraceFirst };
	}

	#row(offset: number): number {
		return this.#module.source.lineAt(offset);
	}
}

function isTrue(body: RuleBody | undefined): boolean {
	const [only, second] = body?.literals ?? [];
	if (only?.kind !== "expression" || second !== undefined || only.with.length > 0) return false;
	return only.term.kind === "boolean" && only.term.value;
}

function isScalar({ kind }: Term): boolean {
	return kind === "null" || kind === "boolean" || kind === "number" || kind === "string";
}

function startsWithBrace(term: Term): boolean {
	switch (term.kind) {
		case "set":
		case "object":
		case "setComprehension":
		case "objectComprehension":
		case "body":
			return true;
		case "ref":
			return startsWithBrace(term.head);
		case "infix":
			return startsWithBrace(term.left);
		case "membership":
			return startsWithBrace(term.key ?? term.value);
		default:
			return false;
	}
}

function normalizeTerm(term: Term): Term {
	if (term.kind === "ref") return { ...term, path: term.path.map(dotted) };
	if (term.kind !== "infix" || term.operator !== "-") return term;
	const { start, end } = term.left.span;
	// `-x` is written as the subtraction that it is.
	if (term.left.kind !== "number" || term.left.text !== "0" || start !== end) return term;
	return { ...term, left: { ...term.left, span: { start, end: start + 1 } } };
}

/** `["name"]` as `.name`, where it needs no brackets; keywords keep those that they have. */
function dotted(step: RefStep): RefStep {
	const { term } = step;
	if (step.dot || term.kind !== "string" || !/^[A-Za-z_]\w*$/.test(term.value) || keywordTexts.has(term.value))
		return step;
	return { ...step, dot: true, term: { ...term, raw: false } };
}
