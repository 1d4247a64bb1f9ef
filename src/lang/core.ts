/**
 * The core form: a program after resolving. Names are fully qualified or locals, nested calls and references are flattened
 * into steps in evaluation order, sugar is gone. Ordering, analysis, type checking and emitting work on this form.
 * Every node keeps its span (in its rule's source), and a step the term it came from, for messages.
 */
import type { Builtin } from "../runtime/builtins/builtin.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Annotation, Rule, Term, TypeTerm, Verdict } from "./tree.ts";

// ── Operands ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a step computes with: constants, locals, and composites of them. Never a call, a reference or a comprehension. */
export type Operand = Constant | LocalUse | ArrayOperand | ObjectOperand | SetOperand;

/** A ground literal, composite ones folded: `"a"`, `[1, 2]`, `{"x"}`. */
export interface Constant {
	readonly kind: "constant";
	readonly value: Value;
	readonly span: Span;
}
export interface LocalUse {
	readonly kind: "local";
	readonly local: Local;
	readonly span: Span;
}
export interface ArrayOperand {
	readonly kind: "array";
	readonly items: readonly Operand[];
	readonly span: Span;
}
export interface ObjectOperand {
	readonly kind: "object";
	readonly entries: readonly { readonly key: Operand; readonly value: Operand }[];
	readonly span: Span;
}
export interface SetOperand {
	readonly kind: "set";
	readonly items: readonly Operand[];
	readonly span: Span;
}

/** A variable of one body. Two uses are the same variable exactly when they hold the same object. */
export interface Local {
	/** As written; `_` for wildcards, and a describing word for made ones. */
	readonly name: string;
	/** written: by the author; wildcard: `_`; made: holds what a nested call or reference gave. */
	readonly origin: "written" | "wildcard" | "made";
	/** How it was declared: by `:=`, `some`, as an argument, as a name of `every`; undefined where it just stands there. */
	readonly declared: "assign" | "some" | "argument" | "every" | undefined;
	/** Its first place. */
	readonly span: Span;
}

// ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface StepNode {
	readonly span: Span;
	/** What it came from, where it came from one term. */
	readonly term?: Term;
	/** True where it was hoisted out of a legacy `not`: it may bind nothing that others see. */
	readonly hoisted?: boolean;
}

export type Body = readonly Step[];
export type Step = Test | Unify | Read | CallStep | Comprehension | Template | Print | Not | Every | Choice | With;

/** Goes on unless the operand is false. */
export interface Test extends StepNode {
	readonly kind: "test";
	readonly operand: Operand;
}
/** `left = right`, `left := right`: binds whatever is unbound on one side and known on the other. */
export interface Unify extends StepNode {
	readonly kind: "unify";
	readonly left: Operand;
	readonly right: Operand;
	readonly assign: boolean;
}
/** `root[path…] = out`: unbound locals in path are enumerated. The path is empty only for `input` and `data` as a whole. */
export interface Read extends StepNode {
	readonly kind: "read";
	readonly root: Root;
	readonly path: readonly Operand[];
	readonly out: Operand;
}
export type Root = DocumentRoot | ParamRoot | Operand;
export interface DocumentRoot {
	/** `private` holds the rules inside policies, out of sight of `data`; its paths begin with the policy's package and name. */
	readonly kind: "input" | "data" | "private";
}
export interface ParamRoot {
	readonly kind: "param";
	readonly param: CoreParam;
}

/** A call. `out` gets the result; absent: the result must be there and not false. */
export interface CallStep extends StepNode {
	readonly kind: "call";
	readonly callee: Callee;
	readonly args: readonly Operand[];
	readonly out?: Operand;
}
export type Callee =
	| { readonly kind: "builtin"; readonly builtin: Builtin; readonly span: Span }
	| {
			readonly kind: "function";
			readonly root: "data" | "private";
			readonly path: readonly string[];
			/** The builtin that was called, which the function stands in for. */
			readonly standsFor?: Builtin;
			readonly span: Span;
	  };

export interface Comprehension extends StepNode {
	readonly kind: "comprehension";
	readonly makes: "array" | "set" | "object";
	readonly body: Body;
	/** Only for objects. */
	readonly key?: Operand;
	readonly head: Operand;
	readonly out: LocalUse;
}
/** A template string: a part that is undefined prints `<undefined>`, and never fails. */
export interface Template extends StepNode {
	readonly kind: "template";
	readonly parts: readonly (string | LenientPart)[];
	/** One part, given as the value it is (or as the text `<undefined>`): an argument of a finding's message. */
	readonly raw?: boolean;
	/** Part of a finding's message, where unknown values print as they were written. */
	readonly message?: boolean;
	readonly out: LocalUse;
}
export interface LenientPart {
	readonly body: Body;
	readonly value: Operand;
}
/** `print(…)`, where it is kept. */
export interface Print extends StepNode {
	readonly kind: "print";
	readonly parts: readonly LenientPart[];
}
export interface Not extends StepNode {
	readonly kind: "not";
	readonly body: Body;
	/** True for `not { … }`, whose body is a scope of its own. */
	readonly scoped: boolean;
	/** True before rego.v2: what is nested in the operand stands before this step. */
	readonly legacy: boolean;
}
export interface Every extends StepNode {
	readonly kind: "every";
	readonly key?: Local;
	readonly value: Local;
	readonly domain: Operand;
	readonly body: Body;
}
/** `a or b` / `a and b` on whole bodies: nothing bound inside is seen outside. */
export interface Choice extends StepNode {
	readonly kind: "choice";
	readonly operator: "and" | "or";
	readonly operands: readonly Body[];
	/** For each operand: true for `{ … }`, whose body is a scope of its own. In a bare one nothing can be bound. */
	readonly scoped: readonly boolean[];
}
/** A literal with `with`: the values are computed outside, the body sees what they replace. What it binds is seen outside. */
export interface With extends StepNode {
	readonly kind: "with";
	readonly changes: readonly Change[];
	readonly body: Body;
}
export interface Change {
	readonly target: ChangeTarget;
	readonly value: Operand;
	readonly span: Span;
}
export type ChangeTarget =
	| { readonly kind: "input"; readonly path: readonly Value[] }
	| { readonly kind: "data"; readonly path: readonly Value[] }
	/** A function or builtin. `by` is set where it is replaced by a function or rule instead of a value. */
	| { readonly kind: "function"; readonly callee: Callee; readonly by?: Callee };

// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One clause: a head and the ways to it. A rule with several bodies is several clauses. */
export interface Clause {
	readonly source: Source;
	readonly span: Span;
	/** The head's span. */
	readonly headSpan: Span;
	readonly root: "data" | "private";
	/** From the root: the package's path, then the head's. Names are constants; others may be any operand. */
	readonly path: readonly Operand[];
	readonly kind: "complete" | "set" | "function";
	readonly isDefault: boolean;
	/** Only for functions: patterns of the parameters. */
	readonly args: readonly Operand[];
	/** Tried in order: the first is the clause itself, the others its `else`s. */
	readonly branches: readonly Branch[];
	readonly rule: Rule | Verdict | undefined;
	readonly annotations: readonly Annotation[];
	readonly packagePath: readonly string[];
	/** Set for a policy's verdicts. */
	readonly verdict?: VerdictParts;
}
export interface Branch {
	readonly body: Body;
	/** The value, or the element of a set. */
	readonly value: Operand;
	/** What stands for it in the text: the head; of a further body that body; of an `else` that word with its value. */
	readonly span: Span;
}
/** What makes a finding besides its message (the branch's value). */
export interface VerdictParts {
	readonly action: "deny" | "warn";
	readonly node?: NodePath;
	readonly fix?: Fix;
}
/** Where a NODE comes from: a root and steps, of which the longest defined prefix counts. */
export interface NodePath {
	readonly root: Root;
	readonly path: readonly LenientPart[];
	readonly span: Span;
}
export interface Fix {
	readonly op: "replace" | "set" | "remove" | "insert_before" | "insert_after";
	readonly node: NodePath;
	readonly path?: LenientPart;
	readonly value?: LenientPart;
	readonly span: Span;
}

/** A query: its body, and the variables whose values are a solution. */
export interface CoreQuery {
	readonly source: Source;
	readonly body: Body;
	readonly variables: readonly Local[];
}

/** `param NAME: TYPE = DEFAULT` of a policy. */
export interface CoreParam {
	/** The policy's id: package and name. */
	readonly policy: string;
	readonly name: string;
	readonly type: TypeTerm;
	readonly value: Value;
	readonly span: Span;
}
