/**
 * Tokens to a module, rule by rule: a mistake costs the rule (or the member of a policy) that it is in, and reading goes on
 * behind it. Reports the cause of each mistake once.
 */
import { EOF, type IToken } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { endOf, type Tokens, tokenize } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import type { Body, Import, Module, Policy, PolicyMember, Rule } from "../tree.ts";
import { heightOf, type TreeNode } from "../visit.ts";
import { checkPolicy } from "./checkPolicy.ts";
import { columnOf, explainBrackets, explainSyntax, startsLine } from "./explainSyntax.ts";
import { Fault } from "./fault.ts";
import { DEEPEST, isKeyword } from "./grammarState.ts";
import { Grammar } from "./policyGrammar.ts";
import { attachAnnotations } from "./readAnnotations.ts";
import { describeToken } from "./wording.ts";

/** How many levels a tree may have: what later phases can go through. */
const HIGHEST = 1_000;
/** Past this many mistakes the rest of a text isn't read: it is no policy. */
const MOST_DIAGNOSTICS = 100;

/** The one grammar, made when the first text is read; reading is synchronous, so that it is never shared. */
let grammar: Grammar | undefined;
let reporter: (span: Span, message: Message) => void = () => {};

export class Reader {
	readonly source: Source;
	private readonly diagnostics: Diagnostic[];
	readonly #tokens: Tokens;
	readonly #grammar: Grammar;
	/** Where the lexical mistakes are, in order: a fault of grammar in the same rule only follows from one. */
	readonly #lexical: readonly number[];

	constructor(source: Source, version: "v0" | "v1" = "v1") {
		this.source = source;
		this.#tokens = tokenize(source);
		this.diagnostics = [...this.#tokens.diagnostics];
		this.#lexical = this.diagnostics
			.flatMap(({ span }) => (span === undefined ? [] : [span.start]))
			.sort((a, b) => a - b);
		grammar ??= new Grammar((span, message) => reporter(span, message));
		reporter = (span, message) => this.#report(span, message);
		this.#grammar = grammar;
		this.#grammar.load(this.#tokens, source.text, version);
	}

	#report(span: Span, message: Message): void {
		this.diagnostics.push(at(this.source, span, message));
	}

	#next(): IToken {
		return this.#tokens.list[this.#grammar.position] as IToken;
	}

	/** Where the missing package was reported: nothing else is wrong with that token. */
	#reportedAt = -1;

	/** Calls one production; where it fails, reports why. Undefined then. */
	#read<T extends TreeNode | object>(production: () => T): T | undefined {
		const start = this.#grammar.position;
		const parser = this.#grammar;
		parser.restartAt(start);
		let fault: Fault | undefined;
		let position = start;
		try {
			const result = production();
			const [exception] = parser.errors;
			if (exception === undefined) {
				const tooHigh = parser.operatorCount >= HIGHEST - DEEPEST && heightOf(result as TreeNode) > HIGHEST;
				// A document for each name of a path stands in the one before.
				if (!tooHigh && namedPath(result).length <= DEEPEST) return result;
				const span = (result as TreeNode).span;
				const limit = tooHigh ? HIGHEST : DEEPEST;
				fault = new Fault({ start: span.start, end: span.start + 1 }, m.nestingTooDeep({ limit }));
				position = parser.position;
			} else {
				position = this.#indexOf(exception.token, start);
				fault = explainSyntax(this.source, this.#tokens, start, position, exception);
			}
		} catch (thrown) {
			position = parser.position;
			if (thrown instanceof RangeError) {
				const { startOffset } = this.#tokens.list[start] as IToken;
				fault = new Fault({ start: startOffset, end: startOffset + 1 }, m.nestingTooDeep({ limit: DEEPEST }));
			} else if (thrown instanceof Fault) {
				fault = explainBrackets(this.source, this.#tokens, start, position) ?? thrown;
			} else throw thrown;
		}
		const next = this.#recover(start);
		const first = this.#tokens.list[start] as IToken;
		// What is left of a rule's line behind a lexical mistake isn't a rule that went wrong.
		const from = startsLine(this.source, this.#tokens.list, start)
			? first.startOffset
			: this.source.text.lastIndexOf("\n", first.startOffset - 1) + 1;
		const to = (this.#tokens.list[next] as IToken).startOffset;
		if (!this.#hasLexicalMistake(from, to) && fault.span.start !== this.#reportedAt)
			this.#report(fault.span, fault.message);
		parser.restartAt(next);
		return undefined;
	}

	/** Chevrotain has left the place by the time its exception is read, but the exception names the token. */
	#indexOf(token: IToken, start: number): number {
		const { list } = this.#tokens;
		let index = start;
		while (index < list.length - 2 && list[index] !== token) index++;
		return index;
	}

	#hasLexicalMistake(from: number, to: number): boolean {
		let low = 0;
		let high = this.#lexical.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#lexical[middle] as number) < from) low = middle + 1;
			else high = middle;
		}
		const first = this.#lexical[low];
		return first !== undefined && (first < to || to === this.source.text.length);
	}

	/** The index where the next rule (or member) begins: a word that starts a line, no further in than this one. */
	#recover(start: number): number {
		const { list, partner, length } = this.#tokens;
		let lineStart = start;
		while (!startsLine(this.source, list, lineStart)) lineStart--;
		const column = columnOf(this.source, list[lineStart] as IToken);
		let index = start;
		while (index < length) {
			const close = partner[index] as number;
			if (close > index) index = close;
			index++;
			const token = list[index] as IToken;
			if (token.tokenType === EOF) break;
			const isWord = token.tokenType === t.Ident || (isKeyword(token) && token.tokenType !== t.Else);
			const isEnd = token.tokenType === t.RightBrace && this.#policyEnd === index;
			if (isEnd) return index;
			if (isWord && startsLine(this.source, list, index) && columnOf(this.source, token) <= column) return index;
		}
		return length;
	}

	/** The index of the brace that ends the policy being read. */
	#policyEnd = -1;

	get #isAtEnd(): boolean {
		return this.#next().tokenType === EOF;
	}

	/** The whole text as a module. Undefined where there is no package, and nothing else that could be read. */
	module(dialect: Module["dialect"]): Module | undefined {
		const parser = this.#grammar;
		this.#enableLogic(dialect);
		const first = this.#next();
		const clause = first.tokenType === t.Package ? this.#read(() => parser.packageClause()) : undefined;
		if (first.tokenType !== t.Package) {
			this.#reportedAt = first.startOffset;
			this.#report({ start: first.startOffset, end: endOf(first) }, m.packageMissing({ found: describeToken(first) }));
		}
		const imports: Import[] = [];
		const items: (Rule | Policy)[] = [];
		while (!this.#isAtEnd && !this.#isFull()) {
			const token = this.#next();
			parser.nameKeyword();
			if (token.tokenType === t.ImportKeyword)
				push(
					imports,
					this.#read(() => parser.importClause()),
				);
			else if (token.tokenType === t.Package) {
				if (clause !== undefined) this.#report({ start: token.startOffset, end: endOf(token) }, m.packageRepeated());
				this.#read(() => parser.packageClause());
			} else if (parser.atPolicy()) push(items, this.#policy(dialect));
			else
				push(
					items,
					this.#read(() => parser.rule()),
				);
		}
		const span = { start: first.startOffset, end: first.startOffset };
		const isComplete = this.diagnostics.length === 0;
		const module: Module = {
			source: this.source,
			dialect,
			keywords: parser.logic,
			...(parser.v0 === undefined ? {} : { v0: parser.v0 }),
			package: { span, path: [], ...clause, annotations: [] },
			imports,
			items,
			comments: this.#tokens.comments,
		};
		return attachAnnotations(module, (at, message) => this.#report(at, message), isComplete);
	}

	#enableLogic(dialect: Module["dialect"]): void {
		if (dialect === "policy") for (const word of ["and", "or", "not"] as const) this.#grammar.enableKeyword(word);
	}

	/** Whether so much is wrong that reading on would tell nothing. */
	#isFull(): boolean {
		return this.diagnostics.length > MOST_DIAGNOSTICS;
	}

	#policy(dialect: Module["dialect"]): Policy | undefined {
		const parser = this.#grammar;
		const start = this.#next().startOffset;
		const head = this.#read(() => parser.policyHead());
		if (head === undefined) return undefined;
		if (dialect === "rego") this.#report(head.span, m.policyInRego());
		const opener = parser.position - 1;
		this.#policyEnd = this.#tokens.partner[opener] as number;
		const members: PolicyMember[] = [];
		while (!this.#isAtEnd && !parser.atClosingBrace() && !this.#isFull() && !this.#leavesPolicy(start))
			push(members, this.#member());
		let end = head.span.end;
		if (parser.atClosingBrace()) end = endOf(this.#skip());
		else if (!this.#isFull()) {
			const next = this.#next();
			const before = next.tokenType === EOF ? {} : { before: next.image };
			const span = { start: head.span.end - 1, end: head.span.end };
			if (!this.#hasLexicalMistake(start, next.startOffset))
				this.#report(span, m.bracketUnclosed({ open: "{", ...before }));
		}
		this.#policyEnd = -1;
		checkPolicy(members, (at, message) => this.#report(at, message));
		return { kind: "policy", name: head.name, on: head.on, members, annotations: [], span: { start, end } };
	}

	#skip(): IToken {
		const token = this.#next();
		this.#grammar.restartAt(this.#grammar.position + 1);
		return token;
	}

	/** Whether the next item can't belong to a policy whose brace was never closed. */
	#leavesPolicy(start: number): boolean {
		const next = this.#next();
		const isOutside =
			startsLine(this.source, this.#tokens.list, this.#grammar.position) &&
			columnOf(this.source, next) === 0 &&
			next.startOffset > start;
		return this.#policyEnd === -1 && isOutside;
	}

	#member(): PolicyMember | undefined {
		const parser = this.#grammar;
		parser.nameKeyword();
		const token = this.#next();
		if (token.tokenType === t.Ident || token.tokenType === t.Default || isKeyword(token))
			return this.#read(() => parser.member());
		return this.#read(() => parser.fail(token, m.policyMember({ found: describeToken(token) })));
	}

	/** What is wrong, in the order of the text; past a limit only that there is more. */
	report(): readonly Diagnostic[] {
		const sorted = this.diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
		const next = sorted[MOST_DIAGNOSTICS];
		if (next === undefined) return sorted;
		const more = at(this.source, next.span, m.tooManyMistakes({ limit: MOST_DIAGNOSTICS }));
		return [...sorted.slice(0, MOST_DIAGNOSTICS), more];
	}

	/** The whole text as a body. */
	query(dialect: Module["dialect"]): Body | undefined {
		this.#enableLogic(dialect);
		if (this.#isAtEnd) {
			this.#report({ start: 0, end: this.source.text.length }, m.bodyEmpty());
			return undefined;
		}
		const parser = this.#grammar;
		const result = this.#read(() => {
			const body = parser.query();
			const next = parser.peek();
			if (body !== undefined && next.tokenType !== EOF)
				parser.fail(next, m.syntaxUnexpected({ found: describeToken(next), expected: "an expression" }));
			return { kind: "body" as const, body, span: { start: 0, end: this.source.text.length } };
		});
		return result?.body;
	}
}

function push<T>(list: T[], item: T | undefined): void {
	if (item !== undefined) list.push(item);
}

/** The path that a rule or a package stands at. */
function namedPath(result: object): readonly unknown[] {
	if ("head" in result) return (result as Pick<Rule, "head">).head.path;
	return "path" in result && Array.isArray(result.path) ? result.path : [];
}
