/**
 * The grammar of terms, on chevrotain: LL(1) with gates, no backtracking, tree built on the way. What braces hold (object,
 * set, comprehension or body) needs more than one token of lookahead: it is read once and decided afterwards.
 * OPA 1.22, ast/parser.go. What stands between terms: expressionGrammar.ts.
 */
import type { IToken } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import { joinSpans, type Span } from "../../text/span.ts";
import { decodeString } from "../lex/strings.ts";
import { isAdjacent } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import type * as tree from "../tree.ts";
import { GrammarState, type Production, spanOf } from "./grammarState.ts";
import { isParenthesized, operatorOf, prependUnion, splitMembership } from "./precedence.ts";
import { describeTerm, describeToken } from "./wording.ts";

/** Where an infix term stands: `list` has no `key, value in`, `relation` has no `in` at all. */
export type Place = "keyed" | "list" | "relation";
/** What stood in braces: the value it is, the body it is, or (one expression) both. */
export interface Braced {
	readonly value?: tree.Term;
	readonly body?: tree.Body;
	readonly span: Span;
}

export abstract class TermGrammar extends GrammarState {
	abstract readonly infix: Production<[Place], tree.Term>;
	abstract readonly logical: Production<[], tree.Term>;
	abstract readonly withs: Production<[], readonly tree.With[]>;
	abstract readonly literal: Production<[], tree.Literal>;
	abstract readonly moreLiterals: Production<[tree.Literal[]], tree.Body>;

	readonly #primaries = [
		{ ALT: (): tree.Term => this.name(this.CONSUME(t.Ident)) },
		{ ALT: (): tree.Term => this.#string(this.CONSUME(t.StringToken)) },
		{ ALT: (): tree.Term => this.SUBRULE(this.braces, { ARGS: [false] }).value as tree.Term },
		{ ALT: (): tree.Term => this.SUBRULE(this.array) },
		{ ALT: (): tree.Term => this.SUBRULE(this.number) },
		{ ALT: (): tree.Term => this.SUBRULE(this.template) },
		{ ALT: (): tree.Term => this.SUBRULE(this.parens, { ARGS: [false, false] }) },
		{ ALT: (): tree.Term => this.#string(this.CONSUME(t.RawString)) },
		{ ALT: (): tree.Term => ({ kind: "boolean", value: true, span: spanOf(this.CONSUME(t.True)) }) },
		{ ALT: (): tree.Term => ({ kind: "boolean", value: false, span: spanOf(this.CONSUME(t.False)) }) },
		{ ALT: (): tree.Term => ({ kind: "null", span: spanOf(this.CONSUME(t.Null)) }) },
		{ ALT: (): tree.Term => this.#operatorName(this.CONSUME(t.LogicalAnd)) },
		{ ALT: (): tree.Term => this.#operatorName(this.CONSUME(t.LogicalOr)) },
	];

	/** `-ref`, or a value with the `.name`, `[index]` and `(arguments)` that follow it directly. */
	readonly term: Production<[], tree.Term> = this.RULE("term", (): tree.Term => {
		this.enter();
		const { startOffset: start } = this.LA(1);
		const minus = this.isNext(t.Minus) ? this.OPTION(() => this.CONSUME(t.Minus)) : undefined;
		if (minus !== undefined) this.#checkMinus();
		let term = this.OR(this.#primaries);
		if (this.RECORDING_PHASE || this.isStep()) term = this.SUBRULE(this.steps, { ARGS: [term, start] });
		this.leave();
		if (minus === undefined || this.RECORDING_PHASE) return term;
		const span = this.since(start);
		if (term.kind === "number") return { kind: "number", text: `-${term.text}`, span };
		// `-x` is `0 - x`; that the 0 takes no text tells that it was written so.
		const zero: tree.NumberTerm = { kind: "number", text: "0", span: { start, end: start } };
		return { kind: "infix", operator: "-", operatorSpan: spanOf(minus), left: zero, right: term, span };
	});

	#checkMinus(): void {
		if (this.RECORDING_PHASE) return;
		const next = this.LA(1);
		if (next.tokenType !== t.Ident && next.tokenType !== t.NumberToken && next.tokenType !== t.Dot)
			this.fail(next, m.minusOperand({ found: describeToken(next) }));
	}

	/** Where a term is wanted, `and(` and `or(` call the set functions of these names. */
	#operatorName(token: IToken): tree.Var {
		const next = this.LA(1);
		if (!this.RECORDING_PHASE && (next.tokenType !== t.LeftParen || !isAdjacent(token, next)))
			this.fail(token, m.syntaxUnexpected({ found: describeToken(token), expected: "a value" }));
		return this.name(token);
	}

	#string(token: IToken): tree.StringTerm {
		const inner = token.image.slice(1, -1);
		const raw = token.tokenType === t.RawString;
		const decoded = raw ? { value: inner } : decodeString(inner);
		return { kind: "string", value: "value" in decoded ? decoded.value : inner, raw, span: spanOf(token) };
	}

	readonly number: Production<[], tree.Term> = this.RULE("number", (): tree.Term => {
		const { startOffset: start } = this.LA(1);
		const dot = this.OPTION(() => this.CONSUME(t.Dot));
		const { image } = this.CONSUME(t.NumberToken);
		return { kind: "number", text: dot === undefined ? image : `.${image}`, span: this.since(start) };
	});

	/** What follows a term directly and goes on from it. */
	readonly steps: Production<[tree.Term, number], tree.Term> = this.RULE(
		"steps",
		(head: tree.Term, start: number): tree.Term => {
			if (this.RECORDING_PHASE) {
				this.MANY(() =>
					this.OR([
						{ ALT: () => void this.SUBRULE(this.dotStep) },
						{ ALT: () => void this.SUBRULE(this.indexStep) },
						{ ALT: () => void this.SUBRULE(this.args) },
					]),
				);
				return head;
			}
			this.#checkRefHead(head);
			let term = head;
			let path: tree.RefStep[] = [];
			const finish = (): tree.Term =>
				path.length === 0
					? term
					: { kind: "ref", head: term, path, span: { start, end: path.at(-1)?.span.end ?? start } };
			// Which step it is has to be known anyway to know that it is one.
			while (this.isStep()) {
				const { tokenType } = this.LA(1);
				if (tokenType === t.Dot) path.push(this.SUBRULE(this.dotStep));
				else if (tokenType === t.LeftBracket) path.push(this.SUBRULE(this.indexStep));
				else {
					if (term.kind === "call" && path.length === 0) break;
					const operator = finish();
					term = this.#call(operator, this.SUBRULE(this.args), start);
					path = [];
				}
			}
			return finish();
		},
	);

	#checkRefHead(head: tree.Term): void {
		const token = this.LA(1);
		switch (head.kind) {
			case "null":
			case "boolean":
			case "number":
			case "string":
			case "template":
			case "ref":
				this.fail(token, m.refHead({ what: describeTerm(head) }));
		}
	}

	#call(operator: tree.Term, args: readonly tree.Term[], start: number): tree.Term {
		const span = this.since(start);
		const isName = operator.kind === "var" || (operator.kind === "ref" && operator.head.kind === "var");
		if (!isName) this.fail(operator.span, m.callHead({ what: describeTerm(operator) }));
		const name = operator as tree.Var | tree.Ref;
		if (name.kind === "var" && name.name === "set" && args.length === 0) return { kind: "set", items: [], span };
		return { kind: "call", operator: name, args, span };
	}

	readonly dotStep: Production<[], tree.RefStep> = this.RULE("dotStep", (): tree.RefStep => {
		const dot = this.CONSUME(t.Dot);
		if (!this.RECORDING_PHASE && !(this.LA(1).tokenType === t.Ident && isAdjacent(dot, this.LA(1))))
			this.fail(this.LA(1), m.nameAfterDot({ found: describeToken(this.LA(1)) }));
		const name = this.CONSUME(t.Ident);
		const term: tree.StringTerm = { kind: "string", value: name.image, raw: false, span: spanOf(name) };
		return { term, dot: true, span: this.since(dot.startOffset) };
	});

	readonly indexStep: Production<[], tree.RefStep> = this.RULE("indexStep", (): tree.RefStep => {
		const open = this.CONSUME(t.LeftBracket);
		const term = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
		this.CONSUME(t.RightBracket);
		return { term, dot: false, span: this.since(open.startOffset) };
	});

	readonly args: Production<[], readonly tree.Term[]> = this.RULE("args", (): readonly tree.Term[] => {
		this.CONSUME(t.LeftParen);
		const items: tree.Term[] = [];
		this.OPTION(() => this.SUBRULE(this.items, { ARGS: [items] }));
		this.CONSUME(t.RightParen);
		return items;
	});

	/** `a, b, c` and perhaps a last comma, added to what is there. */
	readonly items: Production<[tree.Term[]], void> = this.RULE("items", (items: tree.Term[] = []): void => {
		items.push(this.SUBRULE(this.infix, { ARGS: ["list"] }));
		this.SUBRULE(this.moreItems, { ARGS: [items] });
	});

	readonly moreItems: Production<[tree.Term[]], void> = this.RULE("moreItems", (items: tree.Term[] = []): void => {
		this.MANY({
			GATE: () => this.LA(0).tokenType !== t.Comma,
			DEF: () => {
				this.CONSUME(t.Comma);
				this.OPTION(() => {
					items.push(this.SUBRULE(this.infix, { ARGS: ["list"] }));
				});
			},
		});
	});

	/** `(term)`; where an operand may stand, also a group of `and`, `or`, `not` and `with`. */
	readonly parens: Production<[boolean, boolean], tree.Term> = this.RULE(
		"parens",
		(mayGroup: boolean, isOperand: boolean): tree.Term => {
			const { startOffset: start } = this.CONSUME(t.LeftParen);
			const before = this.setAside();
			let withs: readonly tree.With[] = [];
			let term: tree.Term;
			if (mayGroup || this.RECORDING_PHASE) {
				term = this.SUBRULE(this.logical);
				withs = this.SUBRULE(this.withs);
			} else term = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
			this.CONSUME(t.RightParen);
			this.restore(before);
			if (this.RECORDING_PHASE) return term;
			const span = this.since(start);
			if (withs.length > 0) {
				const isGroup = term.kind === "infix" && isLogical(term);
				const isValue = this.source[term.span.start] === "{" || !(isOperand || this.isLogicalOperator());
				if (!isGroup && isValue) this.fail(span, m.groupForm());
				const literal: tree.Literal = {
					kind: "expression",
					term,
					with: withs,
					span: { start: term.span.start, end: (withs.at(-1) as tree.With).span.end },
				};
				return { kind: "body", body: [literal], span };
			}
			if (term.kind === "infix" && (term.operator === ":=" || term.operator === "="))
				this.fail(term.operatorSpan, m.assignmentInside({ operator: term.operator }));
			return term.kind === "infix" || term.kind === "membership" || term.kind === "not" ? { ...term, span } : term;
		},
	);

	readonly array: Production<[], tree.Term> = this.RULE("array", (): tree.Term => {
		const { startOffset: start } = this.CONSUME(t.LeftBracket);
		const before = this.setAside();
		const items: tree.Term[] = [];
		let body: tree.Body | undefined;
		this.OPTION(() => {
			const comma = this.OPTION2(() => this.CONSUME(t.Comma));
			this.stopAtPipe = comma === undefined;
			items.push(this.SUBRULE(this.infix, { ARGS: ["list"] }));
			this.OPTION3(() => {
				body = this.SUBRULE(this.comprehension, { ARGS: [items] });
			});
			this.SUBRULE(this.moreItems, { ARGS: [items] });
		});
		this.CONSUME(t.RightBracket);
		this.restore(before);
		const span = this.since(start);
		if (body !== undefined) return { kind: "arrayComprehension", head: items[0] as tree.Term, body, span };
		return { kind: "array", items, span };
	});

	/**
	 * `| body` behind the one item read so far. Where a comma follows the first literal, it was no comprehension but a list
	 * whose first item is a union: then the items are set right, and there is no body.
	 */
	readonly comprehension: Production<[tree.Term[]], tree.Body | undefined> = this.RULE(
		"comprehension",
		(items: tree.Term[] = []): tree.Body | undefined => {
			const pipe = this.CONSUME(t.Pipe);
			this.allowComma = true;
			const first = this.SUBRULE(this.literal);
			if (this.RECORDING_PHASE) return this.SUBRULE(this.moreLiterals, { ARGS: [[]] });
			const behind = this.takeBehindComma();
			const { tokenType } = this.LA(1);
			if (behind !== undefined || tokenType === t.Comma || tokenType === t.Colon) {
				const term = asPlainTerm(first);
				if (term === undefined) this.fail(this.LA(1), m.commaHere());
				const [left, ...rest] = splitMembership(term);
				items[0] = prependUnion(items[0] as tree.Term, operatorOf(pipe), left as tree.Term);
				items.push(...rest, ...(behind === undefined ? [] : [behind]));
				return undefined;
			}
			return this.SUBRULE2(this.moreLiterals, { ARGS: [[first]] });
		},
	);

	/**
	 * Braces: an object, a set, a comprehension; where a body may stand (`mayBeBody`) also that. The first expression and
	 * what follows it decide, and a single expression is both a set and a body.
	 */
	readonly braces: Production<[boolean], Braced> = this.RULE("braces", (mayBeBody: boolean): Braced => {
		const { startOffset: start } = this.CONSUME(t.LeftBrace);
		const before = this.setAside();
		let braced: Omit<Braced, "span"> = { value: { kind: "object", entries: [], span: { start, end: start } } };
		if (mayBeBody) this.nameKeyword();
		this.OPTION(() => {
			const comma = this.OPTION2(() => this.CONSUME(t.Comma));
			this.stopAtPipe = comma === undefined;
			this.allowComma = comma === undefined && mayBeBody;
			let first: tree.Literal | undefined;
			let term: tree.Term | undefined;
			if ((mayBeBody && comma === undefined) || this.RECORDING_PHASE) {
				first = this.SUBRULE(this.literal);
				this.clearFlags();
				term = this.RECORDING_PHASE ? undefined : asPlainTerm(first);
				if (term === undefined && this.behindComma !== undefined) this.fail(first.span, m.commaHere());
			} else term = this.SUBRULE(this.infix, { ARGS: ["list"] });
			if (this.RECORDING_PHASE || term !== undefined)
				braced = this.SUBRULE(this.bracedTerms, { ARGS: [term as tree.Term, first, start, comma === undefined] });
			else braced = { body: this.SUBRULE(this.moreLiterals, { ARGS: [[first as tree.Literal]] }) };
		});
		this.CONSUME(t.RightBrace);
		this.restore(before);
		const span = this.since(start);
		const { value, body } = braced;
		return {
			span,
			...(value === undefined ? {} : { value: { ...value, span } }),
			...(body === undefined ? {} : { body }),
		};
	});

	/** What follows the first term in braces. `first` is that term as a literal, where it may be one. */
	readonly bracedTerms: Production<[tree.Term, tree.Literal | undefined, number, boolean], Omit<Braced, "span">> =
		this.RULE(
			"bracedTerms",
			(
				term: tree.Term,
				first: tree.Literal | undefined,
				start: number,
				mayComprehend: boolean,
			): Omit<Braced, "span"> => {
				const behind = this.takeBehindComma();
				const items = [term];
				const span = { start, end: start };
				let braced: Omit<Braced, "span"> | undefined;
				const asSet = (): Omit<Braced, "span"> => {
					const [head, ...rest] = splitMembership(items[0] as tree.Term);
					return { value: { kind: "set", items: [head as tree.Term, ...rest, ...items.slice(1)], span } };
				};
				if (behind !== undefined) {
					items.push(behind);
					this.SUBRULE(this.moreItems, { ARGS: [items] });
					return asSet();
				}
				this.OR([
					{
						ALT: () => {
							const pipe = this.LA(1);
							const body = this.SUBRULE(this.comprehension, { ARGS: [items] });
							this.SUBRULE2(this.moreItems, { ARGS: [items] });
							if (body === undefined) return;
							const value: tree.Term = { kind: "setComprehension", head: term, body, span };
							braced = first === undefined ? { value } : { value, ...asUnionBody(term, pipe, body) };
						},
					},
					{
						ALT: () => {
							braced = { value: this.SUBRULE(this.object, { ARGS: [term, mayComprehend] }) };
						},
					},
					{
						GATE: () => this.LA(1).tokenType === t.Comma,
						ALT: () => this.SUBRULE3(this.moreItems, { ARGS: [items] }),
					},
					{
						ALT: () => {
							const isOne = this.LA(1).tokenType === t.RightBrace;
							if (first === undefined) return;
							const body = this.SUBRULE(this.moreLiterals, { ARGS: [[first]] });
							braced = isOne ? { ...asSet(), body } : { body };
						},
					},
				]);
				return this.RECORDING_PHASE ? {} : (braced ?? asSet());
			},
		);

	/** `: value, key: value …` behind the first key; or `: value | body`, a comprehension. */
	readonly object: Production<[tree.Term, boolean], tree.Term> = this.RULE(
		"object",
		(first: tree.Term, mayComprehend: boolean): tree.Term => {
			const entries: { key: tree.Term; value: tree.Term }[] = [];
			const span = { start: 0, end: 0 };
			let comprehension: tree.ObjectComprehension | undefined;
			this.CONSUME(t.Colon);
			this.stopAtPipe = mayComprehend;
			const values = [this.SUBRULE(this.infix, { ARGS: ["list"] })];
			this.OPTION(() => {
				const body = this.SUBRULE(this.comprehension, { ARGS: [values] });
				if (body !== undefined)
					comprehension = { kind: "objectComprehension", key: first, value: values[0] as tree.Term, body, span };
			});
			entries.push({ key: first, value: values[0] as tree.Term });
			// `{k: a | b, c: d}` began like a comprehension; the second key was read with it.
			this.OPTION2({
				GATE: () => values.length > 1,
				DEF: () => {
					this.CONSUME2(t.Colon);
					entries.push({ key: values[1] as tree.Term, value: this.SUBRULE2(this.infix, { ARGS: ["list"] }) });
				},
			});
			this.MANY({
				GATE: () => this.LA(0).tokenType !== t.Comma,
				DEF: () => {
					this.CONSUME(t.Comma);
					this.OPTION3(() => {
						const key = this.SUBRULE3(this.infix, { ARGS: ["list"] });
						this.CONSUME3(t.Colon);
						entries.push({ key, value: this.SUBRULE4(this.infix, { ARGS: ["list"] }) });
					});
				},
			});
			return comprehension ?? { kind: "object", entries, span };
		},
	);

	/** `$"text {expression} text"`, in either sort of quotes. */
	readonly template: Production<[], tree.Term> = this.RULE("template", (): tree.Term => {
		const open = this.OR([
			{ ALT: () => this.CONSUME(t.TemplateStart) },
			{ ALT: () => this.CONSUME(t.RawTemplateStart) },
		]);
		const before = this.setAside();
		const raw = open.tokenType === t.RawTemplateStart;
		const parts: (tree.TemplateText | tree.Term)[] = [];
		this.MANY(() =>
			this.OR2([
				{
					ALT: () => {
						const token = this.CONSUME(t.TemplateText);
						const decoded = decodeString(token.image, true);
						parts.push({ kind: "text", value: "value" in decoded ? decoded.value : token.image, span: spanOf(token) });
					},
				},
				{
					ALT: () => {
						const token = this.CONSUME(t.RawTemplateText);
						parts.push({ kind: "text", value: token.image.replaceAll("\\{", "{"), span: spanOf(token) });
					},
				},
				{
					ALT: () => {
						this.CONSUME(t.TemplateHole);
						const literal = this.SUBRULE(this.literal);
						if (!this.RECORDING_PHASE) parts.push(this.#templateTerm(literal));
						this.CONSUME(t.RightBrace);
					},
				},
			]),
		);
		this.OR3([{ ALT: () => this.CONSUME(t.TemplateEnd) }, { ALT: () => this.CONSUME(t.RawTemplateEnd) }]);
		this.restore(before);
		return { kind: "template", parts, raw, span: this.since(open.startOffset) };
	});

	#templateTerm(literal: tree.Literal): tree.Term {
		if (literal.kind !== "expression") {
			const what = { notLiteral: "`not`", some: "`some`", someIn: "`some`", every: "`every`" }[literal.kind];
			this.fail(literal.span, m.templateExpression({ what }));
		}
		const { term } = literal;
		if (term.kind === "infix" && (term.operator === ":=" || term.operator === "="))
			this.fail(term.operatorSpan, m.templateExpression({ what: `\`${term.operator}\`` }));
		return literal.with.length === 0 ? term : { kind: "body", body: [literal], span: literal.span };
	}
}

function asPlainTerm(literal: tree.Literal): tree.Term | undefined {
	if (literal.kind !== "expression" || literal.with.length > 0) return undefined;
	const { term } = literal;
	const isStatement = isLogical(term) || (term.kind === "infix" && (term.operator === ":=" || term.operator === "="));
	return isStatement ? undefined : term;
}

/** Whether a literal is a set union that stands open, as a comprehension's head and body would. */
export function isOpenUnion(literal: tree.Literal): boolean {
	if (literal.kind !== "expression") return false;
	const { term } = literal;
	return term.kind === "infix" && term.operator === "|" && !isParenthesized(term);
}

/** The body that `{head | literals}` is where braces have to hold one: its first expression begins `head | …`. */
function asUnionBody(head: tree.Term, pipe: IToken, [first, ...rest]: tree.Body): { readonly body?: tree.Body } {
	if (first?.kind !== "expression") return {};
	const term = prependUnion(head, operatorOf(pipe), first.term);
	const literal = { ...first, term, span: joinSpans(head.span, first.span) };
	return isOpenUnion(literal) || isLogical(leftmost(first.term)) ? {} : { body: [literal, ...rest] };
}

function leftmost(term: tree.Term): tree.Term {
	if (term.kind !== "infix" || isParenthesized(term)) return term;
	return leftmost(term.left);
}

/** Whether a term has no value of its own, so that it stands only as an operand of `and`, `or` and `not`. */
export function isLogical(term: tree.Term): boolean {
	if (term.kind === "infix") return term.operator === "and" || term.operator === "or";
	return term.kind === "not" || term.kind === "body";
}
