/** Random modules for property tests: every tree that some text makes, and none that no text makes. Spans are empty. */
import * as fc from "fast-check";
import type {
	Body,
	ElseClause,
	InfixOperator,
	Literal,
	Module,
	Policy,
	PolicyMember,
	Ref,
	RefStep,
	Rule,
	RuleBody,
	StringTerm,
	TemplateText,
	Term,
	TypeTerm,
	Var,
	With,
} from "../../../src/lang/tree.ts";
import { Source } from "../../../src/text/source.ts";

const span = { start: 0, end: 0 };

const name = fc.constantFrom("x", "y", "_", "foo", "input", "data", "contains", "policy", "set", "a1", "because");
const variable: fc.Arbitrary<Var> = name.map((text) => ({ kind: "var", name: text, span }));
/** A name that `every` may give to elements. */
const element = variable.filter(({ name: text }) => text !== "input" && text !== "data");
const word = fc.constantFrom("x", "if", "in", "not", "and", "foo_1", "default");
const text = fc.oneof(
	fc.string({ unit: "grapheme", maxLength: 6 }),
	fc.constantFrom("", "{", "}", "\\", "\\{", '"', "\n", "\t\\", "\ufeff", "\u0000", "#", "$"),
);
const rawText = text.map((value) => value.replaceAll("`", "'"));
const quoted: fc.Arbitrary<StringTerm> = text.map((value) => ({ kind: "string", value, raw: false, span }));
const string: fc.Arbitrary<StringTerm> = fc.oneof(
	quoted,
	rawText.map((value): StringTerm => ({ kind: "string", value, raw: true, span })),
);
const scalar: fc.Arbitrary<Term> = fc.oneof(
	fc.constant<Term>({ kind: "null", span }),
	fc.boolean().map((value): Term => ({ kind: "boolean", value, span })),
	fc
		.constantFrom("0", "1", "-1", "2.50", "1e3", ".5", "-0.1E-2")
		.map((number): Term => ({ kind: "number", text: number, span })),
	string,
);

const operators: readonly InfixOperator[] = ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "&", "|"];

function infix(operator: InfixOperator, left: Term, right: Term): Term {
	return { kind: "infix", operator, operatorSpan: span, left, right, span };
}

/** Terms and bodies; with `logic` also what `import rego.v2` allows. */
function grammar(logic: boolean) {
	return fc.letrec<{
		term: Term;
		steps: readonly RefStep[];
		literal: Literal;
		body: Body;
		operand: Term;
		statement: Term;
	}>((tie) => {
		const term = tie("term");
		const terms = (minLength: number) => fc.array(term, { minLength, maxLength: 3 });
		const body = tie("body");
		const with_: fc.Arbitrary<With> = fc.record({
			target: fc.constantFrom<Var | Ref>(
				{ kind: "var", name: "input", span },
				{
					kind: "ref",
					head: { kind: "var", name: "data", span },
					path: [{ term: { kind: "string", value: "x", raw: false, span }, dot: true, span }],
					span,
				},
			),
			value: term,
			span: fc.constant(span),
		});
		const withs = fc.oneof(
			{ weight: 4, arbitrary: fc.constant<readonly With[]>([]) },
			{ weight: 1, arbitrary: fc.array(with_, { minLength: 1, maxLength: 2 }) },
		);
		const head = fc.oneof(
			{ weight: 4, arbitrary: variable as fc.Arbitrary<Term> },
			{ weight: 1, arbitrary: term.filter(mayHaveElements) },
		);
		const dotted: fc.Arbitrary<RefStep> = word.map((value) => ({
			term: { kind: "string", value, raw: false, span },
			dot: true,
			span,
		}));
		const ref = fc.tuple(head, tie("steps")).map(([first, path]): Term => ({ kind: "ref", head: first, path, span }));
		const operator = fc.oneof(
			variable,
			fc
				.tuple(variable, fc.array(dotted, { minLength: 1, maxLength: 2 }))
				.map(([first, path]): Ref => ({ kind: "ref", head: first, path, span })),
		);
		const part = fc.oneof(
			term as fc.Arbitrary<Term | TemplateText>,
			fc.tuple(term, fc.array(with_, { minLength: 1, maxLength: 1 })).map(
				([inner, list]): Term => ({
					kind: "body",
					body: [{ kind: "expression", term: inner, with: list, span }],
					span,
				}),
			),
		);
		const template = fc
			.tuple(fc.array(fc.tuple(rawText, part), { maxLength: 2 }), rawText, fc.boolean())
			.map(([pairs, last, raw]): Term => {
				const list: (Term | TemplateText)[] = [];
				const push = (value: string, isBeforeHole: boolean) => {
					// A backslash right before a hole can't be written in a raw template.
					const fitting = raw && isBeforeHole ? value.replace(/\\+$/, "") : value;
					if (fitting !== "") list.push({ kind: "text", value: fitting, span });
				};
				for (const [before, hole] of pairs) {
					push(before, true);
					list.push(hole);
				}
				push(last, false);
				return { kind: "template", parts: list, raw, span };
			});
		return {
			steps: fc.array(
				fc.oneof(
					dotted,
					term.map((index): RefStep => ({ term: index, dot: false, span })),
				),
				{ minLength: 1, maxLength: 3 },
			),
			term: fc.oneof(
				{ depthSize: "small", withCrossShrink: true },
				fc.oneof(variable as fc.Arbitrary<Term>, scalar),
				ref,
				fc
					.tuple(operator, terms(0))
					.filter(([called, args]) => args.length > 0 || !(called.kind === "var" && called.name === "set"))
					.map(([called, args]): Term => ({ kind: "call", operator: called, args, span })),
				terms(0).map((items): Term => ({ kind: "array", items, span })),
				terms(0).map((items): Term => ({ kind: "set", items, span })),
				fc
					.array(fc.record({ key: term, value: term }), { maxLength: 3 })
					.map((entries): Term => ({ kind: "object", entries, span })),
				fc
					.tuple(term, body)
					.map(([of, literals]): Term => ({ kind: "arrayComprehension", head: of, body: literals, span })),
				fc
					.tuple(term, body)
					.map(([of, literals]): Term => ({ kind: "setComprehension", head: of, body: literals, span })),
				fc
					.tuple(term, term, body)
					.map(([key, value, literals]): Term => ({ kind: "objectComprehension", key, value, body: literals, span })),
				fc.tuple(fc.constantFrom(...operators), term, term).map(([sign, left, right]) => infix(sign, left, right)),
				fc
					.tuple(fc.option(term, { nil: undefined }), term, term)
					.map(
						([key, value, collection]): Term => ({ kind: "membership", ...(key && { key }), value, collection, span }),
					),
				template,
			),
			statement: fc.oneof(
				{ weight: 3, arbitrary: term },
				{
					weight: 1,
					arbitrary: fc
						.tuple(fc.constantFrom<InfixOperator>(":=", "="), term, term)
						.map(([sign, left, right]) => infix(sign, left, right)),
				},
			),
			operand: fc.oneof(
				{ depthSize: "small" },
				tie("statement"),
				body.map((literals): Term => ({ kind: "body", body: literals, span })),
				tie("operand").map((operand): Term => ({ kind: "not", operand, span })),
				fc
					.tuple(fc.constantFrom<InfixOperator>("and", "or"), tie("operand"), tie("operand"))
					.map(([sign, left, right]) => infix(sign, left, right)),
			),
			literal: fc.oneof(
				{ depthSize: "small" },
				fc
					.tuple(logic ? tie("operand").filter(({ kind }) => kind !== "body") : tie("statement"), withs)
					.map(([inner, list]): Literal => ({ kind: "expression", term: inner, with: list, span })),
				fc
					.tuple(logic ? tie("operand") : tie("statement"), withs)
					.map(([operand, list]): Literal => ({ kind: "notLiteral", operand, with: list, span })),
				fc
					.array(variable, { minLength: 1, maxLength: 3 })
					.map((vars): Literal => ({ kind: "some", vars, with: [], span })),
				fc.tuple(fc.option(term, { nil: undefined }), term, term, withs).map(
					([key, value, collection, list]): Literal => ({
						kind: "someIn",
						...(key && { key }),
						value,
						collection,
						with: list,
						span,
					}),
				),
				fc.tuple(fc.option(element, { nil: undefined }), element, term, body, withs).map(
					([key, value, domain, literals, list]): Literal => ({
						kind: "every",
						...(key && { key }),
						value,
						domain,
						body: literals,
						with: list,
						span,
					}),
				),
			),
			body: fc.array(tie("literal"), { minLength: 1, maxLength: 2 }),
		};
	});
}

function mayHaveElements({ kind }: Term): boolean {
	return !["null", "boolean", "number", "string", "template", "ref", "var", "not", "body"].includes(kind);
}

function rules(logic: boolean): fc.Arbitrary<Rule> {
	const { term, steps, literal, body } = grammar(logic);
	const ruleName = fc.constantFrom("p", "q", "allow").map((value): Var => ({ kind: "var", name: value, span }));
	const operator = fc.constantFrom<":=" | "=">(":=", "=");
	const valued = fc.record({ operator, value: term });
	const ruleBody: fc.Arbitrary<RuleBody> = fc.oneof(
		body.map((literals): RuleBody => ({ literals, braces: true, hasIf: true, span })),
		literal.map((only): RuleBody => ({ literals: [only], braces: false, hasIf: true, span })),
	);
	const braced = body.map((literals): RuleBody => ({ literals, braces: true, hasIf: true, span }));
	const clause: fc.Arbitrary<ElseClause> = fc.oneof(
		fc
			.tuple(
				valued,
				fc.oneof(
					braced,
					literal
						.filter(startsNoBrace)
						.map((only): RuleBody => ({ literals: [only], braces: false, hasIf: true, span })),
				),
			)
			.map(([value, inner]): ElseClause => ({ ...value, body: inner, span })),
		braced.map((inner): ElseClause => ({ body: inner, span })),
	);
	const plain = { kind: "rule", isDefault: false, moreBodies: [], elses: [], annotations: [], span } as const;
	return fc.oneof(
		fc.tuple(ruleName, scalar).map(
			([head, value]): Rule => ({
				...plain,
				isDefault: true,
				head: { name: head, path: [], operator: ":=", value, span },
			}),
		),
		fc
			.tuple(ruleName, fc.option(steps, { nil: [] }), valued)
			.map(([head, path, value]): Rule => ({ ...plain, head: { name: head, path, ...value, span } })),
		fc.tuple(ruleName, fc.option(steps, { nil: [] }), term, fc.option(ruleBody, { nil: undefined })).map(
			([head, path, contains, inner]): Rule => ({
				...plain,
				head: { name: head, path, contains, span },
				...(inner && { body: inner }),
			}),
		),
		fc
			.tuple(
				ruleName,
				fc.array(term, { minLength: 1, maxLength: 2 }),
				fc.option(valued, { nil: {} }),
				ruleBody,
				fc.array(clause, { maxLength: 2 }),
				fc.option(valued, { nil: undefined }),
			)
			.map(
				([head, args, value, inner, elses, last]): Rule => ({
					...plain,
					head: { name: head, path: [], args, ...value, span },
					body: inner,
					elses: last === undefined ? elses : [...elses, { ...last, span }],
				}),
			),
		fc.tuple(ruleName, ruleBody, fc.array(body, { maxLength: 2 })).map(
			([head, inner, more]): Rule => ({
				...plain,
				head: { name: head, path: [], span },
				body: inner,
				moreBodies: more.map((literals) => ({ literals, braces: true, hasIf: false, span })),
			}),
		),
	);
}

/** Behind `else if`, a brace always opens a body. */
function startsNoBrace(literal: Literal): boolean {
	return literal.kind !== "expression";
}

function policies(): fc.Arbitrary<Policy> {
	const { term, body } = grammar(true);
	const identifier = fc.constantFrom("p1", "p2").map((value): Var => ({ kind: "var", name: value, span }));
	const type: fc.Arbitrary<TypeTerm> = fc.oneof(
		fc.constantFrom("string", "null", "any").map((value): TypeTerm => ({ name: value, of: [], span })),
		fc.constant<TypeTerm>({
			name: "object",
			of: [
				{ name: "string", of: [], span },
				{ name: "set", of: [{ name: "number", of: [], span }], span },
			],
			span,
		}),
	);
	const call = fc
		.array(term, { minLength: 1, maxLength: 2 })
		.map((args): Term => ({ kind: "call", operator: { kind: "var", name: "replace", span }, args, span }));
	const node = fc.constantFrom<Term>(
		{ kind: "var", name: "input", span },
		{
			kind: "ref",
			head: { kind: "var", name: "x", span },
			path: [{ term: { kind: "string", value: "if", raw: false, span }, dot: true, span }],
			span,
		},
	);
	const member: fc.Arbitrary<PolicyMember> = fc.oneof(
		fc
			.tuple(identifier, type, term)
			.map(([param, of, value]): PolicyMember => ({ kind: "param", name: param, type: of, value, span })),
		fc
			.tuple(
				fc.constantFrom<"deny" | "warn">("deny", "warn"),
				fc.option(node, { nil: undefined }),
				term,
				fc.option(call, { nil: undefined }),
				fc.option(body, { nil: undefined }),
			)
			.map(
				([action, place, message, fix, literals]): PolicyMember => ({
					kind: "verdict",
					action,
					...(place && { node: place }),
					message,
					...(fix && { fix }),
					...(literals && { body: { literals, braces: true, hasIf: true, span } }),
					span,
				}),
			),
		fc.tuple(fc.constantFrom<"bad" | "good">("bad", "good"), fc.option(string, { nil: undefined }), string).map(
			([verdict, title, content]): PolicyMember => ({
				kind: "example",
				verdict,
				...(title && { title }),
				content,
				span,
			}),
		),
		rules(true),
	);
	const field = fc
		.tuple(fc.constantFrom("title", "severity", "tags"), term)
		.map(
			([field_, value]): PolicyMember => ({ kind: "field", name: { kind: "var", name: field_, span }, value, span }),
		);
	return fc.tuple(identifier, identifier, fc.option(field, { nil: undefined }), fc.array(member, { maxLength: 4 })).map(
		([policy, on, first, members]): Policy => ({
			kind: "policy",
			name: policy,
			on,
			members: first === undefined ? members : [first, ...members],
			annotations: [],
			span,
		}),
	);
}

/** Any module; of either dialect, with and without `import rego.v2`. */
export function arbitraryModule(): fc.Arbitrary<Module> {
	const source = new Source("random", "");
	const v1 = { and: false, or: false, not: false };
	const v2 = { and: true, or: true, not: true };
	const clause = { span, path: ["a", "b-c", "if"], annotations: [] };
	const path = (...names: string[]): Ref => ({
		kind: "ref",
		head: { kind: "var", name: names[0] as string, span },
		path: names.slice(1).map((value) => ({ term: { kind: "string", value, raw: false, span }, dot: true, span })),
		span,
	});
	const common = { source, package: clause, comments: [] };
	return fc.oneof(
		fc.array(rules(false), { maxLength: 3 }).map(
			(items): Module => ({
				...common,
				dialect: "rego",
				keywords: v1,
				imports: [{ path: path("data", "x"), alias: { kind: "var", name: "y", span }, span }],
				items,
			}),
		),
		fc.array(rules(true), { maxLength: 3 }).map(
			(items): Module => ({
				...common,
				dialect: "rego",
				keywords: v2,
				imports: [{ path: path("rego", "v2"), span }],
				items,
			}),
		),
		fc
			.array(fc.oneof(rules(true), policies()), { maxLength: 3 })
			.map((items): Module => ({ ...common, dialect: "policy", keywords: v2, imports: [], items })),
	);
}
