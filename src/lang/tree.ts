/**
 * The syntax tree of a module, as it was written: plain readonly data, a union on `kind`.
 * It holds what the printer needs to give the text back (infix operators, how strings were quoted, braces),
 * and nothing that a later phase works out. Grammar: OPA 1.22, policy-language and ast/parser.go; `policy`: DESIGN 2.2.
 */
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

interface Node {
	readonly span: Span;
}

// ── Terms ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Term =
	| NullTerm
	| BooleanTerm
	| NumberTerm
	| StringTerm
	| TemplateString
	| Var
	| Ref
	| Call
	| ArrayTerm
	| ObjectTerm
	| SetTerm
	| ArrayComprehension
	| SetComprehension
	| ObjectComprehension
	| Infix
	| Membership
	| Negation
	| BodyTerm;

export interface NullTerm extends Node {
	readonly kind: "null";
}
export interface BooleanTerm extends Node {
	readonly kind: "boolean";
	readonly value: boolean;
}
/**
 * A number keeps its text: `1.0`, `1e400` and `.5` print as they were written. A leading minus belongs to it.
 * `-x` is `0 - x`, an Infix; its 0 has an empty span, which tells the printer how it was written.
 */
export interface NumberTerm extends Node {
	readonly kind: "number";
	readonly text: string;
}
export interface StringTerm extends Node {
	readonly kind: "string";
	readonly value: string;
	/** True for `…` in backticks. */
	readonly raw: boolean;
}
/**
 * `$"…{term}…"`: text parts (escapes resolved, never empty) and the terms between them. `{x with input as y}` is a BodyTerm
 * of that one expression, and its value is the expression's.
 */
export interface TemplateString extends Node {
	readonly kind: "template";
	readonly parts: readonly (TemplateText | Term)[];
	readonly raw: boolean;
}
export interface TemplateText extends Node {
	readonly kind: "text";
	readonly value: string;
}
/** A name. Every `_` is a Var named `_`; resolving makes each its own. */
export interface Var extends Node {
	readonly kind: "var";
	readonly name: string;
}
/** A head followed by `.name` (a StringTerm with `dot`) and `[term]` steps; at least one step. */
export interface Ref extends Node {
	readonly kind: "ref";
	readonly head: Term;
	readonly path: readonly RefStep[];
}
export interface RefStep extends Node {
	readonly term: Term;
	/** True where it was written `.name`. */
	readonly dot: boolean;
}
export interface Call extends Node {
	readonly kind: "call";
	/** What is called: a Var or a Ref of dotted names. */
	readonly operator: Var | Ref;
	readonly args: readonly Term[];
}
export interface ArrayTerm extends Node {
	readonly kind: "array";
	readonly items: readonly Term[];
}
export interface ObjectTerm extends Node {
	readonly kind: "object";
	readonly entries: readonly { readonly key: Term; readonly value: Term }[];
}
/** `{a, b}`, and `set()` for the empty one. */
export interface SetTerm extends Node {
	readonly kind: "set";
	readonly items: readonly Term[];
}
export interface ArrayComprehension extends Node {
	readonly kind: "arrayComprehension";
	readonly head: Term;
	readonly body: Body;
}
export interface SetComprehension extends Node {
	readonly kind: "setComprehension";
	readonly head: Term;
	readonly body: Body;
}
export interface ObjectComprehension extends Node {
	readonly kind: "objectComprehension";
	readonly key: Term;
	readonly value: Term;
	readonly body: Body;
}

export type InfixOperator =
	| ":="
	| "="
	| "=="
	| "!="
	| "<"
	| "<="
	| ">"
	| ">="
	| "+"
	| "-"
	| "*"
	| "/"
	| "%"
	| "&"
	| "|"
	| "and"
	| "or";

/**
 * `:=` and `=` stand only at the top of a literal, or of an operand of `and`, `or` and `not`; `and` and `or` only where `rego.v2`
 * or `future.keywords` brought them. In parentheses the span takes them in, so that it begins before that of `left`.
 */
export interface Infix extends Node {
	readonly kind: "infix";
	readonly operator: InfixOperator;
	readonly operatorSpan: Span;
	readonly left: Term;
	readonly right: Term;
}
/** `value in collection` and `key, value in collection`, as a term (true or false). */
export interface Membership extends Node {
	readonly kind: "membership";
	readonly key?: Term;
	readonly value: Term;
	readonly collection: Term;
}
/** `not x` as an operand of `and`/`or` or in parentheses (rego.v2 only). */
export interface Negation extends Node {
	readonly kind: "not";
	readonly operand: Term;
}
/** `{ literal; literal }` where rego.v2 allows a body as an operand: `not { … }`, operands of `and`/`or`, and `(x with input as y)`. */
export interface BodyTerm extends Node {
	readonly kind: "body";
	readonly body: Body;
}

// ── Bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type Body = readonly Literal[];

export interface With extends Node {
	/** `input`, `data…` or a function's name. */
	readonly target: Var | Ref;
	readonly value: Term;
}

interface LiteralNode extends Node {
	readonly with: readonly With[];
}
export type Literal = ExpressionLiteral | NotLiteral | SomeDeclaration | SomeIn | Every;

export interface ExpressionLiteral extends LiteralNode {
	readonly kind: "expression";
	readonly term: Term;
}
/** `not expression`, or `not { … }` (a BodyTerm). */
export interface NotLiteral extends LiteralNode {
	readonly kind: "notLiteral";
	readonly operand: Term;
}
export interface SomeDeclaration extends LiteralNode {
	readonly kind: "some";
	readonly vars: readonly Var[];
}
export interface SomeIn extends LiteralNode {
	readonly kind: "someIn";
	readonly key?: Term;
	readonly value: Term;
	readonly collection: Term;
}
export interface Every extends LiteralNode {
	readonly kind: "every";
	readonly key?: Var;
	readonly value: Var;
	readonly domain: Term;
	readonly body: Body;
}

// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `p.q[x](args) contains key := value`: what stands before `if`. */
export interface RuleHead extends Node {
	/** The name. Its steps may be any terms. */
	readonly name: Var;
	readonly path: readonly RefStep[];
	readonly args?: readonly Term[];
	/** The term after `contains`. */
	readonly contains?: Term;
	readonly value?: Term;
	/** How the value was assigned; absent where there is none. */
	readonly operator?: ":=" | "=";
}

export interface Rule extends Node {
	readonly kind: "rule";
	readonly isDefault: boolean;
	readonly head: RuleHead;
	/** Absent for `p := 1`, `p contains 1`, `f(x)` (which is true) and defaults; `default p` without a value is true. `braces` tells `if { … }` from `if literal`; `if` is absent only in v0. */
	readonly body?: RuleBody;
	/** `{…} {…}`: further bodies with the same head. */
	readonly moreBodies: readonly RuleBody[];
	readonly elses: readonly ElseClause[];
	readonly annotations: readonly Annotation[];
}
export interface RuleBody extends Node {
	readonly literals: Body;
	readonly braces: boolean;
	readonly hasIf: boolean;
}
export interface ElseClause extends Node {
	readonly value?: Term;
	readonly operator?: ":=" | "=";
	readonly body?: RuleBody;
}

// ── policy NAME on KIND { … } (only in .policy files; DESIGN 2.2) ────────────────────────────────────────────────

export interface Policy extends Node {
	readonly kind: "policy";
	readonly name: Var;
	/** The document kind's name after `on`. */
	readonly on: Var;
	readonly members: readonly PolicyMember[];
	readonly annotations: readonly Annotation[];
}
export type PolicyMember = PolicyField | Param | Verdict | Example | Rule;

/** `title: "…"`: one of a closed list of names; the value is a ground term. Names are checked after parsing. */
export interface PolicyField extends Node {
	readonly kind: "field";
	readonly name: Var;
	readonly value: Term;
}
/** `param registries: set[string] = {"…"}`. */
export interface Param extends Node {
	readonly kind: "param";
	readonly name: Var;
	readonly type: TypeTerm;
	readonly value: Term;
}
/** `string`, `number`, `boolean`, `null`, `any`, `array[T]`, `set[T]`, `object[K, V]`. */
export interface TypeTerm extends Node {
	readonly name: string;
	readonly of: readonly TypeTerm[];
}
/** `deny|warn [NODE] because MESSAGE [fix EDIT] [if BODY]`. */
export interface Verdict extends Node {
	readonly kind: "verdict";
	readonly action: "deny" | "warn";
	/** A Var or Ref into `input`. */
	readonly node?: Term;
	readonly message: Term;
	/** A call of `replace`, `set`, `remove`, `insert_before` or `insert_after`. */
	readonly fix?: Term;
	readonly body?: RuleBody;
}
/** `bad|good ["what it shows"] TEXT`, TEXT a string or an object of file name to string. */
export interface Example extends Node {
	readonly kind: "example";
	readonly verdict: "bad" | "good";
	readonly title?: StringTerm;
	readonly content: Term;
}

// ── Modules ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Import extends Node {
	/** The whole path: `data.a.b`, `input.x`, `rego.v1`, `future.keywords.in`. */
	readonly path: Var | Ref;
	readonly alias?: Var;
}
/** One `#` comment: its text without the `#`, and whether it stands alone on its line. */
export interface Comment extends Node {
	readonly text: string;
}
/** A `# METADATA` block (OPA docs, annotations): the YAML between the comment marks, already read. */
export interface Annotation extends Node {
	/** The fields as plain JSON: scope, title, description, related_resources, authors, organizations, schemas, entrypoint, custom. */
	readonly fields: Readonly<Record<string, unknown>>;
}

export interface Module {
	readonly source: Source;
	/** `.policy` files have the `policy` declaration and rego.v2 on. */
	readonly dialect: "rego" | "policy";
	/** Which keywords are on beyond Rego v1's: by dialect, `import rego.v2` or `import future.keywords.…`. */
	readonly keywords: { readonly and: boolean; readonly or: boolean; readonly not: boolean };
	/** Only in modules of Rego v0: which words it imported that shape its rules. `p[x] { … }` is in the tree as `contains`. */
	readonly v0?: { readonly if: boolean; readonly contains: boolean };
	readonly package: {
		readonly span: Span /** `data` first is implied: `package a.b` is ["a", "b"]. */;
		readonly path: readonly string[];
		readonly annotations: readonly Annotation[];
	};
	readonly imports: readonly Import[];
	readonly items: readonly (Rule | Policy)[];
	/** Every comment in order, METADATA blocks too. */
	readonly comments: readonly Comment[];
}

/** A query: a body on its own, as `policy query` takes it. */
export interface Query {
	readonly source: Source;
	/** As in modules: only in queries of Rego v0. */
	readonly v0?: Module["v0"];
	readonly body: Body;
}
