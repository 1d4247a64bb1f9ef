/**
 * The grammar of policies, above that of rules: all that a module holds. The members of a policy are productions of their
 * own, as rules are. DESIGN 2.2.
 */
import type { IToken, TokenType } from "chevrotain";
import * as m from "../../diagnostics/catalogue/parsing.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";
import * as t from "../lex/tokens.ts";
import type * as tree from "../tree.ts";
import { policyFields } from "./checkPolicy.ts";
import type { Production } from "./grammarState.ts";
import { RuleGrammar } from "./ruleGrammar.ts";

/** A policy without its members, which are read one by one. */
export interface PolicyHead {
	readonly name: tree.Var;
	readonly on: tree.Var;
	readonly span: Span;
}

const textStarts: ReadonlySet<TokenType> = new Set([t.StringToken, t.RawString, t.TemplateStart, t.RawTemplateStart]);

export class Grammar extends RuleGrammar {
	constructor(onReport: (span: Span, message: Message) => void) {
		super(onReport);
		this.performSelfAnalysis();
	}

	/** Whether `policy NAME on …` stands here; `policy` on its own is a name. */
	atPolicy(): boolean {
		const [word, name, on] = [this.LA(1), this.LA(2), this.LA(3)];
		if (word.tokenType !== t.Ident || word.image !== "policy" || name.tokenType !== t.Ident) return false;
		return (
			name.image !== "contains" ||
			(on.image === "on" && this.LA(4).tokenType === t.Ident && this.LA(5).tokenType === t.LeftBrace)
		);
	}

	readonly policyHead: Production<[], PolicyHead> = this.RULE("policyHead", (): PolicyHead => {
		const { startOffset: start } = this.CONSUME(t.Ident);
		const name = this.name(this.CONSUME2(t.Ident));
		const on = this.LA(1);
		if (!this.RECORDING_PHASE && on.image !== "on")
			this.fail(
				on,
				m.policyForm({ what: `the policy \`${name.name}\` doesn't say what kind of document it is about` }),
			);
		this.CONSUME3(t.Ident);
		const kind = this.LA(1);
		if (!this.RECORDING_PHASE && kind.tokenType !== t.Ident)
			this.fail(
				kind,
				m.policyForm({ what: "the kind of document is missing", hint: "write its name behind `on`: `on dockerfile`" }),
			);
		const subject = this.name(this.CONSUME4(t.Ident));
		const open = this.LA(1);
		if (!this.RECORDING_PHASE && open.tokenType !== t.LeftBrace)
			this.fail(open, m.policyForm({ what: `what \`${name.name}\` says has to stand in braces` }));
		this.CONSUME(t.LeftBrace);
		return { name, on: subject, span: this.since(start) };
	});

	/** One field, parameter, verdict, example or rule of a policy. */
	readonly member: Production<[], tree.PolicyMember> = this.RULE("member", (): tree.PolicyMember => {
		this.#checkColon();
		return this.OR([
			{ GATE: () => this.LA(2).tokenType === t.Colon, ALT: (): tree.PolicyMember => this.SUBRULE(this.field) },
			{ GATE: () => this.#atParam(), ALT: (): tree.PolicyMember => this.SUBRULE(this.param) },
			{ GATE: () => this.#atVerdict(), ALT: (): tree.PolicyMember => this.SUBRULE(this.verdict) },
			{ GATE: () => this.#atExample(), ALT: (): tree.PolicyMember => this.SUBRULE(this.example) },
			{ ALT: (): tree.PolicyMember => this.SUBRULE(this.rule) },
		]);
	});

	/** The name of a field with a value right behind it: only the colon is missing. */
	#checkColon(): void {
		const [word, next] = [this.LA(1), this.LA(2)];
		const isField = (policyFields as readonly string[]).includes(word.image);
		const isValue = next.tokenType === t.Ident || next.tokenType === t.NumberToken || textStarts.has(next.tokenType);
		if (this.RECORDING_PHASE || !isField || !isValue || next.image === "contains") return;
		const what = `the colon of the field \`${word.image}\` is missing`;
		this.fail(word, m.policyForm({ what, hint: `write \`${word.image}: …\`` }));
	}

	#atParam(): boolean {
		const next = this.LA(2);
		return this.LA(1).image === "param" && next.tokenType === t.Ident && next.image !== "contains";
	}

	#atVerdict(): boolean {
		const { image } = this.LA(1);
		if (image !== "deny" && image !== "warn") return false;
		const next = this.LA(2);
		return (next.tokenType === t.Ident && next.image !== "contains") || textStarts.has(next.tokenType);
	}

	#atExample(): boolean {
		const { image } = this.LA(1);
		const { tokenType } = this.LA(2);
		const isText = textStarts.has(tokenType) || tokenType === t.LeftBrace || tokenType === t.NumberToken;
		const isName = tokenType === t.Ident && this.LA(2).image !== "contains";
		return (image === "bad" || image === "good") && (isText || isName);
	}

	readonly field: Production<[], tree.PolicyField> = this.RULE("field", (): tree.PolicyField => {
		const name = this.name(this.CONSUME(t.Ident));
		this.CONSUME(t.Colon);
		const value = this.SUBRULE(this.infix, { ARGS: ["list"] });
		return { kind: "field", name, value, span: this.since(name.span.start) };
	});

	readonly param: Production<[], tree.Param> = this.RULE("param", (): tree.Param => {
		const { startOffset: start } = this.CONSUME(t.Ident);
		const name = this.name(this.CONSUME2(t.Ident));
		if (!this.RECORDING_PHASE && this.LA(1).tokenType !== t.Colon)
			this.fail(
				name.span,
				m.policyForm({
					what: `the parameter \`${name.name}\` has no type`,
					hint: "write `param NAME: TYPE = DEFAULT`",
				}),
			);
		this.CONSUME(t.Colon);
		const type = this.SUBRULE(this.type);
		if (!this.RECORDING_PHASE && this.LA(1).tokenType !== t.Unify)
			this.fail(
				type.span,
				m.policyForm({
					what: `the parameter \`${name.name}\` has no default`,
					hint: "write `param NAME: TYPE = DEFAULT`",
				}),
			);
		this.CONSUME(t.Unify);
		const value = this.SUBRULE(this.infix, { ARGS: ["list"] });
		return { kind: "param", name, type, value, span: this.since(start) };
	});

	/** `string`, `set[string]`, `object[string, number]`. */
	readonly type: Production<[], tree.TypeTerm> = this.RULE("type", (): tree.TypeTerm => {
		const word = this.OR([{ ALT: () => this.CONSUME(t.Ident) }, { ALT: () => this.CONSUME(t.Null) }]);
		const of: tree.TypeTerm[] = [];
		this.OPTION({
			GATE: () => this.isStep(),
			DEF: () => {
				this.CONSUME(t.LeftBracket);
				this.enter();
				of.push(this.SUBRULE(this.type));
				this.MANY(() => {
					this.CONSUME(t.Comma);
					of.push(this.SUBRULE2(this.type));
				});
				this.leave();
				this.CONSUME(t.RightBracket);
			},
		});
		return { name: word.image, of, span: this.since(word.startOffset) };
	});

	/** `deny NODE because MESSAGE fix EDIT if BODY`. */
	readonly verdict: Production<[], tree.Verdict> = this.RULE("verdict", (): tree.Verdict => {
		const word = this.CONSUME(t.Ident);
		let node: tree.Term | undefined;
		this.OPTION({
			GATE: () => this.LA(1).tokenType === t.Ident && this.LA(1).image !== "because",
			DEF: () => {
				node = this.SUBRULE(this.term);
			},
		});
		if (!this.RECORDING_PHASE) {
			const action = word.image;
			if (node !== undefined && node.kind !== "var" && node.kind !== "ref")
				this.fail(
					node.span,
					m.policyForm({
						what: "a finding's place has to be a name or a reference into `input`",
						hint: `write \`${action} stage.from because …\``,
					}),
				);
			if (this.LA(1).image !== "because")
				this.fail(
					this.LA(1),
					m.policyForm({
						what: `\`because\` is missing behind \`${action}\``,
						hint: `write \`${action} NODE because MESSAGE if { … }\``,
					}),
				);
		}
		this.CONSUME2(t.Ident);
		const message = this.SUBRULE(this.infix, { ARGS: ["list"] });
		let fix: tree.Term | undefined;
		this.OPTION2({
			GATE: () => this.LA(1).image === "fix",
			DEF: () => {
				this.CONSUME3(t.Ident);
				fix = this.SUBRULE2(this.term);
			},
		});
		if (fix !== undefined && fix.kind !== "call" && !this.RECORDING_PHASE)
			this.fail(
				fix.span,
				m.policyForm({
					what: "a fix has to be a call",
					hint: "use `replace`, `set`, `remove`, `insert_before` or `insert_after`",
				}),
			);
		let body: tree.RuleBody | undefined;
		this.OPTION3(() => {
			body = this.OR([{ ALT: () => this.SUBRULE(this.ifBody) }, { ALT: () => this.#verdictBodyWithoutIf(word) }]);
		});
		return {
			kind: "verdict",
			action: word.image as "deny" | "warn",
			...(node === undefined ? {} : { node }),
			message,
			...(fix === undefined ? {} : { fix }),
			...(body === undefined ? {} : { body }),
			span: this.since(word.startOffset),
		};
	});

	#verdictBodyWithoutIf(word: IToken): tree.RuleBody {
		const open = this.LA(1);
		const body = this.SUBRULE(this.bracedBody, { ARGS: [undefined] });
		if (!this.RECORDING_PHASE) this.report(open, m.ifMissing({ subject: `\`${word.image}\`` }));
		return body;
	}

	/** `bad "what it shows" TEXT`, TEXT a string or an object of file name to string. */
	readonly example: Production<[], tree.Example> = this.RULE("example", (): tree.Example => {
		const word = this.CONSUME(t.Ident);
		let content = this.SUBRULE(this.term);
		let title: tree.Term | undefined;
		this.OPTION({
			GATE: () => textStarts.has(this.LA(1).tokenType) || this.LA(1).tokenType === t.LeftBrace,
			DEF: () => {
				title = content;
				content = this.SUBRULE2(this.term);
			},
		});
		if (!this.RECORDING_PHASE) {
			const wrong =
				title !== undefined && title.kind !== "string" ? title : isExampleText(content) ? undefined : content;
			if (wrong !== undefined)
				this.fail(
					wrong.span,
					m.policyForm({
						what: `an example is a plain string, or an object of file names and strings`,
						hint: `write \`${word.image} "what it shows" "TEXT"\``,
					}),
				);
		}
		return {
			kind: "example",
			verdict: word.image as "bad" | "good",
			...(title === undefined ? {} : { title: title as tree.StringTerm }),
			content,
			span: this.since(word.startOffset),
		};
	});

	/** Whether the policy ends here. */
	atClosingBrace(): boolean {
		return this.LA(1).tokenType === t.RightBrace;
	}

	skipToken(): IToken {
		return this.SKIP_TOKEN();
	}
}

function isExampleText(term: tree.Term): boolean {
	if (term.kind !== "object") return term.kind === "string";
	return term.entries.every(({ key, value }) => key.kind === "string" && value.kind === "string");
}
