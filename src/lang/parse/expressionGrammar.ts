/**
 * The grammar of expressions and bodies, above that of terms. The comma of `key, value in collection` is read once and
 * decided afterwards; infix chains are read flat, and precedence.ts makes them trees. OPA 1.22, ast/parser.go.
 * Rules and modules: ruleGrammar.ts.
 */
import type { IToken, TokenType } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import { endOf, isAdjacent } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import type * as tree from "../tree.ts";
import type { Production } from "./grammarState.ts";
import { combine, foldInfix, operatorOf } from "./precedence.ts";
import { type Braced, isLogical, isOpenUnion, type Place, TermGrammar } from "./termGrammar.ts";

const infixOperators: ReadonlySet<TokenType> = new Set([
	t.Pipe,
	t.Minus,
	...t.vocabulary.filter((type) => type.CATEGORIES?.includes(t.Operator)),
]);
const closers: ReadonlySet<TokenType> = new Set([t.RightBrace, t.RightBracket, t.RightParen]);

export abstract class ExpressionGrammar extends TermGrammar {
	// ── Infix expressions ────────────────────────────────────────────────────────────────────────────────────────

	/** Terms with infix operators between them. Operators may stand on the next line. */
	readonly infix: Production<[Place], tree.Term> = this.RULE("infix", (place: Place): tree.Term => {
		const stopAtPipe = this.stopAtPipe;
		const allowComma = this.allowComma;
		const seed = this.seed;
		this.clear();
		const first = seed === undefined || this.RECORDING_PHASE ? this.SUBRULE(this.term) : seed;
		if (!this.RECORDING_PHASE) {
			// OPA looks for a keyword that is a name behind every such term, whatever may follow (parser.go, parseTermIn).
			if (place !== "relation") this.nameKeyword();
			const { tokenType } = this.LA(1);
			if (stopAtPipe && tokenType === t.Pipe) return first;
			if (!infixOperators.has(tokenType) && tokenType !== t.In && (tokenType !== t.Comma || place !== "keyed"))
				return first;
		}
		const left = this.SUBRULE(this.operators, { ARGS: [first, place !== "relation"] });
		if (place !== "relation") this.nameKeyword();
		if (this.RECORDING_PHASE) this.SUBRULE(this.keyed, { ARGS: [left, false] });
		else if (place === "keyed" && this.LA(1).tokenType === t.Comma && !(left.kind === "membership" && left !== first)) {
			if (!allowComma || !closers.has(this.LA(2).tokenType))
				return this.SUBRULE2(this.keyed, { ARGS: [left, allowComma] });
		}
		return left;
	});

	readonly operators: Production<[tree.Term, boolean], tree.Term> = this.RULE(
		"operators",
		(first: tree.Term, mayBeIn: boolean): tree.Term => {
			const operands = [first];
			const operators: IToken[] = [];
			this.MANY({
				GATE: () => this.LA(1).tokenType !== t.In || (mayBeIn && this.#isMembership()),
				DEF: () => {
					operators.push(this.OR(this.#infixAlternatives));
					operands.push(this.SUBRULE(this.term));
				},
			});
			this.operatorCount += operators.length;
			return this.RECORDING_PHASE ? first : foldInfix(operands, operators.map(operatorOf));
		},
	);

	readonly #infixAlternatives = [
		{ ALT: () => this.CONSUME(t.Operator) },
		{ ALT: () => this.CONSUME(t.Pipe) },
		{ ALT: () => this.CONSUME(t.Minus) },
		{ ALT: () => this.CONSUME(t.In) },
	];

	/** `in` directly before `.` or `[` is a name: `1 in[2]` is no membership. */
	#isMembership(): boolean {
		const next = this.LA(2);
		return !((next.tokenType === t.Dot || next.tokenType === t.LeftBracket) && isAdjacent(this.LA(1), next));
	}

	/** `, value in collection` behind a key. Without the `in` it is a comma of a list, if there may be one. */
	readonly keyed: Production<[tree.Term, boolean], tree.Term> = this.RULE(
		"keyed",
		(key: tree.Term, allowComma: boolean): tree.Term => {
			const comma = this.CONSUME(t.Comma);
			if (!this.RECORDING_PHASE && !startsTerm(this.LA(1))) this.fail(comma, m.commaHere());
			const value = this.SUBRULE(this.infix, { ARGS: ["relation"] });
			if (this.RECORDING_PHASE) {
				this.CONSUME(t.In);
				return this.SUBRULE2(this.infix, { ARGS: ["relation"] });
			}
			if (this.LA(1).tokenType !== t.In) {
				if (!allowComma) this.fail(comma, m.commaHere());
				this.behindComma = value;
				return key;
			}
			this.CONSUME2(t.In);
			const collection = this.SUBRULE3(this.infix, { ARGS: ["relation"] });
			let term: tree.Membership = { kind: "membership", key, value, collection, span: this.since(key.span.start) };
			while (this.LA(1).tokenType === t.In && this.#isMembership()) {
				this.operatorCount++;
				this.CONSUME3(t.In);
				const outer = this.SUBRULE4(this.infix, { ARGS: ["relation"] });
				term = { kind: "membership", value: term, collection: outer, span: this.since(key.span.start) };
			}
			this.operatorCount++;
			return term;
		},
	);

	// ── Literals and bodies ──────────────────────────────────────────────────────────────────────────────────────

	readonly literal: Production<[], tree.Literal> = this.RULE("literal", (): tree.Literal => {
		this.enter();
		this.nameKeyword();
		const literal = this.OR(this.#literals);
		this.leave();
		return literal;
	});

	readonly #literals = [
		{ ALT: (): tree.Literal => this.SUBRULE(this.some) },
		{ ALT: (): tree.Literal => this.SUBRULE(this.every) },
		{ ALT: (): tree.Literal => this.SUBRULE(this.statement) },
	];

	/** An expression, perhaps negated, with its `with`s. */
	readonly statement: Production<[], tree.Literal> = this.RULE("statement", (): tree.Literal => {
		const startOffset = this.seed?.span.start ?? this.LA(1).startOffset;
		const isPlain = !this.RECORDING_PHASE && !this.hasLogic && this.seed === undefined && !this.isNext(t.Not);
		const term = isPlain ? this.SUBRULE(this.expression) : this.SUBRULE(this.logical);
		const withs = this.behindComma === undefined && this.isNext(t.WithKeyword) ? this.SUBRULE(this.withs) : [];
		const span = this.since(startOffset);
		if (withs.length > 0 && !this.RECORDING_PHASE && this.isLogicalOperator())
			this.fail((withs[0] as tree.With).span, m.withOnOperand({ operator: this.LA(1).image }));
		if (term.kind === "not" && this.source[term.span.start] !== "(")
			return { kind: "notLiteral", operand: term.operand, with: withs, span };
		return { kind: "expression", term, with: withs, span };
	});

	/** Operands with `and` and `or` between them. */
	readonly logical: Production<[], tree.Term> = this.RULE("logical", (): tree.Term => {
		const first = this.SUBRULE(this.operand, { ARGS: [undefined] });
		if (!this.RECORDING_PHASE && (this.behindComma !== undefined || !this.isLogicalOperator())) return first;
		const operands = [first];
		const operators: IToken[] = [];
		this.MANY(() => {
			const operator = this.OR([{ ALT: () => this.CONSUME(t.LogicalAnd) }, { ALT: () => this.CONSUME(t.LogicalOr) }]);
			operators.push(operator);
			operands.push(this.SUBRULE2(this.operand, { ARGS: [operator.image] }));
		});
		this.operatorCount += operators.length;
		return this.RECORDING_PHASE ? first : foldInfix(operands, operators.map(operatorOf));
	});

	/** One operand: `not` and what it negates, a body in braces, a group in parentheses, or an expression. */
	readonly operand: Production<[string | undefined], tree.Term> = this.RULE(
		"operand",
		(behind: string | undefined): tree.Term => {
			if (this.seed !== undefined && !this.RECORDING_PHASE) {
				if (this.seed.kind === "body") {
					const { kind, body, span } = this.seed;
					this.seed = undefined;
					return { kind, body, span };
				}
				const { span } = this.seed;
				const expression = this.SUBRULE(this.expression);
				if (this.isLogicalOperator()) this.fail(span, m.operandBody({ operator: this.LA(1).image }));
				return expression;
			}
			const not = this.OPTION(() => this.CONSUME(t.Not));
			if (not !== undefined) this.clearFlags();
			const term = this.SUBRULE(this.bareOperand, { ARGS: [behind, not] });
			if (not === undefined || this.RECORDING_PHASE) return term;
			return { kind: "not", operand: term, span: this.since(not.startOffset) };
		},
	);

	readonly bareOperand: Production<[string | undefined, IToken | undefined], tree.Term> = this.RULE(
		"bareOperand",
		(behind: string | undefined, not: IToken | undefined): tree.Term => {
			if (this.RECORDING_PHASE) return this.SUBRULE(this.expression);
			const next = this.LA(1);
			const { tokenType } = next;
			if (not !== undefined && (tokenType === t.Some || tokenType === t.EveryKeyword))
				this.fail(next, m.notOperand({ keyword: next.image }));
			const bodyWanted = not === undefined ? behind !== undefined : this.logic.not;
			if (tokenType === t.LeftBrace && (bodyWanted || (not === undefined && this.hasLogic))) {
				if (bodyWanted) {
					const operator = not?.image ?? (behind as string);
					return this.#wantedBody(this.SUBRULE(this.bracedBody, { ARGS: [operator] }), operator);
				}
				const flags = this.setAside();
				const braced = this.SUBRULE(this.braces, { ARGS: [true] });
				if (this.isLogicalOperator()) return this.#bodyOperand(braced, this.LA(1).image);
				if (braced.value === undefined) this.fail(braced.span, m.operandBody({ operator: "{" }));
				this.restore(flags);
				const expression = this.#expressionFrom(braced.value, braced.span.start);
				if (this.isLogicalOperator()) this.fail(braced.span, m.operandBody({ operator: this.LA(1).image }));
				return expression;
			}
			const mayGroup = not === undefined ? this.hasLogic : this.logic.not;
			if (tokenType === t.LeftParen && mayGroup) {
				const start = next.startOffset;
				const term = this.SUBRULE(this.parens, { ARGS: [true, behind !== undefined || not !== undefined] });
				return isLogical(term) ? term : this.#expressionFrom(term, start);
			}
			return this.SUBRULE2(this.expression);
		},
	);

	/** A body that begins like a comprehension can't be told from one, so it is neither. */
	#wantedBody({ literals, span }: tree.RuleBody, operator: string): tree.BodyTerm {
		const [first] = literals;
		if (first !== undefined && isOpenUnion(first)) this.fail(span, m.operandBody({ operator }));
		return { kind: "body", body: literals, span };
	}

	#bodyOperand({ body, value, span }: Braced, operator: string): tree.BodyTerm {
		if (body !== undefined) return { kind: "body", body, span };
		if (value?.kind === "object" && value.entries.length === 0) this.fail(span, m.bodyEmpty());
		return this.fail(span, m.operandBody({ operator }));
	}

	/** An expression whose first term was read already. */
	#expressionFrom(term: tree.Term, start: number): tree.Term {
		const flags = this.setAside();
		const first = this.isStep() ? this.SUBRULE(this.steps, { ARGS: [term, start] }) : term;
		this.restore(flags);
		this.seed = first;
		return this.SUBRULE3(this.expression);
	}

	/** An infix term, or two of them unified or assigned. */
	readonly expression: Production<[], tree.Term> = this.RULE("expression", (): tree.Term => {
		const left = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
		let term = left;
		// Behind a comma that belongs to a list nothing of a statement can follow.
		if (this.behindComma !== undefined) return left;
		if (!this.isNext(t.Assign) && !this.isNext(t.Unify)) return left;
		this.OPTION(() => {
			const operator = this.OR([{ ALT: () => this.CONSUME(t.Assign) }, { ALT: () => this.CONSUME(t.Unify) }]);
			const right = this.SUBRULE2(this.infix, { ARGS: ["keyed"] });
			if (!this.RECORDING_PHASE) term = combine(left, operatorOf(operator), right);
		});
		return term;
	});

	readonly withs: Production<[], readonly tree.With[]> = this.RULE("withs", (): readonly tree.With[] => {
		const withs: tree.With[] = [];
		this.MANY(() => {
			const { startOffset: start } = this.CONSUME(t.WithKeyword);
			const target = this.SUBRULE(this.term);
			if (!this.RECORDING_PHASE && target.kind !== "var" && target.kind !== "ref")
				this.fail(target.span, m.withTarget());
			this.CONSUME(t.As);
			const value = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
			withs.push({ target: target as tree.Var | tree.Ref, value, span: this.since(start) });
		});
		return withs;
	});

	readonly some: Production<[], tree.Literal> = this.RULE("some", (): tree.Literal => {
		const { startOffset: start } = this.CONSUME(t.Some);
		this.clearFlags();
		const terms = [this.SUBRULE(this.infix, { ARGS: ["relation"] })];
		this.MANY(() => {
			this.CONSUME(t.Comma);
			terms.push(this.SUBRULE2(this.infix, { ARGS: ["relation"] }));
		});
		let collections: tree.Term[] = [];
		this.MANY2({
			GATE: () => (terms.length === 2 && collections.length === 0) || this.#isMembership(),
			DEF: () => {
				this.CONSUME(t.In);
				collections.push(this.SUBRULE3(this.infix, { ARGS: ["relation"] }));
			},
		});
		this.operatorCount += collections.length;
		if (this.RECORDING_PHASE) collections = [];
		const withs = collections.length > 0 || this.RECORDING_PHASE ? this.SUBRULE(this.withs) : [];
		const span = this.since(start);
		if (this.RECORDING_PHASE) return { kind: "some", vars: [], with: [], span };
		const [first, second, third] = terms as [tree.Term, tree.Term?, tree.Term?];
		const collection = collections.pop();
		if (collection === undefined) {
			const wrong = terms.find((term) => term.kind !== "var");
			if (wrong !== undefined) this.fail(wrong.span, m.someForm());
			return { kind: "some", vars: terms as tree.Var[], with: [], span };
		}
		if (third !== undefined) this.fail(third.span, m.someForm());
		const names = second === undefined ? { value: first } : { key: first, value: second };
		if (collections.length === 0) return { kind: "someIn", ...names, collection, with: withs, span };
		let value: tree.Membership | undefined;
		for (const inner of collections) {
			const nested = { start: first.span.start, end: inner.span.end };
			value = { kind: "membership", ...(value === undefined ? names : { value }), collection: inner, span: nested };
		}
		return { kind: "someIn", value: value as tree.Term, collection, with: withs, span };
	});

	readonly every: Production<[], tree.Literal> = this.RULE("every", (): tree.Literal => {
		const { startOffset: start } = this.CONSUME(t.EveryKeyword);
		this.clearFlags();
		const names = [this.CONSUME(t.Ident)];
		this.OPTION(() => {
			this.CONSUME(t.Comma);
			names.push(this.CONSUME2(t.Ident));
		});
		for (const name of names)
			if (name.image === "input" || name.image === "data") this.fail(name, m.everyName({ name: name.image }));
		if (names.length === 1 && !this.RECORDING_PHASE && !this.#isMembership())
			this.fail(this.LA(1), m.keywordAsName({ word: "in" }));
		this.CONSUME(t.In);
		const domain = this.SUBRULE(this.infix, { ARGS: ["relation"] });
		const { literals: body } = this.SUBRULE(this.bracedBody, { ARGS: [undefined] });
		const withs = this.SUBRULE(this.withs);
		const span = this.since(start);
		const [first, second] = names.map((token) => this.name(token)) as [tree.Var, tree.Var?];
		if (second === undefined) return { kind: "every", value: first, domain, body, with: withs, span };
		return { kind: "every", key: first, value: second, domain, body, with: withs, span };
	});

	/** The literals of a body behind those that are given: separated by `;` or a new line. */
	readonly moreLiterals: Production<[tree.Literal[]], tree.Body> = this.RULE(
		"moreLiterals",
		(literals: tree.Literal[] = []): tree.Body => {
			this.MANY({
				GATE: () => this.#goesOn(),
				DEF: () => {
					this.OPTION(() => {
						const semicolon = this.CONSUME(t.Semicolon);
						const { tokenType } = this.LA(1);
						if (!this.RECORDING_PHASE && (closers.has(tokenType) || tokenType === t.Semicolon))
							this.fail(semicolon, m.semicolonTrailing());
					});
					literals.push(this.SUBRULE(this.literal));
				},
			});
			return literals;
		},
	);

	#goesOn(): boolean {
		const { tokenType } = this.LA(1);
		if (tokenType === t.Semicolon) return true;
		if (closers.has(tokenType) || !this.atNewLine()) return false;
		this.nameKeyword();
		return true;
	}

	/** A body on its own: to the end of the text. Literals need nothing between them (OPA ParseBody). */
	readonly query: Production<[], tree.Body> = this.RULE("query", (): tree.Body => {
		const literals: tree.Literal[] = [this.SUBRULE(this.literal)];
		this.MANY({
			GATE: () => {
				this.nameKeyword();
				return true;
			},
			DEF: () => {
				this.OPTION(() => this.CONSUME(t.Semicolon));
				literals.push(this.SUBRULE2(this.literal));
			},
		});
		return literals;
	});

	/** `{ body }`. `operator` is the word whose operand it is, if it is one: there braces with commas are an easy mistake. */
	readonly bracedBody: Production<[string | undefined], tree.RuleBody> = this.RULE(
		"bracedBody",
		(operator: string | undefined): tree.RuleBody => {
			const open = this.CONSUME(t.LeftBrace);
			if (!this.RECORDING_PHASE && this.LA(1).tokenType === t.RightBrace)
				this.fail({ start: open.startOffset, end: endOf(this.LA(1)) }, m.bodyEmpty());
			this.allowComma = operator !== undefined;
			const first = this.SUBRULE(this.literal);
			const { tokenType } = this.LA(1);
			const isValue = this.takeBehindComma() !== undefined || tokenType === t.Comma || tokenType === t.Colon;
			if (isValue && operator !== undefined && !this.RECORDING_PHASE) this.fail(open, m.operandBody({ operator }));
			const literals = this.SUBRULE(this.moreLiterals, { ARGS: [[first]] });
			this.CONSUME(t.RightBrace);
			return { literals, braces: true, hasIf: false, span: this.since(open.startOffset) };
		},
	);

	/** What follows `if`: `{ body }` or one literal, which may itself begin with a brace. */
	readonly ifBody: Production<[], tree.RuleBody> = this.RULE("ifBody", (): tree.RuleBody => {
		this.CONSUME(t.If);
		if (this.RECORDING_PHASE) this.SUBRULE(this.literal);
		else if (this.LA(1).tokenType !== t.LeftBrace) {
			const literal = this.SUBRULE2(this.literal);
			return { literals: [literal], braces: false, hasIf: true, span: literal.span };
		}
		const from = this.position;
		const { value, body, span } = this.SUBRULE(this.braces, { ARGS: [true] });
		if (this.RECORDING_PHASE) return { literals: [], braces: true, hasIf: true, span };
		if (this.isLogicalOperator())
			this.seed = this.#bodyOperand({ ...(value && { value }), ...(body && { body }), span }, this.LA(1).image);
		else if (value === undefined || (value.kind === "set" && !this.#continuesExpression())) {
			if (body === undefined) this.fail(this.#firstComma(from) ?? span, m.setIsNoBody());
			return { literals: body, braces: true, hasIf: true, span };
		} else this.seed = this.isStep() ? this.SUBRULE(this.steps, { ARGS: [value, span.start] }) : value;
		const literal = this.SUBRULE(this.statement);
		return { literals: [literal], braces: false, hasIf: true, span: literal.span };
	});

	/** The first comma directly in the brackets that begin at an index. */
	#firstComma(from: number): IToken | undefined {
		let depth = 0;
		for (let index = from; index < this.position; index++) {
			const token = this.input[index] as IToken;
			const { tokenType } = token;
			if (closers.has(tokenType)) depth--;
			else if (tokenType === t.LeftBrace || tokenType === t.LeftBracket || tokenType === t.LeftParen) depth++;
			else if (tokenType === t.Comma && depth === 1) return token;
		}
		return undefined;
	}

	/** Whether what follows braces makes them the first value of an expression. */
	#continuesExpression(): boolean {
		const { tokenType } = this.LA(1);
		if (tokenType === t.In) return this.#isMembership();
		return this.isStep() || infixOperators.has(tokenType) || tokenType === t.Assign || tokenType === t.Unify;
	}
}

const termStarts: ReadonlySet<TokenType> = new Set([
	t.Ident,
	t.StringToken,
	t.RawString,
	t.NumberToken,
	t.Dot,
	t.Minus,
	t.True,
	t.False,
	t.Null,
	t.LeftBrace,
	t.LeftBracket,
	t.LeftParen,
	t.TemplateStart,
	t.RawTemplateStart,
	t.LogicalAnd,
	t.LogicalOr,
]);

function startsTerm(token: IToken): boolean {
	return termStarts.has(token.tokenType);
}
