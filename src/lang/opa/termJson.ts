/**
 * Terms and bodies as OPA's JSON: operators as calls of builtins, wildcards numbered, sets and keys of objects in order.
 * OPA: ast/term.go, ast/policy.go, MarshalJSON.
 */
import { numberFromText } from "../../runtime/values/exactNumber.ts";
import { compare } from "../../runtime/values/order.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { operatorBuiltins } from "../resolve/spellings.ts";
import type { Body, InfixOperator, Literal, Module, RefStep, TemplateString, Term, Var, With } from "../tree.ts";

type Logic = "and" | "or";

const operators: Readonly<Record<Exclude<InfixOperator, Logic>, string>> = {
	":=": "assign",
	"=": "eq",
	...operatorBuiltins,
};

const scalars: ReadonlySet<Term["kind"]> = new Set(["null", "boolean", "number", "string"]);

/** Stands for itself. */
export const isScalar = ({ kind }: Term): boolean => scalars.has(kind);

const typed = (type: string, value: Value): PlainObject => ({ type, value });
const variable = (name: string): PlainObject => typed("var", name);

/** Writes the terms of one module: its wildcards are numbered through. */
export class TermWriter {
	readonly #module: Module;
	#wildcards = 0;

	constructor(module: Module) {
		this.#module = module;
	}

	body(body: Body): readonly Value[] {
		return body.map((literal, index) => this.#literal(literal, index));
	}

	term(term: Term): PlainObject {
		switch (term.kind) {
			case "null":
				return typed("null", {});
			case "boolean":
			case "string":
				return typed(term.kind, term.value);
			case "number":
				return typed("number", numberFromText(term.text));
			case "template":
				return typed("templatestring", { parts: this.#parts(term), multi_line: term.raw });
			case "var":
				return this.#var(term);
			case "ref":
				return this.ref(term.head, term.path);
			case "array":
				return typed(
					"array",
					term.items.map((item) => this.term(item)),
				);
			case "set":
				return typed("set", inOrder(term.items.map((item) => this.term(item))));
			case "object": {
				const entries = term.entries.map(({ key, value }) => [this.term(key), this.term(value)] as const);
				return typed(
					"object",
					inOrder(entries, ([key]) => key),
				);
			}
			case "arrayComprehension":
				return typed("arraycomprehension", { term: this.term(term.head), body: this.body(term.body) });
			case "setComprehension":
				return typed("setcomprehension", { term: this.term(term.head), body: this.body(term.body) });
			case "objectComprehension":
				return typed("objectcomprehension", {
					key: this.term(term.key),
					value: this.term(term.value),
					body: this.body(term.body),
				});
			case "call":
			case "membership":
				return typed("call", this.#call(term) as readonly Value[]);
			case "infix": {
				const call = this.#call(term);
				return call === undefined ? (this.#terms(term) as PlainObject) : typed("call", call);
			}
			case "not":
				return this.#terms(term) as PlainObject;
			case "body":
				return { type: "body", body: this.body(term.body) };
		}
	}

	#parts({ parts }: TemplateString): Value {
		if (parts.length === 0) return null;
		return parts.map((part) => {
			if (part.kind === "text") return typed("string", part.value);
			if (isScalar(part)) return this.term(part);
			// A body holds the one expression that has a `with`.
			return part.kind === "body" ? (this.body(part.body)[0] as Value) : { index: 0, terms: this.#terms(part) };
		});
	}

	/** A reference; `input` and `data` alone are ones too. */
	ref(head: Term, path: readonly RefStep[]): PlainObject {
		const first = head.kind === "var" ? this.#name(head) : this.term(head);
		return typed("ref", [first, ...path.map((step) => this.term(step.term))]);
	}

	#var(term: Var): PlainObject {
		return term.name === "input" || term.name === "data" ? typed("ref", [variable(term.name)]) : this.#name(term);
	}

	#name({ name }: Var): PlainObject {
		return variable(name === "_" ? `$${this.#wildcards++}` : name);
	}

	/** Operator and operands of what is a call to OPA; undefined for `and` and `or`. */
	#call(term: Term): readonly Value[] | undefined {
		switch (term.kind) {
			case "call": {
				const { operator } = term;
				const called =
					operator.kind === "var" ? typed("ref", [variable(operator.name)]) : this.ref(operator.head, operator.path);
				return [called, ...term.args.map((arg) => this.term(arg))];
			}
			case "membership":
				return this.#member(term.key, term.value, term.collection);
			case "infix": {
				const { operator } = term;
				if (operator === "and" || operator === "or") return undefined;
				return [typed("ref", [variable(operators[operator])]), this.term(term.left), this.term(term.right)];
			}
			default:
				return undefined;
		}
	}

	#member(key: Term | undefined, value: Term, collection: Term): readonly Value[] {
		const name = key === undefined ? "member_2" : "member_3";
		const operands = key === undefined ? [value, collection] : [key, value, collection];
		return [typed("ref", [variable("internal"), typed("string", name)]), ...operands.map((each) => this.term(each))];
	}

	/** What stands as an expression of its own: a call's parts lie open. */
	#terms(term: Term): Value {
		if (term.kind === "infix" && (term.operator === "and" || term.operator === "or"))
			return {
				type: term.operator,
				lhs: this.#inner(term.left),
				rhs: this.#inner(term.right),
				...(this.#isBraced(term.left) ? { explicit_lhs: true } : {}),
				...(this.#isBraced(term.right) ? { explicit_rhs: true } : {}),
			};
		if (term.kind === "not")
			return { type: "not", body: this.#inner(term.operand), explicit_body: this.#isBraced(term.operand) };
		return this.#call(term) ?? this.term(term);
	}

	/** Written with braces: a body may also come of parentheses around a `with`. */
	#isBraced(term: Term): boolean {
		return term.kind === "body" && this.#module.source.text.startsWith("{", term.span.start);
	}

	/** An operand that is a body, or counts as one of a single expression. */
	#inner(term: Term): readonly Value[] {
		return term.kind === "body" ? this.body(term.body) : [{ index: 0, terms: this.#terms(term) }];
	}

	#literal(literal: Literal, index: number): PlainObject {
		const withs = literal.with.map((each) => this.#with(each));
		const rest: PlainObject = withs.length === 0 ? {} : { with: withs };
		switch (literal.kind) {
			case "expression":
				return { index, terms: this.#terms(literal.term), ...rest };
			case "notLiteral": {
				// Only the `not` of rego.v2 holds a body of its own.
				if (!this.#module.keywords.not) return { index, negated: true, terms: this.#terms(literal.operand), ...rest };
				const { operand, span } = literal;
				return { index, terms: this.#terms({ kind: "not", operand, span }), ...rest };
			}
			case "some":
				return { index, terms: { symbols: literal.vars.map((each) => this.#name(each)) }, ...rest };
			case "someIn": {
				const call = this.#member(literal.key, literal.value, literal.collection);
				return { index, terms: { symbols: [typed("call", call)] }, ...rest };
			}
			case "every": {
				const key = literal.key === undefined ? null : this.#name(literal.key);
				const value = this.#name(literal.value);
				const terms = { key, value, domain: this.term(literal.domain), body: this.body(literal.body) };
				return { index, terms, ...rest };
			}
		}
	}

	#with({ target, value }: With): PlainObject {
		return { target: this.term(target), value: this.term(value) };
	}
}

/** OPA's order of the kinds of terms. */
const ranks = [
	"null",
	"boolean",
	"number",
	"string",
	"var",
	"ref",
	"array",
	"object",
	"set",
	"arraycomprehension",
	"objectcomprehension",
	"setcomprehension",
	"call",
	"templatestring",
];

/** Terms sorted, equal ones once. */
function inOrder<Item extends Value>(
	items: readonly Item[],
	termOf: (item: Item) => Value = (item) => item,
): readonly Item[] {
	const ranked = items.map((item) => ({ item, rank: rankOf(termOf(item)) }));
	ranked.sort((a, b) => compare(a.rank, b.rank));
	return ranked
		.filter(({ rank }, i) => i === 0 || compare(rank, (ranked[i - 1] as { rank: Value }).rank) !== 0)
		.map(({ item }) => item);
}

/** A value that sorts as the term does. */
function rankOf(term: Value): Value {
	const { type, value = null } = term as { readonly type: string; readonly value?: Value };
	const isDeep = type === "ref" || type === "array" || type === "set" || type === "call";
	if (isDeep) return [ranks.indexOf(type), (value as readonly Value[]).map(rankOf)];
	if (type !== "object") return [ranks.indexOf(type), value];
	const entries = value as readonly (readonly [Value, Value])[];
	return [ranks.indexOf(type), entries.map(([key, member]) => [rankOf(key), rankOf(member)])];
}
