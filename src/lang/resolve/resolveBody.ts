/**
 * Bodies from tree to core: names to locals and documents, nested calls and references to steps before what needs them.
 * The order of the steps is the order that OPA evaluates in (ast/compile.go: rewriteExprTerms, rewriteDynamicTerms).
 */
import {
	functionAsValue,
	notAssignable,
	privateRule,
	redeclaredVariable,
	shadowedDocument,
	valuelessCall,
} from "../../diagnostics/catalogue/compiling.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import type { Callee, Change, CoreParam, Local, LocalUse, Operand, Root, Step } from "../core.ts";
import { directLocals } from "../order/locals.ts";
import { pathKey, privateKey } from "../pathKey.ts";
import type * as tree from "../tree.ts";
import { constantValue, describeTerm } from "./constant.ts";
import { lenientPart } from "./lenientPart.ts";
import { bodyNames, declaredNames, termNames } from "./mentions.ts";
import type { Meaning } from "./names.ts";
import { constants, leadingNames, made, wildcard } from "./nodes.ts";
import { arity, arityFits, builtinCallee, calledFunction, metadataCall } from "./resolveCallee.ts";
import { resolveChange } from "./resolveWith.ts";
import { Scope } from "./scope.ts";
import { isValueOperator, operatorBuiltins } from "./spellings.ts";
import { reportUnusedNames } from "./unusedNames.ts";

/** What a function of the program is known by before its body is read. */
export interface KnownFunction {
	readonly root: "data" | "private";
	readonly path: readonly string[];
	readonly params: readonly string[];
}

/** What all bodies of a module (or of one policy in it) share. */
export interface BodyContext {
	readonly module: Pick<tree.Module, "source" | "keywords" | "v0">;
	readonly names: ReadonlyMap<string, Meaning>;
	/** The rules and parameters of the policy around, by name. */
	readonly privateNames: ReadonlyMap<string, { readonly path: readonly string[] } | CoreParam>;
	/** Which policy has a private rule of this path: `acme.images.trusted_base.helper`. */
	readonly privateOwners: ReadonlyMap<string, string>;
	/** Which policies of this package have a private rule of this name. */
	readonly privateHere: ReadonlyMap<string, string>;
	/** By pathKey, those of policies by privateKey. */
	readonly functions: ReadonlyMap<string, KnownFunction>;
	readonly builtins: ReadonlyMap<string, Builtin>;
	readonly diagnostics: Diagnostic[];
}

/** The value that `rego.metadata.rule()` and `.chain()` stand for in one rule. */
export interface RuleMetadata {
	readonly rule: Value;
	readonly chain: Value;
}

export class BodyResolver {
	readonly context: BodyContext;
	readonly metadata: () => RuleMetadata | undefined;
	scope: Scope;
	/** The `some … in` that is being read. */
	#someIn: Span | undefined;
	/** Names that the head's arguments have as keys only. They never get a value, and the body may declare others of that name. */
	keysOfArguments: readonly Local[] = [];

	constructor(context: BodyContext, scope: Scope, metadata: () => RuleMetadata | undefined) {
		this.context = context;
		this.scope = scope;
		this.metadata = metadata;
	}

	report(span: Span, message: Message): void {
		this.context.diagnostics.push(at(this.context.module.source, span, message));
	}

	/** A body in a scope of its own; `head` adds what belongs to the same scope and runs after it. */
	nested<T>(body: tree.Body, head: readonly tree.Term[], finish: (steps: Step[]) => T): T {
		const mentioned = new Set<string>();
		bodyNames(body, mentioned);
		for (const term of head) termNames(term, mentioned);
		return this.inScope(new Scope(this.scope, mentioned, declaredNames(body)), () => {
			const steps: Step[] = [];
			for (const literal of body) this.literal(literal, steps);
			reportUnusedNames(body, head, this);
			return finish(steps);
		});
	}

	inScope<T>(scope: Scope, run: () => T): T {
		const before = this.scope;
		this.scope = scope;
		try {
			return run();
		} finally {
			this.scope = before;
		}
	}

	// ── Literals ─────────────────────────────────────────────────────────────────────────────────────────────────

	literal(literal: tree.Literal, steps: Step[]): void {
		if (literal.with.length === 0) {
			this.#plainLiteral(literal, steps);
			return;
		}
		const changes: Change[] = [];
		for (const change of literal.with) {
			const made = resolveChange(this, change, steps);
			if (made !== undefined) changes.push(made);
		}
		const body: Step[] = [];
		this.#plainLiteral(literal, body);
		steps.push({ kind: "with", changes, body, span: literal.span });
	}

	#plainLiteral(literal: tree.Literal, steps: Step[]): void {
		switch (literal.kind) {
			case "expression":
				this.#expression(literal.term, steps, steps);
				return;
			case "notLiteral":
				this.#negation(literal, steps);
				return;
			case "some":
				for (const variable of literal.vars) this.#declare(variable.name, variable.span, "some");
				return;
			case "someIn": {
				const collection = this.operand(literal.collection, steps);
				this.#someIn = literal.span;
				const key = literal.key === undefined ? wildcard(literal.value.span) : this.pattern(literal.key, "some", steps);
				const value = this.pattern(literal.value, "some", steps);
				steps.push({ kind: "read", root: collection, path: [key], out: value, span: literal.span });
				return;
			}
			case "every": {
				const domain = this.operand(literal.domain, steps);
				const mentioned = new Set<string>();
				bodyNames(literal.body, mentioned);
				this.inScope(new Scope(this.scope, mentioned, declaredNames(literal.body)), () => {
					const key = literal.key === undefined ? undefined : this.#argument(literal.key, "every");
					const value = this.#argument(literal.value, "every");
					const body: Step[] = [];
					for (const inner of literal.body) this.literal(inner, body);
					reportUnusedNames(literal.body, [], this);
					steps.push({ kind: "every", ...(key ? { key } : {}), value, domain, body, span: literal.span });
				});
				return;
			}
		}
	}

	/** `not`: before rego.v2 what is nested in the operand is evaluated outside, so an undefined argument makes the whole undefined. */
	#negation(literal: tree.NotLiteral, steps: Step[]): void {
		const { operand, span } = literal;
		if (operand.kind === "body") {
			const body = this.nested(operand.body, [], (inner) => inner);
			steps.push({ kind: "not", body, scoped: true, legacy: false, span, term: operand });
			return;
		}
		if (this.context.module.keywords.not) {
			const inside: Step[] = [];
			this.#expression(operand, inside, inside);
			steps.push({ kind: "not", body: inside, scoped: false, legacy: false, span, term: operand });
			return;
		}
		const before: Step[] = [];
		const body: Step[] = [];
		this.#expression(operand, before, body);
		const ofCalls = stepsOfCalls(before);
		for (const step of before) steps.push(ofCalls.has(step) ? step : { ...step, hoisted: true });
		steps.push({ kind: "not", body, scoped: false, legacy: true, span, term: operand });
	}

	/** One expression as a statement. `before` takes what is nested in it, `here` the expression itself. */
	#expression(term: tree.Term, before: Step[], here: Step[]): void {
		const { span } = term;
		switch (term.kind) {
			case "infix":
				this.#infixStatement(term, before, here);
				return;
			case "call": {
				const callee = calledFunction(this, term);
				if (callee === undefined) {
					this.#brokenCall(term, before, here);
					return;
				}
				this.#callStatement(term, callee, before, here);
				return;
			}
			case "membership": {
				const callee = builtinCallee(this, term.key === undefined ? "internal.member_2" : "internal.member_3", span);
				const args = [...(term.key === undefined ? [] : [term.key]), term.value, term.collection];
				here.push({ kind: "call", callee, args: args.map((arg) => this.operand(arg, before)), span, term });
				return;
			}
			case "not":
				this.#negation({ kind: "notLiteral", operand: term.operand, with: [], span }, here);
				return;
			case "body":
				here.push(...this.nested(term.body, [], (inner) => inner));
				return;
			case "var":
			case "ref": {
				// A reference itself stays inside a legacy `not`; only what stands in its brackets is evaluated before.
				const operand = this.#reference(term, before, here, undefined);
				here.push({ kind: "test", operand, span, term });
				return;
			}
			default: {
				const operand = this.operand(term, before);
				here.push({ kind: "test", operand, span, term });
			}
		}
	}

	#infixStatement(term: tree.Infix, before: Step[], here: Step[]): void {
		const { operator, span } = term;
		switch (operator) {
			case ":=": {
				const right = this.#source(term.right, before, here);
				const left = this.pattern(term.left, "assign", before);
				this.#unify(left, right, true, term, here);
				return;
			}
			case "=": {
				// The side that isn't a reference first: a reference can then give its value straight to it.
				const leftIsReference = term.left.kind === "ref" && term.right.kind !== "ref";
				if (leftIsReference) {
					const source = this.#source(term.left, before, here);
					const right = this.operand(term.right, before);
					this.#unify(right, source, false, term, here);
					return;
				}
				const left = this.operand(term.left, before);
				const right = this.#source(term.right, before, here);
				this.#unify(left, right, false, term, here);
				return;
			}
			case "==": {
				const left = this.#side(term.left, before, here);
				const right = this.#side(term.right, before, here);
				here.push({
					kind: "call",
					callee: builtinCallee(this, "equal", term.operatorSpan),
					args: [left, right],
					span,
					term,
				});
				return;
			}
			case "and":
			case "or": {
				const sides = [term.left, term.right];
				const operands = sides.map((side) => {
					if (side.kind === "body") return this.nested(side.body, [], (inner) => inner);
					const inside: Step[] = [];
					this.#expression(side, inside, inside);
					return inside;
				});
				here.push({ kind: "choice", operator, operands, scoped: sides.map(({ kind }) => kind === "body"), span, term });
				return;
			}
			default: {
				const callee = builtinCallee(this, operatorBuiltins[operator], term.operatorSpan);
				const args = [this.operand(term.left, before), this.operand(term.right, before)];
				here.push({ kind: "call", callee, args, span, term });
			}
		}
	}

	/** An operand of `==`: a reference is read in place (inside a legacy `not`), all else before. */
	#side(term: tree.Term, before: Step[], here: Step[]): Operand {
		return term.kind === "ref" || term.kind === "var"
			? this.#reference(term, before, here, undefined)
			: this.operand(term, before);
	}

	/** The right side of an assignment: a read or call that is still without a place for its result, or an operand. */
	#source(term: tree.Term, before: Step[], here: Step[]): Operand | ((out: Operand) => void) {
		if (term.kind !== "ref") return this.operand(term, before);
		const path: Operand[] = [];
		const target = this.#target(term, before, path);
		return (out) => {
			here.push({ kind: "read", root: target, path, out, span: term.span, term });
		};
	}

	#unify(
		left: Operand,
		right: Operand | ((out: Operand) => void),
		assign: boolean,
		term: tree.Infix,
		here: Step[],
	): void {
		if (typeof right === "function") right(left);
		else here.push({ kind: "unify", left, right, assign, span: term.span, term });
	}

	#callStatement(term: tree.Call, callee: Callee, before: Step[], here: Step[]): void {
		const { span } = term;
		if (callee.kind === "builtin" && callee.builtin.name === "print") {
			here.push({ kind: "print", parts: term.args.map((arg) => lenientPart(this, arg)), span, term });
			return;
		}
		const wanted = arity(this, callee);
		const metadata = metadataCall(this, callee);
		if (metadata !== undefined) {
			here.push({ kind: "test", operand: { kind: "constant", value: metadata, span }, span, term });
			return;
		}
		if (!arityFits(this, term, callee, wanted, wanted + 1)) {
			this.#brokenCall(term, before, here);
			return;
		}
		const args = term.args.slice(0, wanted).map((arg) => this.operand(arg, before));
		const last = term.args[wanted];
		const out = last === undefined ? undefined : this.operand(last, before);
		here.push({ kind: "call", callee, args, ...(out === undefined ? {} : { out }), span, term });
	}

	/** What is wrong in the arguments of a call that can't be made is said too; what it would have bound isn't missed. */
	#brokenCall(term: tree.Call, before: Step[], here: Step[]): void {
		const { span } = term;
		const last = term.args.map((arg) => this.operand(arg, before)).at(-1);
		if (last !== undefined) here.push({ kind: "unify", left: last, right: made("unknown", span), assign: true, span });
	}

	// ── Terms ────────────────────────────────────────────────────────────────────────────────────────────────────

	/** A term as an operand; what has to be evaluated for it goes into `steps`. */
	operand(term: tree.Term, steps: Step[]): Operand {
		const { span } = term;
		const constant = constantValue(term);
		if (constant !== undefined) return { kind: "constant", value: constant, span };
		switch (term.kind) {
			case "var":
			case "ref":
				return this.#reference(term, steps, steps, undefined);
			case "array":
			case "set":
				return { kind: term.kind, items: term.items.map((item) => this.operand(item, steps)), span };
			case "object":
				return {
					kind: "object",
					entries: term.entries.map(({ key, value }) => ({
						key: this.operand(key, steps),
						value: this.operand(value, steps),
					})),
					span,
				};
			case "call":
				return this.#callOperand(term, steps);
			case "infix":
				return this.#infixOperand(term, steps);
			case "membership": {
				const callee = builtinCallee(this, term.key === undefined ? "internal.member_2" : "internal.member_3", span);
				const args = [...(term.key === undefined ? [] : [term.key]), term.value, term.collection];
				return this.#called(
					callee,
					args.map((arg) => this.operand(arg, steps)),
					term,
					steps,
				);
			}
			case "template": {
				const out = made("text", span);
				const parts = term.parts.map((part) => (part.kind === "text" ? part.value : lenientPart(this, part)));
				steps.push({ kind: "template", parts, out, span, term });
				return out;
			}
			case "arrayComprehension":
			case "setComprehension": {
				const out = made(term.kind === "arrayComprehension" ? "items" : "members", span);
				this.nested(term.body, [term.head], (body) => {
					const head = this.operand(term.head, body);
					const makes = term.kind === "arrayComprehension" ? "array" : "set";
					steps.push({ kind: "comprehension", makes, body, head, out, span, term });
				});
				return out;
			}
			case "objectComprehension": {
				const out = made("object", span);
				this.nested(term.body, [term.key, term.value], (body) => {
					const key = this.operand(term.key, body);
					const head = this.operand(term.value, body);
					steps.push({ kind: "comprehension", makes: "object", body, key, head, out, span, term });
				});
				return out;
			}
			default:
				// `not` and `{ … }` stand only in statements; the parser lets nothing else through.
				this.#expression(term, steps, steps);
				return { kind: "constant", value: true, span };
		}
	}

	#callOperand(term: tree.Call, steps: Step[]): Operand {
		const callee = calledFunction(this, term);
		if (callee === undefined) {
			this.#brokenCall(term, steps, []);
			return made("unknown", term.span);
		}
		if (callee.kind === "builtin" && callee.builtin.name === "print") {
			this.report(term.span, valuelessCall({ name: "print" }));
			return made("unknown", term.span);
		}
		const metadata = metadataCall(this, callee);
		if (metadata !== undefined) return { kind: "constant", value: metadata, span: term.span };
		const wanted = arity(this, callee);
		if (!arityFits(this, term, callee, wanted, wanted)) {
			this.#brokenCall(term, steps, []);
			return made("unknown", term.span);
		}
		return this.#called(
			callee,
			term.args.map((arg) => this.operand(arg, steps)),
			term,
			steps,
		);
	}

	#infixOperand(term: tree.Infix, steps: Step[]): Operand {
		const { operator } = term;
		if (!isValueOperator(operator)) {
			this.#expression(term, steps, steps);
			return { kind: "constant", value: true, span: term.span };
		}
		const args = [this.operand(term.left, steps), this.operand(term.right, steps)];
		return this.#called(builtinCallee(this, operatorBuiltins[operator], term.operatorSpan), args, term, steps);
	}

	#called(callee: Callee, args: readonly Operand[], term: tree.Term, steps: Step[]): LocalUse {
		const out = made("result", term.span);
		steps.push({ kind: "call", callee, args, out, span: term.span, term });
		return out;
	}

	/** A variable or reference as an operand. `before` takes what stands in its brackets, `here` the read itself. */
	#reference(term: tree.Var | tree.Ref, before: Step[], here: Step[], out: Operand | undefined): Operand {
		const { span } = term;
		if (term.kind === "var") {
			const name = this.#name(term);
			if (name.kind === "local") return name;
			const { kind } = name.root;
			if (kind === "data" || kind === "private") this.#checkDataPath(kind, name.path, term);
			const target = out ?? made(term.name, span);
			here.push({ kind: "read", root: name.root, path: name.path, out: target, span, term });
			return target;
		}
		const path: Operand[] = [];
		const root = this.#target(term, before, path);
		const last = term.path.at(-1)?.term;
		const target = out ?? made(last?.kind === "string" ? last.value : "value", span);
		here.push({ kind: "read", root, path, out: target, span, term });
		return target;
	}

	/** Where a reference starts; fills in its path. */
	#target(term: tree.Ref, before: Step[], path: Operand[]): Root {
		let root: Root;
		if (term.head.kind === "var") {
			const name = this.#name(term.head);
			if (name.kind === "local") root = name;
			else {
				root = name.root;
				path.push(...name.path);
			}
		} else root = this.operand(term.head, before);
		for (const step of term.path) path.push(this.operand(step.term, before));
		if (root.kind === "data" || root.kind === "private") this.#checkDataPath(root.kind, path, term);
		return root;
	}

	#checkDataPath(root: "data" | "private", path: readonly Operand[], term: tree.Ref | tree.Var): void {
		const names = leadingNames(path);
		for (let length = names.length; length > 0; length--) {
			const prefix = names.slice(0, length);
			const known = this.context.functions.get(root === "data" ? pathKey(prefix) : privateKey(prefix));
			if (known !== undefined) {
				this.report(term.span, functionAsValue({ name: this.shown(term) }));
				return;
			}
			const policy = root === "data" ? this.context.privateOwners.get(pathKey(prefix)) : undefined;
			if (policy !== undefined) {
				this.report(term.span, privateRule({ name: prefix.at(-1) as string, policy }));
				return;
			}
		}
	}

	shown(term: tree.Term): string {
		return this.context.module.source.slice(term.span);
	}

	#name(variable: tree.Var): LocalUse | { readonly kind: "document"; readonly root: Root; readonly path: Operand[] } {
		const { name, span } = variable;
		if (name === "_") return wildcard(span);
		const local = this.scope.find(name);
		if (local !== undefined) return { kind: "local", local, span };
		if (!this.scope.declares(name)) {
			const own = this.context.privateNames.get(name);
			if (own !== undefined) {
				if ("policy" in own) return { kind: "document", root: { kind: "param", param: own }, path: [] };
				return { kind: "document", root: { kind: "private" }, path: constants(own.path, span) };
			}
			const meaning = this.context.names.get(name);
			if (meaning !== undefined) {
				return { kind: "document", root: { kind: meaning.root }, path: constants(meaning.path, span) };
			}
		}
		return { kind: "local", local: this.scope.use(name, span), span };
	}

	// ── Patterns and declarations ────────────────────────────────────────────────────────────────────────────────

	/** The left side of `:=`, or what stands after `some`: its variables are declared. */
	pattern(term: tree.Term, declared: "assign" | "some" | "argument", steps: Step[]): Operand {
		const { span } = term;
		switch (term.kind) {
			case "var":
				return term.name === "_"
					? wildcard(span)
					: { kind: "local", local: this.#declare(term.name, span, declared), span };
			case "array":
			case "set":
				if (term.kind === "set" && declared === "assign") break;
				if (term.items.length === 0) return this.operand(term, steps);
				return { kind: term.kind, items: term.items.map((item) => this.pattern(item, declared, steps)), span };
			case "object":
				if (term.entries.length === 0) return this.operand(term, steps);
				return {
					kind: "object",
					entries: term.entries.map(({ key, value }) => ({
						key: this.operand(key, steps),
						value: this.pattern(value, declared, steps),
					})),
					span,
				};
			default:
				if (declared !== "assign") return this.operand(term, steps);
		}
		this.report(span, notAssignable({ what: describeTerm(term) }));
		return made("unknown", span);
	}

	#argument(variable: tree.Var, declared: "every"): Local {
		if (variable.name === "_") return wildcard(variable.span).local;
		return this.#declare(variable.name, variable.span, declared);
	}

	#declare(name: string, span: Span, declared: NonNullable<Local["declared"]>): Local {
		const own = this.scope.own(name);
		const before = own !== undefined && this.keysOfArguments.includes(own) ? undefined : own;
		if ((name === "input" || name === "data") && this.context.module.v0 === undefined) {
			this.report(span, shadowedDocument({ name, what: declared === "argument" ? "an argument" : "a variable" }));
		} else if (before !== undefined && !this.#isSame(before, declared)) {
			const how =
				before.declared === undefined
					? "referenced"
					: before.declared === "argument"
						? "argument"
						: before.declared === "assign"
							? "assigned"
							: "declared";
			this.report(span, redeclaredVariable({ name, how }));
			return before;
		}
		return before ?? this.scope.declare(name, span, declared);
	}

	/**
	 * Arguments of one head, and patterns of one `some … in`, may have a name twice: both are the same then. In a head a name may also
	 * be a key in one pattern and get its value in a later one, though arguments are matched in order, and so the key is never found.
	 */
	#isSame(before: Local, declared: NonNullable<Local["declared"]>): boolean {
		if (before.declared === undefined && declared === "argument") return true;
		if (before.declared !== declared) return false;
		return declared === "argument" || (declared === "some" && before.span.start >= (this.#someIn?.start ?? Infinity));
	}
}

/** Of steps in order, the calls and those that give them operands: what OPA takes out of an expression first, as expressions of their own. */
function stepsOfCalls(steps: readonly Step[]): ReadonlySet<Step> {
	const found = new Set<Step>();
	const needed = new Set<Local>();
	for (const step of steps.toReversed()) {
		const gives = "out" in step && step.out?.kind === "local" && needed.has(step.out.local);
		if (step.kind !== "call" && !gives) continue;
		found.add(step);
		directLocals(step, needed);
	}
	return found;
}
