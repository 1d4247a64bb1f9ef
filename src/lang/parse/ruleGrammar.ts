/**
 * The grammar of packages, imports and rules, above that of expressions. Each production is called on its own by
 * readModule.ts, so that one mistake costs one rule. OPA 1.22, ast/parser.go and ast/rego_v1.go.
 */
import type { IToken } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Span } from "../../text/span.ts";
import { isAdjacent, retag } from "../lex/tokenize.ts";
import * as t from "../lex/tokens.ts";
import type * as tree from "../tree.ts";
import { checkDefault, checkElse } from "./checkRule.ts";
import { ExpressionGrammar } from "./expressionGrammar.ts";
import { isKeyword, type Production } from "./grammarState.ts";
import { describeToken, hintForWord } from "./wording.ts";

export abstract class RuleGrammar extends ExpressionGrammar {
	// ── Package and imports ──────────────────────────────────────────────────────────────────────────────────────

	readonly packageClause: Production<[], { readonly path: readonly string[]; readonly span: Span }> = this.RULE(
		"packageClause",
		(): { readonly path: readonly string[]; readonly span: Span } => {
			const { startOffset: start } = this.CONSUME(t.Package);
			if (isKeyword(this.LA(1))) retag(this.LA(1), t.Ident);
			const path = this.SUBRULE(this.path);
			if (this.RECORDING_PHASE) return { path: [], span: this.since(start) };
			const names = path.kind === "var" ? [path.name] : this.#names(path);
			if (names === undefined) this.fail(path.span, m.packagePath());
			const next = this.LA(1);
			if (next.tokenType === t.Minus) this.fail(next, m.packagePath());
			return { path: names, span: this.since(start) };
		},
	);

	#names({ head, path }: tree.Ref): string[] | undefined {
		const names = [(head as tree.Var).name];
		for (const { term } of path) {
			if (term.kind !== "string") return undefined;
			names.push(term.value);
		}
		return names;
	}

	/** `a.b["c"]`. */
	readonly path: Production<[], tree.Var | tree.Ref> = this.RULE("path", (): tree.Var | tree.Ref => {
		const first = this.name(this.CONSUME(t.Ident));
		const steps: tree.RefStep[] = [];
		this.MANY({
			GATE: () => this.isStep(),
			DEF: () => {
				steps.push(this.OR([{ ALT: () => this.SUBRULE(this.dotStep) }, { ALT: () => this.SUBRULE(this.indexStep) }]));
			},
		});
		if (steps.length === 0 || this.RECORDING_PHASE) return first;
		return { kind: "ref", head: first, path: steps, span: this.since(first.span.start) };
	});

	readonly importClause: Production<[], tree.Import> = this.RULE("importClause", (): tree.Import => {
		const { startOffset: start } = this.CONSUME(t.ImportKeyword);
		if (isKeyword(this.LA(1))) retag(this.LA(1), t.Ident);
		const path = this.SUBRULE(this.path);
		const alias = this.OPTION(() => {
			this.CONSUME(t.As);
			if (isKeyword(this.LA(1))) this.fail(this.LA(1), m.importName({ name: this.LA(1).image }));
			return this.name(this.CONSUME(t.Ident));
		});
		const span = this.since(start);
		if (this.RECORDING_PHASE) return { path, span };
		this.#checkImport(path, alias);
		return { path, ...(alias === undefined ? {} : { alias }), span };
	});

	#checkImport(path: tree.Var | tree.Ref, alias: tree.Var | undefined): void {
		const names = path.kind === "var" ? [path.name] : this.#names(path);
		if (names === undefined) this.fail(path.span, m.packagePath());
		const [root, second, third] = names as [string, string?, string?];
		const text = names.join(".");
		if (root === "rego" || root === "future") {
			if (alias !== undefined) this.fail(alias.span, m.importName({ name: alias.name }));
			if (text === "rego.v1") {
				this.leaveV0();
				return;
			}
			if (text === "rego.v2") {
				for (const word of ["and", "or", "not"] as const) this.enableKeyword(word);
				return;
			}
			if (root === "rego" || second !== "keywords" || !isFutureKeyword(third))
				this.fail(path.span, m.importKeyword({ path: text }));
			this.enableLater(names.length === 3 ? [third as string] : ["if", "in", "every", "contains"]);
			// Longer paths count as `future.keywords` alone.
			for (const word of ["and", "or", "not"] as const)
				if (names.length !== 3 || third === word) this.enableKeyword(word);
			return;
		}
		if (root !== "data" && root !== "input") this.fail(path.span, m.importPath({ root }));
		if (alias !== undefined) {
			if (
				alias.name === "data" ||
				alias.name === "input" ||
				(alias.name === "contains" && this.hasContains) ||
				this.isStep()
			)
				this.fail(alias.span, m.importName({ name: alias.name }));
			return;
		}
		const last = names.at(-1) as string;
		const isWord = this.v0 === undefined ? t.keywords.has(last) || last === "contains" : oldKeywords.has(last);
		if (isWord) this.fail(path.span, m.importName({ name: last }));
	}

	// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────

	readonly rule: Production<[], tree.Rule> = this.RULE("rule", (): tree.Rule => {
		const { startOffset: start } = this.LA(1);
		this.nameKeyword();
		const isDefault = this.OPTION(() => this.CONSUME(t.Default)) !== undefined && !this.RECORDING_PHASE;
		if (isDefault) this.nameKeyword();
		if (isKeyword(this.LA(1))) this.#failAtKeyword(this.LA(1));
		let head = this.SUBRULE(this.head);
		if (isDefault) {
			checkDefault(head, (at, message) => this.fail(at, message));
			return { kind: "rule", isDefault, head, moreBodies: [], elses: [], annotations: [], span: this.since(start) };
		}
		const elses: tree.ElseClause[] = [];
		const moreBodies: tree.RuleBody[] = [];
		let body: tree.RuleBody | undefined;
		this.OPTION2(() => {
			body = this.OR([{ ALT: () => this.SUBRULE(this.ifBody) }, { ALT: () => this.#bodyWithoutIf(head) }]);
		});
		if (!this.RECORDING_PHASE && this.v0 !== undefined && body?.hasIf !== true) head = setHead(head);
		if (!this.RECORDING_PHASE && body === undefined) this.#checkComplete(head);
		this.MANY({
			GATE: () => this.#isElse(),
			DEF: () => {
				if (!this.RECORDING_PHASE)
					checkElse(head, elses.length === 0 ? body : elses.at(-1)?.body, (message) => this.fail(this.LA(1), message));
				elses.push(this.SUBRULE(this.elseClause));
			},
		});
		this.MANY2(() => {
			const open = this.LA(1);
			if (!this.RECORDING_PHASE && (elses.length > 0 || body === undefined))
				this.fail(open, m.syntaxUnexpected({ found: "`{`", expected: "`else`, or a rule of its own" }));
			moreBodies.push(this.SUBRULE2(this.bracedBody, { ARGS: [undefined] }));
		});
		const span = this.since(start);
		return {
			kind: "rule",
			isDefault,
			head,
			...(body === undefined ? {} : { body }),
			moreBodies,
			elses,
			annotations: [],
			span,
		};
	});

	#failAtKeyword(token: IToken): never {
		const { image } = token;
		if (this.position === 0 || this.atNewLine()) this.fail(token, m.keywordAsName({ word: image }));
		const hint = image === "if" ? "a default takes no `if`, and a rule only one" : hintForWord(image);
		this.fail(
			token,
			m.syntaxUnexpected({ found: describeToken(token), expected: "a new line", ...(hint && { hint }) }),
		);
	}

	/** A body as it was written before Rego v1: reported, and read as if the `if` were there. */
	#bodyWithoutIf(head: tree.RuleHead): tree.RuleBody {
		const open = this.LA(1);
		const body = this.SUBRULE(this.bracedBody, { ARGS: [undefined] });
		if (this.RECORDING_PHASE || this.v0 !== undefined) return body;
		const { name, path, args, contains, value } = head;
		const [step] = path;
		if (contains === undefined && value === undefined && args === undefined && path.length === 1 && step?.dot === false)
			this.report(head.span, m.containsMissing({ name: name.name, element: this.text(step.term.span) }));
		else this.report(open, m.ifMissing({ subject: `\`${name.name}\`` }));
		return body;
	}

	#checkComplete(head: tree.RuleHead): void {
		const next = this.LA(1);
		if (next.tokenType === t.WithKeyword) this.fail(next, m.modifierOnHead());
		const { name, path, args, contains, value, operator } = head;
		const behind = this.source[name.span.end] ?? "";
		const bracket =
			path[0]?.span.start ?? (args === undefined ? name.span.end : this.source.indexOf("(", name.span.end));
		if (contains === undefined && bracket > name.span.end && /\s/.test(behind))
			this.fail(
				{ start: bracket, end: bracket + 1 },
				m.spaceBeforeBracket({ bracket: this.source[bracket] as string }),
			);
		if (contains !== undefined || value !== undefined || (args !== undefined && args.length > 0)) return;
		if (operator === undefined && !this.atNewLine() && next.image !== "") {
			const hint = next.tokenType === t.Colon ? "a rule's value stands behind `:=`" : hintForWord(name.name);
			this.fail(
				next,
				m.syntaxUnexpected({ found: describeToken(next), expected: "`:=`, `contains` or `if`", ...(hint && { hint }) }),
			);
		}
		const [step] = path;
		if (path.length === 1 && step?.dot === false)
			this.fail(head.span, m.containsMissing({ name: name.name, element: this.text(step.term.span) }));
		this.fail(head.span, m.ruleIncomplete({ name: this.text(head.span) }));
	}

	/** `else` directly before `.` or `[` is the name of the next rule. */
	#isElse(): boolean {
		const next = this.LA(2);
		return !((next.tokenType === t.Dot || next.tokenType === t.LeftBracket) && isAdjacent(this.LA(1), next));
	}

	/** `name`, `name.path[x]`, `name(args)`, and what is behind: `contains term`, `:= term`, `= term`. */
	readonly head: Production<[], tree.RuleHead> = this.RULE("head", (): tree.RuleHead => {
		const name = this.name(this.CONSUME(t.Ident));
		const path: tree.RefStep[] = [];
		let args: readonly tree.Term[] | undefined;
		this.MANY({
			// Behind the name, and only there, spaces and lines may stand before a step.
			GATE: () => args === undefined && (path.length === 0 || this.isStep()),
			DEF: () =>
				this.OR([
					{ ALT: () => path.push(this.SUBRULE(this.dotStep)) },
					{ ALT: () => path.push(this.SUBRULE(this.indexStep)) },
					{
						ALT: () => {
							args = this.SUBRULE(this.args);
						},
					},
				]),
		});
		if (args !== undefined && this.isStep() && !this.RECORDING_PHASE)
			this.fail(this.LA(1), m.ruleHead({ what: "nothing can follow a function's arguments in its head" }));
		if (path.length === 0 && name.name === "contains" && this.hasContains)
			this.fail(name.span, m.keywordAsName({ word: "contains" }));
		if (path.length === 0 && name.name === "set" && args?.length === 0)
			this.fail(
				this.since(name.span.start),
				m.ruleHead({ what: "`set()` is the empty set and can't be a rule's name" }),
			);
		let contains: tree.Term | undefined;
		let value: tree.Term | undefined;
		let operator: IToken | undefined;
		this.OPTION({
			GATE: () => this.LA(1).image === "contains" && this.hasContains,
			DEF: () => {
				const word = this.CONSUME2(t.Ident);
				if (args !== undefined && !this.RECORDING_PHASE)
					this.fail(
						word,
						m.ruleHead({ what: "a function can't be a set rule: `contains` has no arguments before it" }),
					);
				contains = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
			},
		});
		if (contains === undefined || this.RECORDING_PHASE)
			this.OPTION2(() => {
				operator = this.OR2([{ ALT: () => this.CONSUME(t.Assign) }, { ALT: () => this.CONSUME(t.Unify) }]);
				value = this.SUBRULE2(this.infix, { ARGS: ["keyed"] });
			});
		return {
			name,
			path,
			...(args === undefined ? {} : { args }),
			...(contains === undefined ? {} : { contains }),
			...(value === undefined ? {} : { value }),
			...(operator === undefined ? {} : { operator: operator.image as ":=" | "=" }),
			span: this.since(name.span.start),
		};
	});

	readonly elseClause: Production<[], tree.ElseClause> = this.RULE("elseClause", (): tree.ElseClause => {
		const { startOffset: start } = this.CONSUME(t.Else);
		let operator: IToken | undefined;
		let value: tree.Term | undefined;
		this.OPTION(() => {
			operator = this.OR([{ ALT: () => this.CONSUME(t.Assign) }, { ALT: () => this.CONSUME(t.Unify) }]);
			value = this.SUBRULE(this.infix, { ARGS: ["keyed"] });
		});
		let body: tree.RuleBody | undefined;
		this.OPTION2(() => {
			body = this.OR2([
				{
					ALT: () => {
						this.CONSUME(t.If);
						const literals = this.OR3([
							{
								GATE: () => this.LA(1).tokenType === t.LeftBrace,
								ALT: () => this.SUBRULE(this.bracedBody, { ARGS: [undefined] }),
							},
							{ ALT: () => this.#literalBody(this.SUBRULE(this.literal)) },
						]);
						return { ...literals, hasIf: true };
					},
				},
				{
					ALT: () => {
						const open = this.LA(1);
						const braced = this.SUBRULE2(this.bracedBody, { ARGS: [undefined] });
						if (!this.RECORDING_PHASE && this.v0 === undefined) this.report(open, m.ifMissing({ subject: "`else`" }));
						return braced;
					},
				},
			]);
		});
		if (value === undefined && body === undefined && !this.RECORDING_PHASE)
			this.fail(
				this.LA(1),
				m.syntaxUnexpected({ found: describeToken(this.LA(1)), expected: "`:=` or `if` behind `else`" }),
			);
		return {
			...(value === undefined ? {} : { value }),
			...(operator === undefined ? {} : { operator: operator.image as ":=" | "=" }),
			...(body === undefined ? {} : { body }),
			span: this.since(start),
		};
	});

	#literalBody(literal: tree.Literal): tree.RuleBody {
		return { literals: [literal], braces: false, hasIf: true, span: literal.span };
	}

	protected text(span: Span): string {
		const text = this.source.slice(span.start, span.end).replace(/\s+/g, " ");
		return text.length > 40 ? `${text.slice(0, 40)}…` : text;
	}
}

/** The keywords that Rego v0 has without an import. */
const oldKeywords: ReadonlySet<string> = new Set(
	[...t.keywords.keys()].filter((word) => !["if", "in", "every"].includes(word)),
);

/** `p[x]` without a value and without `if` is v0's way to write `p contains x`; so is `p.x`, for the string. */
function setHead(head: tree.RuleHead): tree.RuleHead {
	const [step, second] = head.path;
	if (step === undefined || second !== undefined) return head;
	if (head.value !== undefined || head.args !== undefined || head.contains !== undefined) return head;
	return { ...head, path: [], contains: step.term };
}

function isFutureKeyword(word: string | undefined): boolean {
	return word === undefined || ["in", "every", "if", "contains", "and", "or", "not"].includes(word);
}
