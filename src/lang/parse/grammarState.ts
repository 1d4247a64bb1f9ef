/**
 * What the grammar knows besides its tokens: which keywords are on, how deep it is, what the next term is to mind. And how
 * the productions above look at tokens and report. Chevrotain's cursor is moved from here only.
 */
import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import { endOf, isAdjacent, retag, type Tokens } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import type * as tree from "../tree.ts";
import { Fault } from "./fault.ts";
import { LazyLookahead } from "./lazyLookahead.ts";

/** How deep brackets and bodies may be nested. */
export const DEEPEST = 150;

export type Production<Arguments extends unknown[], Result> = ParserMethod<Arguments, Result>;

export class GrammarState extends EmbeddedActionsParser {
	/** Which of the later keywords are on; an import turns them on for what follows it. */
	logic = { and: false, or: false, not: false };
	/** Rego v0: bodies without `if`, and v1's keywords only as far as they were imported. Undefined in v1. */
	v0: { readonly if: boolean; readonly contains: boolean } | undefined;
	protected source = "";
	#depth = 0;
	/** How many infix operators were read since the last reset: a bound of how high the tree can be. */
	operatorCount = 0;
	/** For the next infix term: stop behind a single term before `|`, which makes it a comprehension's head. */
	protected stopAtPipe = false;
	/** For the next infix term: a comma may end it, even where a key would be allowed. */
	protected allowComma = false;
	/** The term behind such a comma, when `in` did not follow. */
	protected behindComma: tree.Term | undefined;
	/** A term read already, which the next operand begins with. */
	protected seed: tree.Term | undefined;
	readonly onReport: (span: Span, message: Message) => void;

	constructor(onReport: (span: Span, message: Message) => void) {
		super(t.vocabulary, {
			maxLookahead: 1,
			skipValidations: true,
			recoveryEnabled: false,
			lookaheadStrategy: new LazyLookahead({ maxLookahead: 1 }),
			errorMessageProvider: {
				buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
				buildNotAllInputParsedMessage: () => "",
				buildNoViableAltMessage: () => "",
				buildEarlyExitMessage: () => "",
			},
		});
		this.onReport = onReport;
	}

	// ── Chevrotain's steps ───────────────────────────────────────────────────────────────────────────────────────────

	/** Without recovery and without a tree of chevrotain's own, a production in another is a call of its function, and no more. */
	protected override SUBRULE<A extends unknown[], R>(production: Production<A, R>, options?: { ARGS?: A }): R {
		return call(this, production, options?.ARGS);
	}
	protected override SUBRULE2<A extends unknown[], R>(production: Production<A, R>, options?: { ARGS?: A }): R {
		return call(this, production, options?.ARGS);
	}
	protected override SUBRULE3<A extends unknown[], R>(production: Production<A, R>, options?: { ARGS?: A }): R {
		return call(this, production, options?.ARGS);
	}
	protected override SUBRULE4<A extends unknown[], R>(production: Production<A, R>, options?: { ARGS?: A }): R {
		return call(this, production, options?.ARGS);
	}

	/** Whether the next token is of this type: asked before what is seldom there. Anything is while the grammar is recorded. */
	protected isNext(type: TokenType): boolean {
		return this.RECORDING_PHASE || this.LA(1).tokenType === type;
	}

	// ── State ────────────────────────────────────────────────────────────────────────────────────────────────────

	/** Chevrotain's cursor: the index of the last token consumed. */
	private declare currIdx: number;

	/** Takes a new text. */
	load(tokens: Tokens, source: string, version: "v0" | "v1"): void {
		this.input = tokens.list;
		this.source = source;
		this.logic = { and: false, or: false, not: false };
		this.v0 = version === "v0" ? { if: false, contains: false } : undefined;
		if (version === "v0")
			for (const token of tokens.list) if (importedTypes.has(token.tokenType)) retag(token, t.Ident);
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
		this.clear();
	}

	protected clear(): void {
		this.stopAtPipe = false;
		this.allowComma = false;
		this.behindComma = undefined;
		this.seed = undefined;
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
		return this.source.slice(endOf(this.LA(0)), this.LA(1).startOffset).includes("\n");
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

	/** Turns keywords of v1 on from here, in v0; `every` needs `in`. */
	enableLater(words: readonly string[]): void {
		if (this.v0 === undefined) return;
		this.v0 = {
			if: this.v0.if || words.includes("if"),
			contains: this.v0.contains || words.includes("contains"),
		};
		const on = new Set(words.includes("every") ? [...words, "in"] : words);
		for (let index = this.position; index < this.input.length; index++) {
			const token = this.input[index] as IToken;
			const type = token.tokenType === t.Ident && on.has(token.image) ? t.keywords.get(token.image) : undefined;
			const before = this.input[index - 1];
			if (type !== undefined && !(before?.tokenType === t.Dot && isAdjacent(before, token))) retag(token, type);
		}
	}

	/** Goes on as in Rego v1. */
	leaveV0(): void {
		this.enableLater(["if", "in", "every", "contains"]);
		this.v0 = undefined;
	}

	/** Whether `contains` is a keyword in rule heads. */
	protected get hasContains(): boolean {
		return this.v0?.contains ?? true;
	}

	protected get hasLogic(): boolean {
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

	/** What is meant for the next infix term isn't meant for those in brackets before it. */
	protected setAside(): readonly [boolean, boolean] {
		const flags = [this.stopAtPipe, this.allowComma] as const;
		this.clear();
		return flags;
	}

	protected restore([stopAtPipe, allowComma]: readonly [boolean, boolean]): void {
		this.stopAtPipe = stopAtPipe;
		this.allowComma = allowComma;
	}

	protected takeBehindComma(): tree.Term | undefined {
		const behind = this.behindComma;
		this.behindComma = undefined;
		return behind;
	}

	protected clearFlags(): void {
		this.stopAtPipe = false;
		this.allowComma = false;
	}

	protected isLogicalOperator(): boolean {
		const { tokenType } = this.LA(1);
		return tokenType === t.LogicalAnd || tokenType === t.LogicalOr;
	}

	protected name(token: IToken): tree.Var {
		return { kind: "var", name: token.image, span: spanOf(token) };
	}

	protected isStep(): boolean {
		const { tokenType, startOffset } = this.LA(1);
		return (
			(tokenType === t.Dot || tokenType === t.LeftBracket || tokenType === t.LeftParen) &&
			endOf(this.LA(0)) === startOffset
		);
	}
}

function call<A extends unknown[], R>(grammar: GrammarState, production: Production<A, R>, args: A | undefined): R {
	return (production as unknown as { readonly coreRule: ParserMethod<A, R> }).coreRule.apply(grammar, args as A);
}

export function spanOf(token: IToken): Span {
	return { start: token.startOffset, end: endOf(token) };
}

const keywordTypes: ReadonlySet<TokenType> = new Set([...t.keywords.values(), t.LogicalAnd, t.LogicalOr]);

/** What is a keyword in v0 only where it was imported. */
const importedTypes: ReadonlySet<TokenType> = new Set([t.If, t.In, t.EveryKeyword]);

export function isKeyword(token: IToken): boolean {
	return keywordTypes.has(token.tokenType);
}
