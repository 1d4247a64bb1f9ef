/**
 * The grammar of terms, expressions and bodies, on chevrotain: LL(1) with gates, no backtracking, tree built on the way.
 * What needs more than one token of lookahead is read once and decided afterwards: braces (object, set, comprehension or
 * body) and the comma of `key, value in collection`. OPA 1.22, ast/parser.go. Rules and modules: moduleGrammar.ts.
 */
import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import { decodeString } from "../lex/strings.ts";
import { endOf, isAdjacent, retag, type Tokens } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import type * as tree from "../tree.ts";
import { Fault } from "./fault.ts";
import { combine, foldInfix, type OperatorToken, prependUnion, splitMembership } from "./precedence.ts";
import { describeTerm, describeToken } from "./wording.ts";

/** How deep brackets and bodies may be nested. */
export const DEEPEST = 150;

/** Where an infix term stands: `list` has no `key, value in`, `relation` has no `in` at all. */
type Place = "keyed" | "list" | "relation";
/** What stood in braces: the value it is, the body it is, or (one expression) both. */
interface Braced {
	readonly value?: tree.Term;
	readonly body?: tree.Body;
	readonly span: Span;
}
export type Production<Arguments extends unknown[], Result> = ParserMethod<Arguments, Result>;

const infixOperators: ReadonlySet<TokenType> = new Set([
	t.Pipe,
	t.Minus,
	...t.vocabulary.filter((type) => type.CATEGORIES?.includes(t.Operator)),
]);
const closers: ReadonlySet<TokenType> = new Set([t.RightBrace, t.RightBracket, t.RightParen]);

export class ExpressionGrammar extends EmbeddedActionsParser {
	/** Which of the later keywords are on; an import turns them on for what follows it. */
	logic = { and: false, or: false, not: false };
	protected source = "";
	#depth = 0;
	/** How many infix operators were read since the last reset: a bound of how high the tree can be. */
	operatorCount = 0;
	/** For the next infix term: stop behind a single term before `|`, which makes it a comprehension's head. */
	#stopAtPipe = false;
	/** For the next infix term: a comma may end it, even where a key would be allowed. */
	#allowComma = false;
	/** The term behind such a comma, when `in` did not follow. */
	#behindComma: tree.Term | undefined;
	/** A term read already, which the next operand begins with. */
	#seed: tree.Term | undefined;
	readonly onReport: (span: Span, message: Message) => void;

	constructor(onReport: (span: Span, message: Message) => void) {
		super(t.vocabulary, {
			maxLookahead: 1,
			skipValidations: true,
			recoveryEnabled: false,
			errorMessageProvider: {
				buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
				buildNotAllInputParsedMessage: () => "",
				buildNoViableAltMessage: () => "",
				buildEarlyExitMessage: () => "",
			},
		});
		this.onReport = onReport;
	}

	// ── State ────────────────────────────────────────────────────────────────────────────────────────────────────

	/** Chevrotain's cursor: the index of the last token consumed. */
	declare private currIdx: number;

	/** Takes a new text. */
	load(tokens: Tokens, source: string): void {
		this.input = tokens.list;
		this.source = source;
		this.logic = { and: false, or: false, not: false };
		this.restartAt(0);
	}

	/** The index of the next token. */
	get position(): number {
		return this.currIdx + 1;
	}

	/** Goes on at a token, with nothing of an unfinished rule left. */
	restartAt(index: number): void {
		this.currIdx = index - 1;
		this.errors = [];
		this.#depth = 0;
		this.operatorCount = 0;
		this.#clear();
	}

	#clear(): void {
		this.#stopAtPipe = false;
		this.#allowComma = false;
		this.#behindComma = undefined;
		this.#seed = undefined;
	}

	/** The caller goes through the text rule by rule, so that text behind a rule is no mistake. */
	onBeforeParse(): void {}
	onAfterParse(): void {}

	peek(ahead = 1): IToken {
		return this.LA(ahead);
	}

	fail(at: IToken | Span, message: Message): never {
		throw new Fault("startOffset" in at ? spanOf(at) : at, message);
	}

	report(at: IToken | Span, message: Message): void {
		this.onReport("startOffset" in at ? spanOf(at) : at, message);
	}

	protected since(start: number): Span {
		return { start, end: endOf(this.LA(0)) };
	}

	protected enter(): void {
		if (++this.#depth > DEEPEST && !this.RECORDING_PHASE) this.fail(this.LA(1), m.nestingTooDeep({ limit: DEEPEST }));
	}

	protected leave(): void {
		this.#depth--;
	}

	/** Whether a line ends between the last token and the next. */
	protected atNewLine(): boolean {
		const from = endOf(this.LA(0));
		const newLine = this.source.indexOf("\n", from);
		return newLine !== -1 && newLine < this.LA(1).startOffset;
	}

	/** Turns `and`, `or` or body-`not` on from here. */
	enableKeyword(word: "and" | "or" | "not"): void {
		if (this.logic[word]) return;
		this.logic = { ...this.logic, [word]: true };
		const type = word === "and" ? t.LogicalAnd : t.LogicalOr;
		if (word === "not") return;
		for (let index = this.position; index < this.input.length; index++) {
			const token = this.input[index] as IToken;
			if (token.tokenType !== t.Ident || token.image !== word) continue;
			const before = this.input[index - 1];
			if (before?.tokenType !== t.Dot || !isAdjacent(before, token)) retag(token, type);
		}
	}

	get #hasLogic(): boolean {
		return this.logic.and || this.logic.or;
	}

	/** A keyword directly before `.` or `[` is the first name of a reference, where an expression or a rule begins. */
	nameKeyword(): void {
		const token = this.LA(1);
		if (token.tokenType === t.Ident || !isKeyword(token)) return;
		const next = this.LA(2);
		if ((next.tokenType === t.Dot || next.tokenType === t.LeftBracket) && isAdjacent(token, next))
			retag(token, t.Ident);
	}

	// ── Terms ────────────────────────────────────────────────────────────────────────────────────────────────────

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
		const minus = this.OPTION(() => this.CONSUME(t.Minus));
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

	protected name(token: IToken): tree.Var {
		return { kind: "var", name: token.image, span: spanOf(token) };
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

	protected isStep(): boolean {
		const { tokenType, startOffset } = this.LA(1);
		return (
			(tokenType === t.Dot || tokenType === t.LeftBracket || tokenType === t.LeftParen) &&
			endOf(this.LA(0)) === startOffset
		);
	}

	/** What follows a term directly and goes on from it. */
	readonly steps: Production<[tree.Term, number], tree.Term> = this.RULE(
		"steps",
		(head: tree.Term, start: number): tree.Term => {
			let term = head;
			let path: tree.RefStep[] = [];
			const finish = (): tree.Term =>
				path.length === 0
					? term
					: { kind: "ref", head: term, path, span: { start, end: path.at(-1)?.span.end ?? start } };
			if (!this.RECORDING_PHASE) this.#checkRefHead(head);
			this.MANY({
				GATE: () =>
					this.isStep() && !(this.LA(1).tokenType === t.LeftParen && term.kind === "call" && path.length === 0),
				DEF: () =>
					this.OR([
						{ ALT: () => path.push(this.SUBRULE(this.dotStep)) },
						{ ALT: () => path.push(this.SUBRULE(this.indexStep)) },
						{
							ALT: () => {
								const operator = this.RECORDING_PHASE ? head : finish();
								const args = this.SUBRULE(this.args);
								if (this.RECORDING_PHASE) return;
								term = this.#call(operator, args, start);
								path = [];
							},
						},
					]),
			});
			return this.RECORDING_PHASE ? head : finish();
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
			const before = this.#setAside();
			let withs: readonly tree.With[] = [];
			let term: tree.Term;
			if (mayGroup || this.RECORDING_PHASE) {
				term = this.SUBRULE(this.logical);
				withs = this.SUBRULE(this.withs);
			} else term = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
			this.CONSUME(t.RightParen);
			this.#restore(before);
			if (this.RECORDING_PHASE) return term;
			const span = this.since(start);
			if (withs.length > 0) {
				if (!isOperand && !this.#isLogicalOperator()) this.fail(span, m.groupForm());
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

	/** What is meant for the next infix term isn't meant for those in brackets before it. */
	#setAside(): readonly [boolean, boolean] {
		const flags = [this.#stopAtPipe, this.#allowComma] as const;
		this.#clear();
		return flags;
	}

	#restore([stopAtPipe, allowComma]: readonly [boolean, boolean]): void {
		this.#stopAtPipe = stopAtPipe;
		this.#allowComma = allowComma;
	}

	readonly array: Production<[], tree.Term> = this.RULE("array", (): tree.Term => {
		const { startOffset: start } = this.CONSUME(t.LeftBracket);
		const before = this.#setAside();
		const items: tree.Term[] = [];
		let body: tree.Body | undefined;
		this.OPTION(() => {
			const comma = this.OPTION2(() => this.CONSUME(t.Comma));
			this.#stopAtPipe = comma === undefined;
			items.push(this.SUBRULE(this.infix, { ARGS: ["list"] }));
			this.OPTION3(() => {
				body = this.SUBRULE(this.comprehension, { ARGS: [items] });
			});
			this.SUBRULE(this.moreItems, { ARGS: [items] });
		});
		this.CONSUME(t.RightBracket);
		this.#restore(before);
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
			this.#allowComma = true;
			const first = this.SUBRULE(this.literal);
			if (this.RECORDING_PHASE) return this.SUBRULE(this.moreLiterals, { ARGS: [[]] });
			const behind = this.#takeBehindComma();
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

	#takeBehindComma(): tree.Term | undefined {
		const behind = this.#behindComma;
		this.#behindComma = undefined;
		return behind;
	}

	/**
	 * Braces: an object, a set, a comprehension; where a body may stand (`mayBeBody`) also that. The first expression and
	 * what follows it decide, and a single expression is both a set and a body.
	 */
	readonly braces: Production<[boolean], Braced> = this.RULE("braces", (mayBeBody: boolean): Braced => {
		const { startOffset: start } = this.CONSUME(t.LeftBrace);
		const before = this.#setAside();
		let braced: Omit<Braced, "span"> = { value: { kind: "object", entries: [], span: { start, end: start } } };
		if (mayBeBody) this.nameKeyword();
		this.OPTION(() => {
			const comma = this.OPTION2(() => this.CONSUME(t.Comma));
			this.#stopAtPipe = comma === undefined;
			this.#allowComma = comma === undefined && mayBeBody;
			let first: tree.Literal | undefined;
			let term: tree.Term | undefined;
			if ((mayBeBody && comma === undefined) || this.RECORDING_PHASE) {
				first = this.SUBRULE(this.literal);
				this.#clearFlags();
				term = this.RECORDING_PHASE ? undefined : asPlainTerm(first);
				if (term === undefined && this.#behindComma !== undefined) this.fail(first.span, m.commaHere());
			} else term = this.SUBRULE(this.infix, { ARGS: ["list"] });
			if (this.RECORDING_PHASE || term !== undefined)
				braced = this.SUBRULE(this.bracedTerms, { ARGS: [term as tree.Term, first, start] });
			else braced = { body: this.SUBRULE(this.moreLiterals, { ARGS: [[first as tree.Literal]] }) };
		});
		this.CONSUME(t.RightBrace);
		this.#restore(before);
		const span = this.since(start);
		const { value, body } = braced;
		return {
			span,
			...(value === undefined ? {} : { value: { ...value, span } }),
			...(body === undefined ? {} : { body }),
		};
	});

	#clearFlags(): void {
		this.#stopAtPipe = false;
		this.#allowComma = false;
	}

	/** What follows the first term in braces. `first` is that term as a literal, where it may be one. */
	readonly bracedTerms: Production<[tree.Term, tree.Literal | undefined, number], Omit<Braced, "span">> = this.RULE(
		"bracedTerms",
		(term: tree.Term, first: tree.Literal | undefined, start: number): Omit<Braced, "span"> => {
			const behind = this.#takeBehindComma();
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
						const body = this.SUBRULE(this.comprehension, { ARGS: [items] });
						this.SUBRULE2(this.moreItems, { ARGS: [items] });
						if (body !== undefined) braced = { value: { kind: "setComprehension", head: term, body, span } };
					},
				},
				{
					ALT: () => {
						braced = { value: this.SUBRULE(this.object, { ARGS: [term] }) };
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
	readonly object: Production<[tree.Term], tree.Term> = this.RULE("object", (first: tree.Term): tree.Term => {
		const entries: { key: tree.Term; value: tree.Term }[] = [];
		const span = { start: 0, end: 0 };
		let comprehension: tree.ObjectComprehension | undefined;
		this.CONSUME(t.Colon);
		this.#stopAtPipe = true;
		const values = [this.SUBRULE(this.infix, { ARGS: ["list"] })];
		this.OPTION(() => {
			const body = this.SUBRULE(this.comprehension, { ARGS: [values] });
			if (body !== undefined)
				comprehension = { kind: "objectComprehension", key: first, value: values[0] as tree.Term, body, span };
		});
		entries.push({ key: first, value: values[0] as tree.Term });
		// `{k: a | b, c: d}` began like a comprehension; the second key was read with it.
		this.OPTION2(() => {
			this.CONSUME2(t.Colon);
			entries.push({ key: values[1] as tree.Term, value: this.SUBRULE2(this.infix, { ARGS: ["list"] }) });
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
	});

	/** `$"text {expression} text"`, in either sort of quotes. */
	readonly template: Production<[], tree.Term> = this.RULE("template", (): tree.Term => {
		const open = this.OR([
			{ ALT: () => this.CONSUME(t.TemplateStart) },
			{ ALT: () => this.CONSUME(t.RawTemplateStart) },
		]);
		const before = this.#setAside();
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
		this.#restore(before);
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

	// ── Infix expressions ────────────────────────────────────────────────────────────────────────────────────────

	/** Terms with infix operators between them. Operators may stand on the next line. */
	readonly infix: Production<[Place], tree.Term> = this.RULE("infix", (place: Place): tree.Term => {
		const stopAtPipe = this.#stopAtPipe;
		const allowComma = this.#allowComma;
		const seed = this.#seed;
		this.#clear();
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
				this.#behindComma = value;
				return key;
			}
			this.CONSUME2(t.In);
			const collection = this.SUBRULE3(this.infix, { ARGS: ["relation"] });
			let term: tree.Membership = { kind: "membership", key, value, collection, span: this.since(key.span.start) };
			while (this.LA(1).tokenType === t.In) {
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
		const { startOffset } = this.#seed?.span === undefined ? this.LA(1) : { startOffset: this.#seed.span.start };
		const term = this.SUBRULE(this.logical);
		const withs = this.SUBRULE(this.withs);
		const span = this.since(startOffset);
		if (withs.length > 0 && !this.RECORDING_PHASE && this.#isLogicalOperator())
			this.fail((withs[0] as tree.With).span, m.withOnOperand({ operator: this.LA(1).image }));
		if (term.kind === "not" && this.source[term.span.start] !== "(")
			return { kind: "notLiteral", operand: term.operand, with: withs, span };
		return { kind: "expression", term, with: withs, span };
	});

	#isLogicalOperator(): boolean {
		const { tokenType } = this.LA(1);
		return tokenType === t.LogicalAnd || tokenType === t.LogicalOr;
	}

	/** Operands with `and` and `or` between them. */
	readonly logical: Production<[], tree.Term> = this.RULE("logical", (): tree.Term => {
		const first = this.SUBRULE(this.operand, { ARGS: [undefined] });
		if (!this.RECORDING_PHASE && !this.#isLogicalOperator()) return first;
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
			if (this.#seed !== undefined && !this.RECORDING_PHASE) {
				if (this.#seed.kind === "body") {
					const { kind, body, span } = this.#seed;
					this.#seed = undefined;
					return { kind, body, span };
				}
				return this.SUBRULE(this.expression);
			}
			const not = this.OPTION(() => this.CONSUME(t.Not));
			if (not !== undefined) this.#clearFlags();
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
			if (tokenType === t.LeftBrace && (bodyWanted || (not === undefined && this.#hasLogic))) {
				const flags = this.#setAside();
				const braced = this.SUBRULE(this.braces, { ARGS: [true] });
				if (bodyWanted || this.#isLogicalOperator())
					return this.#bodyOperand(braced, not?.image ?? behind ?? this.LA(1).image);
				if (braced.value === undefined) this.fail(braced.span, m.operandBody({ operator: "{" }));
				this.#restore(flags);
				const expression = this.#expressionFrom(braced.value, braced.span.start);
				if (this.#isLogicalOperator()) this.fail(braced.span, m.operandBody({ operator: this.LA(1).image }));
				return expression;
			}
			const mayGroup = not === undefined ? this.#hasLogic : this.logic.not;
			if (tokenType === t.LeftParen && mayGroup) {
				const start = next.startOffset;
				const term = this.SUBRULE(this.parens, { ARGS: [true, behind !== undefined || not !== undefined] });
				return isLogical(term) ? term : this.#expressionFrom(term, start);
			}
			return this.SUBRULE2(this.expression);
		},
	);

	#bodyOperand({ body, value, span }: Braced, operator: string): tree.BodyTerm {
		if (body !== undefined) return { kind: "body", body, span };
		if (value?.kind === "object" && value.entries.length === 0) this.fail(span, m.bodyEmpty());
		return this.fail(span, m.operandBody({ operator }));
	}

	/** An expression whose first term was read already. */
	#expressionFrom(term: tree.Term, start: number): tree.Term {
		const flags = this.#setAside();
		const first = this.isStep() ? this.SUBRULE(this.steps, { ARGS: [term, start] }) : term;
		this.#restore(flags);
		this.#seed = first;
		return this.SUBRULE3(this.expression);
	}

	/** An infix term, or two of them unified or assigned. */
	readonly expression: Production<[], tree.Term> = this.RULE("expression", (): tree.Term => {
		const left = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
		let term = left;
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
		this.#clearFlags();
		const terms = [this.SUBRULE(this.infix, { ARGS: ["relation"] })];
		this.MANY(() => {
			this.CONSUME(t.Comma);
			terms.push(this.SUBRULE2(this.infix, { ARGS: ["relation"] }));
		});
		let collections: tree.Term[] = [];
		this.MANY2(() => {
			this.CONSUME(t.In);
			collections.push(this.SUBRULE3(this.infix, { ARGS: ["relation"] }));
		});
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
		this.#clearFlags();
		const names = [this.CONSUME(t.Ident)];
		this.OPTION(() => {
			this.CONSUME(t.Comma);
			names.push(this.CONSUME2(t.Ident));
		});
		this.CONSUME(t.In);
		const domain = this.SUBRULE(this.infix, { ARGS: ["relation"] });
		const { literals: body } = this.SUBRULE(this.bracedBody);
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

	readonly bracedBody: Production<[], tree.RuleBody> = this.RULE("bracedBody", (): tree.RuleBody => {
		const open = this.CONSUME(t.LeftBrace);
		if (!this.RECORDING_PHASE && this.LA(1).tokenType === t.RightBrace)
			this.fail({ start: open.startOffset, end: endOf(this.LA(1)) }, m.bodyEmpty());
		const literals = this.SUBRULE(this.moreLiterals, { ARGS: [[this.SUBRULE(this.literal)]] });
		this.CONSUME(t.RightBrace);
		return { literals, braces: true, hasIf: false, span: this.since(open.startOffset) };
	});

	/** What follows `if`: `{ body }` or one literal, which may itself begin with a brace. */
	readonly ifBody: Production<[], tree.RuleBody> = this.RULE("ifBody", (): tree.RuleBody => {
		this.CONSUME(t.If);
		if (this.RECORDING_PHASE) this.SUBRULE(this.literal);
		else if (this.LA(1).tokenType !== t.LeftBrace) {
			const literal = this.SUBRULE2(this.literal);
			return { literals: [literal], braces: false, hasIf: true, span: literal.span };
		}
		const { value, body, span } = this.SUBRULE(this.braces, { ARGS: [true] });
		if (this.RECORDING_PHASE) return { literals: [], braces: true, hasIf: true, span };
		if (this.#isLogicalOperator())
			this.#seed = this.#bodyOperand({ ...(value && { value }), ...(body && { body }), span }, this.LA(1).image);
		else if (value === undefined || (value.kind === "set" && !this.#continuesExpression())) {
			if (body === undefined) this.fail(span, m.setIsNoBody());
			return { literals: body, braces: true, hasIf: true, span };
		} else this.#seed = this.isStep() ? this.SUBRULE(this.steps, { ARGS: [value, span.start] }) : value;
		const literal = this.SUBRULE(this.statement);
		return { literals: [literal], braces: false, hasIf: true, span: literal.span };
	});

	/** Whether what follows braces makes them the first value of an expression. */
	#continuesExpression(): boolean {
		const { tokenType } = this.LA(1);
		if (tokenType === t.In) return this.#isMembership();
		return this.isStep() || infixOperators.has(tokenType) || tokenType === t.Assign || tokenType === t.Unify;
	}
}

function asPlainTerm(literal: tree.Literal): tree.Term | undefined {
	if (literal.kind !== "expression" || literal.with.length > 0) return undefined;
	const { term } = literal;
	const isStatement = isLogical(term) || (term.kind === "infix" && (term.operator === ":=" || term.operator === "="));
	return isStatement ? undefined : term;
}

/** Whether a term has no value of its own, so that it stands only as an operand of `and`, `or` and `not`. */
function isLogical(term: tree.Term): boolean {
	if (term.kind === "infix") return term.operator === "and" || term.operator === "or";
	return term.kind === "not" || term.kind === "body";
}

export function spanOf(token: IToken): Span {
	return { start: token.startOffset, end: endOf(token) };
}

function operatorOf(token: IToken): OperatorToken {
	return { operator: token.image as OperatorToken["operator"], span: spanOf(token) };
}

const keywordTypes: ReadonlySet<TokenType> = new Set([...t.keywords.values(), t.LogicalAnd, t.LogicalOr]);

export function isKeyword(token: IToken): boolean {
	return keywordTypes.has(token.tokenType);
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
