/**
 * Bodies to JavaScript: steps become statements, enumerations become loops around all that follows, `undefined` becomes a
 * break out of the nearest block (LANGUAGE.md 4). No closures, no generators: one literal after another.
 */

import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import type { LocalUses } from "../analyze/uses.ts";
import type { Body, CallStep, Local, Operand, Read, Step, Unify } from "../core.ts";
import { allIn, operandLocals } from "../order/locals.ts";
import type { Code } from "./code.ts";
import { type Covering, coverSteps, endOfLoop } from "./coverSteps.ts";
import { emitBuiltin } from "./emitCall.ts";
import { emitDataRead } from "./emitDataRead.ts";
import type { ProgramEmitter } from "./emitProgram.ts";
import { emitComprehension, emitEither, emitEvery, emitExists, emitNot, emitWith } from "./emitScopes.ts";
import { emitPrint, emitTemplate } from "./emitText.ts";
import { hoistInvariants } from "./hoistInvariants.ts";
import { dotted, isPlainName, Names, propertyName, stringLiteral } from "./literals.ts";
import { NamedExpressions } from "./namedExpressions.ts";
import { calleeKey } from "./plan.ts";
import type { CoveredLiteral } from "./probes.ts";
import { isLook, joinOn } from "./stepOrder.ts";

/** How many blocks may stand in each other: JavaScript engines parse them recursively. */
const DEEPEST = 250;

interface Loop {
	readonly label: string;
}

export class BodyEmitter {
	readonly program: ProgramEmitter;
	readonly code: Code;
	readonly names: Names;
	readonly uses: LocalUses;
	readonly #row: (span: Span) => string;
	/** What each local is in JavaScript: a name or a literal. */
	readonly bound = new Map<Local, string>();
	/** How many loops were open when a local got its value. */
	readonly #depthOf = new Map<Local, number>();
	readonly loops: Loop[] = [];
	readonly named = new NamedExpressions();
	/** The statement that gives the present attempt up. */
	fail = "return;";
	/** The name of the present context. */
	cx = "cx";
	/** Whether the order of solutions can be seen. */
	ordered = false;
	/** Inside a finding's message: unknown values print, and are not noted. */
	quiet = false;
	/** With coverage: the literal that is being written, and the one around this body. */
	covering: Covering | undefined;
	within: CoveredLiteral | undefined;
	/** The steps of this body, and where those after the present one begin. */
	#steps: Body = [];
	#next = 0;
	#labels = 0;

	constructor(program: ProgramEmitter, code: Code, row: (span: Span) => string, uses: LocalUses) {
		this.program = program;
		this.code = code;
		this.names = new Names("function");
		this.uses = uses;
		this.ordered = program.options.keepsPrint;
		this.#row = row;
	}

	get knows(): boolean {
		return this.program.options.unknowns;
	}

	// ── Blocks ───────────────────────────────────────────────────────────────────────────────────────────────────

	label(word: string): string {
		this.#labels++;
		return this.names.take(`${word}${this.#labels}`);
	}

	/** Steps and what comes of each solution; closes every block that the steps open. */
	body(steps: Body, finish: () => void): void {
		const { depth } = this.code;
		const { fail, cx, covering, within } = this;
		const { probes } = this.program;
		const loops = this.loops.length;
		const named = this.named.mark();
		this.within = covering?.literal ?? within;
		this.covering = undefined;
		if (probes !== undefined) coverSteps(this, probes, steps);
		// Where values may be unknown, a read takes note of them: it must not happen unless its turn comes.
		else this.steps(this.knows ? steps : hoistInvariants(steps, this.bound));
		finish();
		this.code.closeTo(depth);
		this.fail = fail;
		this.cx = cx;
		this.covering = covering;
		this.within = within;
		this.loops.length = loops;
		this.named.leave(named);
	}

	/** Steps in turn; each may look at those after it. */
	steps(steps: Body): void {
		for (let index = 0; index < steps.length; index++) this.stepAt(steps, index);
	}

	stepAt(steps: Body, index: number): void {
		const around = this.#steps;
		const next = this.#next;
		this.#steps = steps;
		this.#next = index + 1;
		this.step(steps[index] as Step);
		this.#steps = around;
		this.#next = next;
	}

	/** A labelled block that a failing step leaves. `finish` writes what a solution does. */
	block(label: string, steps: Body, finish: () => void): void {
		const { fail } = this;
		this.code.open(`${label}: `);
		this.fail = `break ${label};`;
		this.body(steps, finish);
		this.code.close();
		this.fail = fail;
	}

	openLoop(head: string, word: string): void {
		if (this.code.depth > DEEPEST) this.program.noteDepth();
		const label = this.label(word);
		this.code.open(`${label}: ${head} `, endOfLoop(this));
		this.loops.push({ label });
		this.fail = `continue ${label};`;
	}

	/** Whether locals have the same values in all solutions: none of them got its value in a loop. */
	isSettled(used: Iterable<Local>, base: number): boolean {
		for (const local of used) if ((this.#depthOf.get(local) ?? 0) > base) return false;
		return true;
	}

	/** A block for one of several attempts: what fails in it goes on after it. */
	attempt(write: () => void): void {
		const { fail } = this;
		const named = this.named.mark();
		const label = this.label("case");
		this.code.open(`${label}: `);
		this.fail = `break ${label};`;
		write();
		this.code.close();
		this.fail = fail;
		this.named.leave(named);
	}

	/** After a solution: leaves the loops that can't give another one, seen from loop number `base` on. */
	skipLoops(used: Iterable<Local>, base: number, leave: string): void {
		let depth = base;
		for (const local of used) depth = Math.max(depth, this.#depthOf.get(local) ?? 0);
		if (depth === base) {
			if (this.loops.length > base || leave !== "") this.line(leave);
		} else if (depth < this.loops.length) this.line(`continue ${(this.loops[depth - 1] as Loop).label};`);
	}

	line(text: string): void {
		if (text !== "") this.code.line(text);
	}

	/** An expression whose value nobody needs. A statement that began with a brace would be a block. */
	discard(expression: string): void {
		this.line(expression.startsWith("{") ? `(${expression});` : `${expression};`);
	}

	failIf(condition: string): void {
		this.line(`if (${condition}) ${this.fail}`);
	}

	/** Where a step stands: `file:row`, as OPA puts it before an error. */
	site(span: Span): string {
		return stringLiteral(this.#row(span));
	}

	/** A constant with this expression as its value; the same expression in the same block is computed once. */
	keep(word: string, expression: string, shared = true): string {
		const before = shared ? this.named.get(expression) : undefined;
		if (before !== undefined) return before;
		const name = this.names.take(word);
		this.line(`const ${name} = ${expression};`);
		if (shared) this.named.add(expression, name);
		return name;
	}

	/** A named expression that is known already in this block. */
	known(expression: string): string | undefined {
		return this.named.get(expression);
	}

	/**
	 * Forgets what rules gave, until the function that it gives is called: a construct that needs all of their answer asks again, so that
	 * it sees what is unknown in it.
	 */
	fresh(): () => void {
		return this.knows ? this.named.without((expression) => /\(cx[0-9]*[,)]/.test(expression)) : () => {};
	}

	// ── Operands ─────────────────────────────────────────────────────────────────────────────────────────────────

	isBound(operand: Operand): boolean {
		return allIn(operand, this.bound);
	}

	/** An operand whose locals all have values, as an expression. */
	expression(operand: Operand): string {
		switch (operand.kind) {
			case "constant":
				return this.program.constant(operand.value);
			case "local": {
				const name = this.bound.get(operand.local);
				if (name === undefined) throw new Error(`\`${operand.local.name}\` has no value here`);
				return name;
			}
			case "array":
				return `[${operand.items.map((item) => this.expression(item)).join(", ")}]`;
			case "set":
				return `set(${operand.items.map((item) => this.expression(item)).join(", ")})`;
			case "object": {
				const { entries } = operand;
				const keys = entries.map(({ key }) => (key.kind === "constant" ? key.value : undefined));
				if (keys.every((key) => typeof key === "string") && new Set(keys).size === keys.length) {
					const fields = entries.map(({ value }, i) => `${propertyName(keys[i] as string)}: ${this.expression(value)}`);
					return `{ ${fields.join(", ")} }`;
				}
				return `object(${entries.map(({ key, value }) => `[${this.expression(key)}, ${this.expression(value)}]`).join(", ")})`;
			}
		}
	}

	/** An operand as a name or literal: composites are computed once. */
	simple(operand: Operand, word: string): string {
		const expression = this.expression(operand);
		return operand.kind === "constant" || operand.kind === "local" ? expression : this.keep(word, expression);
	}

	bind(local: Local, expression: string): void {
		this.bound.set(local, expression);
		this.#depthOf.set(local, this.loops.length);
	}

	/** Gives a local the value of an expression, under a name like its own. */
	assign(local: Local, expression: string, simple: boolean): void {
		if (!this.uses.isUsed(local)) {
			if (!simple) this.discard(expression);
			return;
		}
		if (simple) this.bind(local, expression);
		else this.bind(local, this.keep(local.name === "_" ? "item" : local.name, expression));
	}

	/** Matches a value (a name or literal that is not undefined) with a pattern: binds what is open, fails where it differs. */
	match(pattern: Operand, value: string): void {
		if (pattern.kind === "local" && !this.bound.has(pattern.local)) {
			this.assign(pattern.local, value, true);
			return;
		}
		if (this.isBound(pattern)) {
			this.failUnlessEqual(value, pattern);
			return;
		}
		if (pattern.kind === "array") {
			if (this.knows) this.failIf(`unknown(${this.cx}, ${value})`);
			this.failIf(`!isArrayOf(${value}, ${pattern.items.length})`);
			pattern.items.forEach((item, index) => {
				this.#matchPart(item, `${value}[${index}]`, "item");
			});
			return;
		}
		if (pattern.kind === "object" && pattern.entries.every(({ key }) => this.isBound(key))) {
			if (this.knows) this.failIf(`unknown(${this.cx}, ${value})`);
			const keys = pattern.entries.map(({ key }) => this.expression(key));
			this.failIf(`!hasKeys(${value}, [${keys.join(", ")}])`);
			pattern.entries.forEach((entry, index) => {
				const word = entry.key.kind === "constant" && typeof entry.key.value === "string" ? entry.key.value : "value";
				this.#matchPart(entry.value, `get(${value}, ${keys[index]})`, word);
			});
			return;
		}
		this.#matchNothing(pattern);
	}

	/** Sets and keys with something open in them, which stand only in heads of functions, equal no value: OPA doesn't look for members. */
	#matchNothing(pattern: Operand): void {
		this.failIf("true");
		const open = new Set<Local>();
		operandLocals(pattern, open);
		for (const local of open) if (!this.bound.has(local)) this.bind(local, "undefined");
	}

	#matchPart(pattern: Operand, expression: string, word: string): void {
		if (pattern.kind === "local" && !this.bound.has(pattern.local)) {
			if (this.uses.isUsed(pattern.local)) this.assign(pattern.local, expression, false);
			return;
		}
		this.match(pattern, this.keep(word, expression));
	}

	failUnlessEqual(value: string, pattern: Operand): void {
		this.failIf(this.unequal(value, this.expression(pattern), pattern));
	}

	/** A condition that is true unless two values are (known to be) equal. */
	unequal(a: string, b: string, pattern: Operand | undefined): string {
		if (this.knows) return `${a} !== ${b} && equalsKnown(${this.cx}, ${a}, ${b}) !== true`;
		const constant = pattern?.kind === "constant" ? pattern.value : undefined;
		if (typeof constant === "string" || typeof constant === "boolean" || constant === null) return `${a} !== ${b}`;
		return `differ(${a}, ${b})`;
	}

	// ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────

	step(step: Step): void {
		switch (step.kind) {
			case "test":
				this.#test(step.operand);
				return;
			case "unify":
				this.#unify(step);
				return;
			case "read":
				this.#read(step);
				return;
			case "call":
				this.#call(step);
				return;
			case "comprehension":
				emitComprehension(this, step);
				return;
			case "template":
				emitTemplate(this, step);
				return;
			case "print":
				if (this.program.options.keepsPrint) emitPrint(this, step);
				return;
			case "not":
				emitNot(this, step);
				return;
			case "every":
				emitEvery(this, step);
				return;
			case "choice":
				if (step.operator === "and") for (const operand of step.operands) emitExists(this, operand);
				else emitEither(this, step.operands);
				return;
			case "with":
				emitWith(this, step);
				return;
		}
	}

	#test(operand: Operand): void {
		if (operand.kind === "constant") {
			if (operand.value === false) this.failIf("true");
			return;
		}
		if (operand.kind !== "local") {
			this.discard(this.expression(operand));
			return;
		}
		const value = this.expression(operand);
		this.failIf(this.knows ? `${value} === false || unknown(${this.cx}, ${value})` : `${value} === false`);
	}

	#unify({ left, right }: Unify): void {
		this.#unifyPair(left, right);
	}

	#unifyPair(left: Operand, right: Operand): void {
		if (this.isBound(right)) {
			this.match(left, this.#value(right, left));
			return;
		}
		if (this.isBound(left)) {
			this.match(right, this.#value(left, right));
			return;
		}
		if (left.kind === "array" && right.kind === "array") {
			if (left.items.length !== right.items.length) this.failIf("true");
			else this.#unifyPairs(left.items.map((item, i) => [item, right.items[i] as Operand]));
			return;
		}
		if (left.kind === "object" && right.kind === "object") {
			const pairs: [Operand, Operand][] = [];
			for (const entry of left.entries) {
				const twin = right.entries.find((other) => this.expression(other.key) === this.expression(entry.key));
				if (twin !== undefined) pairs.push([entry.value, twin.value]);
			}
			if (pairs.length !== left.entries.length || pairs.length !== right.entries.length) this.failIf("true");
			else this.#unifyPairs(pairs);
			return;
		}
		this.failIf("true");
	}

	/** Pair after pair, those first that have a known side. */
	#unifyPairs(pairs: [Operand, Operand][]): void {
		let waiting = pairs;
		while (waiting.length > 0) {
			const ready = waiting.filter(([a, b]) => this.isBound(a) || this.isBound(b));
			const now = ready.length > 0 ? ready.slice(0, 1) : waiting.slice(0, 1);
			waiting = waiting.filter((pair) => !now.includes(pair));
			for (const [a, b] of now) this.#unifyPair(a, b);
		}
	}

	#value(operand: Operand, pattern: Operand): string {
		const word = pattern.kind === "local" ? pattern.local.name : "value";
		return this.simple(operand, word === "_" ? "value" : word);
	}

	// ── Reads ────────────────────────────────────────────────────────────────────────────────────────────────────

	#read(step: Read): void {
		const { root } = step;
		switch (root.kind) {
			case "input": {
				const input = this.keep("input", `${this.cx}.input`);
				if (step.path.length === 0) {
					this.failIf(`${input} === undefined`);
					this.match(step.out, input);
				} else this.path(input, step.path, 0, step.out, true);
				return;
			}
			case "param": {
				const { policy, name, value } = root.param;
				const param = this.keep(
					name,
					`param(${this.cx}, ${stringLiteral(policy)}, ${stringLiteral(name)}, ${this.program.constant(value)})`,
				);
				this.path(param, step.path, 0, step.out, false);
				return;
			}
			case "data":
			case "private":
				emitDataRead(this, step, root.kind);
				return;
			default:
				this.path(this.simple(root, "value"), step.path, 0, step.out, false);
		}
	}

	/** Steps into a value along a path, from step `at` on; a value that `mayMiss` can be undefined. */
	path(value: string, path: readonly Operand[], at: number, out: Operand, mayMiss: boolean): void {
		let current = value;
		let missing = mayMiss;
		for (let i = at; i < path.length; i++) {
			const key = path[i] as Operand;
			if (!this.isBound(key)) {
				this.enumerate(current, missing, key, i === path.length - 1 ? out : undefined, (member) =>
					this.path(member, path, i + 1, out, false),
				);
				return;
			}
			const last = i === path.length - 1;
			current = this.#member(current, key, last && out.kind === "local" ? out.local : undefined);
			missing = false;
		}
		if (missing) this.failIf(`${current} === undefined`);
		this.match(out, current);
	}

	/** The member of a value under a known key, as a name; fails where there is none. */
	#member(value: string, key: Operand, named: Local | undefined): string {
		const constant = key.kind === "constant" ? key.value : undefined;
		let word = typeof constant === "string" ? constant : "item";
		if (named !== undefined && named.origin === "written") word = named.name;
		const expression = this.memberExpression(value, key, constant);
		const before = this.known(expression);
		if (before !== undefined) return before;
		const name = this.keep(word, expression);
		this.failIf(`${name} === undefined`);
		return name;
	}

	memberExpression(value: string, key: Operand, constant: Value | undefined): string {
		const isPlain = typeof constant === "string" && isPlainName(constant);
		if (this.knows) {
			if (isPlain) {
				const text = stringLiteral(constant);
				return `${value}?.${dotted(constant)} ?? missingKnown(${this.cx}, ${value}, ${text})`;
			}
			return `getKnown(${this.cx}, ${value}, ${this.expression(key)})`;
		}
		if (isPlain) {
			return `${value}?.${dotted(constant)} ?? missing(${value}, ${stringLiteral(constant)})`;
		}
		if (typeof constant === "number" && Number.isInteger(constant) && constant >= 0)
			return `item(${value}, ${constant})`;
		return `member(${value}, ${this.expression(key)})`;
	}

	/** A loop over the members of a value, for a key that is open. */
	enumerate(
		value: string,
		_mayMiss: boolean,
		key: Operand,
		out: Operand | undefined,
		then: (member: string) => void,
	): void {
		const kind = this.ordered ? ["values", "keys"] : ["anyValues", "anyKeys"];
		const of = (what: string): string => (this.knows ? `known.${what}(${this.cx}, ${value})` : `${what}(${value})`);
		const needsKey = key.kind !== "local" || this.uses.isUsed(key.local);
		const rows = this.keep("rows", of(kind[0] as string));
		const keys = needsKey ? this.keep("keys", of(kind[1] as string)) : undefined;
		const join = this.#join(out);
		const index = this.names.take("i");
		const word = out?.kind === "local" && out.local.name !== "_" ? out.local.name : "item";
		if (join === undefined) {
			this.line(`${this.cx}.run.spend(${rows}.length);`);
			this.openLoop(`for (let ${index} = 0; ${index} < ${rows}.length; ${index}++)`, "each");
		} else {
			const found = this.keep("found", `matching(${rows}, ${join})`, false);
			const count = this.keep("count", `${found} === undefined ? ${rows}.length : ${found}.length`, false);
			this.line(`${this.cx}.run.spend(${count});`);
			const at = this.names.take("at");
			this.openLoop(`for (let ${at} = 0; ${at} < ${count}; ${at}++)`, "each");
			this.line(`const ${index} = ${found} === undefined ? ${at} : ${found}[${at}];`);
		}
		if (keys !== undefined) {
			const keyWord = key.kind === "local" && key.local.name !== "_" ? key.local.name : "key";
			const name = this.keep(keyWord, `${keys} === undefined ? ${index} : ${keys}[${index}]`, false);
			this.match(key, name);
		}
		if (out !== undefined && out.kind === "local" && !this.bound.has(out.local) && !this.uses.isUsed(out.local)) return;
		then(this.keep(word, `${rows}[${index}]`, false));
	}

	/**
	 * Where a loop in a loop looks only for members that have a certain value under a certain key: both as arguments. Where values may be
	 * unknown, only if that is the first that is asked of a member, since whatever is asked before it may take note of an unknown value.
	 */
	#join(out: Operand | undefined): string | undefined {
		if (this.program.probes !== undefined) return undefined;
		if (this.loops.length === 0 || out?.kind !== "local" || this.bound.has(out.local)) return undefined;
		if (this.program.plan.mockable.has("equal")) return undefined;
		const from = this.#next;
		if (this.knows && !isLook(this.#steps[from], out.local)) return undefined;
		const following = this.knows ? this.#steps.slice(from, from + 2) : this.#steps.slice(from);
		const join = joinOn(out.local, following, (operand) => this.isBound(operand));
		return join === undefined ? undefined : `${stringLiteral(join.key)}, ${this.expression(join.value)}`;
	}

	// ── Calls ────────────────────────────────────────────────────────────────────────────────────────────────────

	#call(step: CallStep): void {
		const { callee } = step;
		const mock = this.program.plan.mockable.get(calleeKey(callee));
		if (callee.kind === "builtin" && mock === undefined) {
			emitBuiltin(this, step, callee.builtin);
			return;
		}
		const args = step.args.map((arg) => this.expression(arg));
		const site = this.site(step.span);
		const direct =
			callee.kind === "builtin"
				? `${this.program.builtin(callee.builtin.name)}(${[this.cx, site, ...args].join(", ")})`
				: `${this.program.functionName(callee)}(${[this.cx, ...args].join(", ")})`;
		const called =
			mock === undefined
				? direct
				: `${this.cx}.mocks?.[${mock}] === undefined ? ${direct} : mocked(${[this.cx, `${this.cx}.mocks[${mock}]`, site, ...args].join(", ")})`;
		this.result(called, step.out, callee.kind === "builtin" && callee.builtin.relation === true);
	}

	/** What a call gives: matched with `out`, or tested. `relation`: each element is a solution. */
	result(expression: string, out: Operand | undefined, relation: boolean): void {
		const word = out?.kind === "local" && out.local.name !== "_" ? out.local.name : "result";
		const name = this.keep(word, expression, false);
		if (relation) {
			this.failIf(`${name} === undefined`);
			this.line(`${this.cx}.run.spend(${name}.length);`);
			this.openLoop(`for (const row of ${name})`, "each");
			if (out !== undefined) this.match(out, "row");
			return;
		}
		if (out === undefined) {
			this.failIf(
				this.knows
					? `${name} === undefined || ${name} === false || unknown(${this.cx}, ${name})`
					: `${name} === undefined || ${name} === false`,
			);
			return;
		}
		this.failIf(`${name} === undefined`);
		this.match(out, name);
	}
}
