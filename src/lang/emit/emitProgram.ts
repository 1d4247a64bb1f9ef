/**
 * A program as text: `(runtime) => { … }`, with a function for every rule and every clause, constants once, and the tree of
 * documents at the end. The same input gives the same text.
 */
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Dependencies } from "../analyze/recursion.ts";
import type { RuleNode, RuleTrees } from "../analyze/ruleTree.ts";
import { LocalUses } from "../analyze/uses.ts";
import type { Callee, Clause, CoreQuery, Local, Operand } from "../core.ts";
import { operandLocals } from "../order/locals.ts";
import { asking, type ClauseTable, clauseTable } from "./clauseTable.ts";
import { Code } from "./code.ts";
import { BodyEmitter } from "./emitBody.ts";
import { emitQuery } from "./emitQuery.ts";
import { payForElement } from "./emitScopes.ts";
import { emitTree } from "./emitTree.ts";
import { emitVerdict, keepWays } from "./emitVerdict.ts";
import { stringLiteral, valueLiteral } from "./literals.ts";
import { overlaps, type Plan, planProgram } from "./plan.ts";
import { Probes } from "./probes.ts";
import { Timers } from "./timers.ts";

export interface EmitOptions {
	/** Values may be Unknown. */
	readonly unknowns: boolean;
	/** `print` prints. Everything is gone through in OPA's order and once then, as somebody watches. */
	readonly keepsPrint: boolean;
	/** What the program keeps account of besides: nothing, unless asked for. */
	readonly instrument?: Instrument;
}

/** `coverage`: what of the rules was evaluated; `profile`: how long each rule took. */
export type Instrument = "coverage" | "profile";

export interface EmitInput {
	readonly trees: RuleTrees;
	readonly clauses: readonly Clause[];
	readonly graph: Dependencies;
	readonly query?: CoreQuery;
}

/** The text of a program, and the clauses that go through more collections in each other than can be run. */
export function emitProgram(
	input: EmitInput,
	options: EmitOptions,
): { readonly code: string; readonly tooDeep: readonly Clause[] } {
	const emitter = new ProgramEmitter(input, options);
	const code = emitter.emit();
	return { code, tooDeep: [...emitter.tooDeep] };
}

export class ProgramEmitter {
	readonly options: EmitOptions;
	readonly trees: RuleTrees;
	readonly plan: Plan;
	readonly probes: Probes | undefined;
	readonly #timers: Timers | undefined;
	readonly #query: CoreQuery | undefined;
	readonly #constants = new Map<string, string>();
	/** The names of the very values that were asked for before. */
	readonly #named = new Map<object, string>();
	readonly #builtins = new Map<string, string>();
	readonly #matchers = new Map<string, string>();
	readonly #functions: string[] = [];
	/** Which clauses of a rule have which answer. */
	readonly #tables: string[] = [];
	/** Parts of dynamic documents that are still to be written. */
	readonly #parts = new Map<
		string,
		{ readonly name: string; readonly node: RuleNode; readonly clauses: readonly Clause[]; readonly slot: number }
	>();
	readonly #mocks = new Map<string, string>();
	#slots: number;
	#present: Clause | undefined;
	readonly tooDeep = new Set<Clause>();

	constructor(input: EmitInput, options: EmitOptions) {
		this.options = options;
		this.trees = input.trees;
		this.#query = input.query;
		this.plan = planProgram(input.trees, input.clauses, input.graph, input.query);
		this.#slots = this.plan.slots;
		const { names } = this.plan;
		if (options.instrument === "coverage") this.probes = new Probes(names.take("counts$"));
		if (options.instrument === "profile") this.#timers = new Timers(names);
	}

	emit(): string {
		for (const { node } of this.plan.rules.values()) this.#rule(node);
		let query: readonly string[] = [];
		if (this.#query !== undefined) {
			const { source } = this.#query;
			const written = emitQuery(this, this.#query, (span) => rowOf(source, span));
			this.#functions.push(written.code);
			query = written.fields;
		}
		// Writing a part may ask for further parts.
		const written = new Set<string>();
		for (;;) {
			const waiting = [...this.#parts].filter(([key]) => !written.has(key));
			if (waiting.length === 0) break;
			for (const [key, part] of waiting) {
				written.add(key);
				this.#dynamic(part.name, part.node, part.clauses, part.slot);
			}
		}
		const tree = emitTree(this, this.trees.data, 1);
		const code = new Code();
		code.open("(runtime) => ");
		code.line(runtimeNames);
		for (const [name, variable] of this.#builtins) {
			const maker = this.options.unknowns ? "knownBuiltin" : "builtin";
			code.line(`const ${variable} = ${maker}(${stringLiteral(name)});`);
		}
		for (const [literal, name] of this.#matchers) code.line(`const ${name} = ${literal};`);
		for (const [literal, name] of this.#constants) code.line(`const ${name} = ${literal};`);
		for (const [literal, name] of this.#mocks) code.line(`const ${name} = ${literal};`);
		for (const text of this.#tables) code.line(text);
		if (this.probes !== undefined) code.line(this.probes.declaration);
		for (const text of this.#timers?.declarations ?? []) code.line(text);
		for (const text of this.#functions) {
			code.blank();
			code.add(text);
		}
		code.blank();
		code.open("const program = ", "};");
		code.line(`slots: ${this.#slots},`);
		code.line(`tree: ${tree},`);
		for (const line of query) code.line(line);
		if (this.probes !== undefined) code.line(this.probes.field);
		if (this.#timers !== undefined) code.line(this.#timers.field);
		code.close();
		code.line("return program;");
		code.close();
		return code.text;
	}

	#begin(clause: Clause): void {
		this.#present = clause;
		this.probes?.begin(clause);
	}

	/** The clause that is being written has too many loops in each other. */
	noteDepth(): void {
		if (this.#present !== undefined) this.tooDeep.add(this.#present);
	}

	// ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────

	/** A constant as an expression: scalars as they are, composites by a name at the top. */
	constant(value: Value): string {
		if (typeof value !== "object" || value === null) return valueLiteral(value);
		const known = this.#named.get(value);
		if (known !== undefined) return known;
		const literal = valueLiteral(value);
		let name = this.#constants.get(literal);
		if (name === undefined) {
			name = this.plan.names.take(`k$${this.#constants.size + 1}`);
			this.#constants.set(literal, name);
		}
		this.#named.set(value, name);
		return name;
	}

	keepList(slots: readonly number[]): string {
		return this.constant(slots as readonly Value[]);
	}

	builtin(name: string): string {
		let variable = this.#builtins.get(name);
		if (variable === undefined) {
			variable = this.plan.names.take(`call$${name}`);
			this.#builtins.set(name, variable);
		}
		return variable;
	}

	/** What matches texts with a pattern that is written out. */
	matcher(pattern: string): string {
		const literal = `matcher(${stringLiteral(pattern)}, ${this.builtin("regex.match")})`;
		let name = this.#matchers.get(literal);
		if (name === undefined) {
			name = this.plan.names.take(`match$${this.#matchers.size + 1}`);
			this.#matchers.set(literal, name);
		}
		return name;
	}

	ruleName(node: RuleNode): string {
		return (this.plan.rules.get(node) as { readonly name: string }).name;
	}

	functionName(callee: Extract<Callee, { kind: "function" }>): string {
		let node: RuleNode | undefined = this.trees[callee.root];
		for (const key of callee.path) node = node?.child(key);
		if (node === undefined) throw new Error(`there is no function ${callee.path.join(".")}`);
		return this.ruleName(node);
	}

	/** A mock that calls a function or builtin. */
	mockOf(callee: Callee): string {
		const literal =
			callee.kind === "builtin"
				? `{ call: ${this.builtin(callee.builtin.name)} }`
				: `{ call: (cx, site, ...args) => ${this.functionName(callee)}(cx, ...args) }`;
		let name = this.#mocks.get(literal);
		if (name === undefined) {
			name = this.plan.names.take(`mock$${this.#mocks.size + 1}`);
			this.#mocks.set(literal, name);
		}
		return name;
	}

	/** The function that makes the part of a dynamic document that these clauses give. */
	partName(node: RuleNode, clauses: readonly Clause[]): string {
		const all = [...node.all()];
		const key = `${this.ruleName(node)} ${clauses.map((clause) => all.indexOf(clause)).join(" ")}`;
		let part = this.#parts.get(key);
		if (part === undefined) {
			part = { name: this.plan.names.take(`${this.ruleName(node)}$$part`), node, clauses, slot: this.#slots++ };
			this.#parts.set(key, part);
		}
		return part.name;
	}

	/** The constant that a rule always is: one clause, no body, nothing that could replace it. */
	constantRule(node: RuleNode): string | undefined {
		const [clause] = node.clauses;
		if (this.probes !== undefined) return undefined;
		if (node.kind !== "complete" || node.clauses.length !== 1 || clause === undefined) return undefined;
		const [branch] = clause.branches;
		if (clause.branches.length !== 1 || branch === undefined || branch.body.length > 0) return undefined;
		if (branch.value.kind !== "constant" || this.#isReplaceable(node)) return undefined;
		return this.constant(branch.value.value);
	}

	#isReplaceable(node: RuleNode): boolean {
		if (this.plan.replaceable.length === 0) return false;
		const path: Operand[] = node.path.map((value) => ({ kind: "constant", value, span: { start: 0, end: 0 } }));
		return this.plan.replaceable.some((target) => overlaps(path, target));
	}

	/** The name for the function itself, where one of its own name measures it. */
	#timed(node: RuleNode, name: string, params: string): string {
		const [clause] = node.all();
		if (this.#timers === undefined || clause === undefined) return name;
		const { text, inner } = this.#timers.around(node, name, params, rowOf(clause.source, clause.span));
		this.#functions.push(text);
		return inner;
	}

	// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────

	#rule(node: RuleNode): void {
		const { name, slot } = this.plan.rules.get(node) as { readonly name: string; readonly slot: number };
		switch (node.kind) {
			case "complete":
				this.#complete(node, name, slot);
				return;
			case "set":
				this.#set(node, name, slot);
				return;
			case "function":
				this.#values(node, name);
				return;
			default:
				this.#dynamic(
					name,
					node,
					[...node.all()].filter((clause) => clause.kind !== "function"),
					slot,
				);
		}
	}

	/** `name(cx)`: what the memo has, or what `name$$value` gives. */
	#memoised(node: RuleNode, name: string, slot: number): void {
		const code = new Code(1);
		code.open(`function ${name}(cx) `);
		if (this.#isReplaceable(node)) {
			code.line(`const instead = cx.replacements === undefined ? undefined : cx.replaced(${valueLiteral(node.path)});`);
			code.line("if (instead !== undefined) return instead.value;");
		}
		code.line(`const memo = cx.memo[${slot}];`);
		const below = this.#isReplaceable(node) && node.kind !== "complete";
		const once = this.options.unknowns ? "onceKnown" : "once";
		const recall = this.options.unknowns ? `cx.recall(${slot})` : "memo === NONE ? undefined : memo";
		const value = `memo === undefined ? cx.${once}(${slot}, ${name}$$value) : ${recall}`;
		code.line(below ? `return cx.withReplaced(${valueLiteral(node.path)}, ${value});` : `return ${value};`);
		code.close();
		this.#functions.push(code.text);
	}

	#complete(node: RuleNode, name: string, slot: number): void {
		const constant = this.constantRule(node);
		if (constant !== undefined) {
			this.#functions.push(`\tfunction ${name}() {\n\t\treturn ${constant};\n\t}`);
			return;
		}
		this.#memoised(node, name, slot);
		this.#values(node, `${name}$$value`);
	}

	/** A function that gives a complete rule's or a function's value: its clauses in turn. */
	#values(node: RuleNode, name: string): void {
		const clauses = node.clauses.filter((clause) => !clause.isDefault);
		const otherwise = node.clauses.find((clause) => clause.isDefault);
		const isFunction = node.kind === "function";
		const count = isFunction ? (node.clauses[0] as Clause).args.length : 0;
		const params = ["cx", ...Array.from({ length: count }, (_, i) => `a${i + 1}`)].join(", ");
		const inner = this.#timed(node, name, params);
		if (clauses.length === 1 && otherwise === undefined) {
			this.#clauseFunction(inner, clauses[0] as Clause);
			return;
		}
		const calls = clauses.map((clause, index) => {
			const clauseName = `${name}$$${index + 1}`;
			this.#clauseFunction(clauseName, clause);
			return { call: `${clauseName}(${params})`, clause };
		});
		const code = new Code(1);
		code.open(`function ${inner}(${params}) `);
		const sameConstant = commonConstant(clauses);
		if (this.options.unknowns && (otherwise !== undefined || sameConstant)) code.line("const met = cx.run.taint;");
		const table = this.#table(clauses);
		const agreed = isFunction ? "agreeCalls" : "agree";
		if (table !== undefined) {
			const pairs = clauses.map(({ source, span }, i) => `[${name}$$${i + 1}, ${this.#site(source, span)}]`);
			code.line("let value;");
			code.open(`for (const [clause, site] of ${this.#look(name, table, pairs)}) `);
			code.line(`value = ${agreed}(value, clause(${params}), site);`);
			if (sameConstant) code.line("if (value !== undefined) break;");
			code.close();
		} else if (calls.length === 0) code.line("let value;");
		else {
			calls.forEach(({ call, clause }, index) => {
				if (index === 0) code.line(`let value = ${call};`);
				else if (sameConstant) code.line(`if (value === undefined) value = ${call};`);
				else code.line(`value = ${agreed}(value, ${call}, ${this.#site(clause.source, clause.span)});`);
			});
		}
		// One clause that certainly holds settles it.
		if (this.options.unknowns && sameConstant)
			code.line("if (value !== undefined && cx.run.taint !== met) cx.run.recede(met);");
		if (otherwise !== undefined) {
			const [branch] = otherwise.branches;
			const value =
				this.probes === undefined && branch?.body.length === 0 && branch.value.kind === "constant"
					? this.constant(branch.value.value)
					: undefined;
			let fallback = value;
			if (fallback === undefined) {
				this.#clauseFunction(`${name}$$default`, otherwise);
				fallback = `${name}$$default(${params})`;
			}
			if (this.options.unknowns) code.line("if (value === undefined && cx.run.taint !== met) return undefined;");
			code.line(`return value === undefined ? ${fallback} : value;`);
		} else code.line("return value;");
		code.close();
		this.#functions.push(code.text);
	}

	/** Which clauses can hold; not where somebody watches, or where what tells it may be replaced. */
	#table(clauses: readonly Clause[]): ClauseTable | undefined {
		if (this.options.keepsPrint || this.probes !== undefined) return undefined;
		if (asking.some((name) => this.plan.mockable.has(name))) return undefined;
		return clauseTable(clauses, this.options.unknowns);
	}

	/** The clauses (functions, or what goes with them) that the present answer leaves, as an expression. */
	#look(name: string, { question, answers }: ClauseTable, clauses: readonly string[]): string {
		const entries = clauses.map((clause, index) => {
			const answer = answers[index];
			if (answer === undefined) return `[${clause}]`;
			return `[${clause}, ${valueLiteral("prefix" in answer ? answer.prefix : answer.values)}]`;
		});
		this.#tables.push(`const ${name}$$table = new Clauses([${entries.join(", ")}]);`);
		if ("argument" in question) return `${name}$$table.for(a${question.argument + 1})`;
		const { path } = question;
		if (this.options.unknowns) return `${name}$$table.for(answerKnown(cx.input, ${this.constant(path)}))`;
		const asked = path.reduce((from, key) => `member(${from}, ${stringLiteral(key)})`, "cx.input");
		return `${name}$$table.for(${asked})`;
	}

	#set(node: RuleNode, name: string, slot: number): void {
		this.#memoised(node, name, slot);
		const code = new Code(1);
		code.open(`function ${this.#timed(node, `${name}$$value`, "cx")}(cx) `);
		code.line("const out = new SetBuilder();");
		node.clauses.forEach((clause, index) => {
			this.#partialFunction(`${name}$$${index + 1}`, clause, (body, value, used) => {
				payForElement(body, 0);
				body.line(`out.push(${value});`);
				body.skipLoops(used, 0, "return;");
			});
		});
		this.#runClauses(code, name, node.clauses);
		code.line("return out.finish();");
		code.close();
		this.#functions.push(code.text);
	}

	/** Calls each clause that can hold, for what it adds to `out`. */
	#runClauses(code: Code, name: string, clauses: readonly Clause[]): void {
		const names = clauses.map((_, index) => `${name}$$${index + 1}`);
		const table = this.#table(clauses);
		if (table === undefined) for (const clause of names) code.line(`${clause}(cx, out);`);
		else code.line(`for (const clause of ${this.#look(name, table, names)}) clause(cx, out);`);
	}

	/** The document of clauses with open keys, and of the rules below it. */
	#dynamic(name: string, node: RuleNode, clauses: readonly Clause[], slot: number): void {
		this.#memoised(node, name, slot);
		const depth = node.path.length;
		const flat = clauses.every(
			(clause) =>
				clause.path.length === depth + 1 &&
				clause.kind === "complete" &&
				clause.branches.length === 1 &&
				!clause.isDefault,
		);
		const whole = new Code(1);
		whole.open(`function ${name}$$value(cx) `);
		whole.line(`const out = new ${flat ? "ObjectBuilder" : "PartialDocument"}();`);
		whole.line(`${name}$$build(cx, out);`);
		whole.line("return out.finish();");
		whole.close();
		this.#functions.push(whole.text);
		const code = new Code(1);
		code.open(`function ${this.#timed(node, `${name}$$build`, "cx, out")}(cx, out) `);
		const done = new Set<RuleNode>();
		const open = clauses.every((clause) => this.#home(node, clause).kind !== "complete");
		clauses.forEach((clause, index) => {
			const home = this.#home(node, clause);
			const ground = home !== node && home.kind === "complete";
			if (ground) {
				if (done.has(home)) return;
				done.add(home);
				const value = this.ruleName(home);
				code.line(`const value${index} = ${value}(cx);`);
				const keys = valueLiteral(home.path.slice(depth));
				const put = flat
					? `insert(out, ${valueLiteral(home.path[depth] as Value)}, value${index}, ${this.#site(clause.source, clause.span)})`
					: `out.put(${keys}, value${index}, ${this.#site(clause.source, clause.span)})`;
				code.line(`if (value${index} !== undefined) ${put};`);
				return;
			}
			const clauseName = `${name}$$${index + 1}`;
			this.#partialFunction(clauseName, clause, (body, value, used) => {
				const keys = clause.path.slice(depth);
				for (const key of keys) operandLocals(key, used);
				const site = this.#site(clause.source, clause.span);
				const path = keys.map((key) => body.expression(key));
				payForElement(body, 0);
				if (flat) body.line(`insert(out, ${path[0]}, ${value}, ${site});`);
				else body.line(`out.${clause.kind === "set" ? "add" : "put"}([${path.join(", ")}], ${value}, ${site});`);
				body.skipLoops(used, 0, "return;");
			});
			if (!open) code.line(`${clauseName}(cx, out);`);
		});
		if (open) this.#runClauses(code, name, clauses);
		code.close();
		this.#functions.push(code.text);
	}

	#home(top: RuleNode, clause: Clause): RuleNode {
		let node = top;
		for (const key of clause.path.slice(top.path.length)) {
			const child: RuleNode | undefined = key.kind === "constant" ? node.child(key.value) : undefined;
			if (child === undefined) break;
			node = child;
		}
		return node;
	}

	// ── Clauses ──────────────────────────────────────────────────────────────────────────────────────────────────

	#site(source: Source, span: Span): string {
		return stringLiteral(rowOf(source, span));
	}

	#comment(clause: Clause): string {
		return `// ${rowOf(clause.source, clause.span)
			.replace(/[^A-Za-z0-9_./:@+ -]/g, "_")
			.slice(-120)}`;
	}

	/** A clause that adds what it finds to `out`. */
	#partialFunction(
		name: string,
		clause: Clause,
		add: (body: BodyEmitter, value: string, used: Set<Local>) => void,
	): void {
		const code = new Code(1);
		code.line(this.#comment(clause));
		code.open(`function ${name}(cx, out) `);
		this.#begin(clause);
		const uses = LocalUses.ofClause(clause);
		keepWays(clause, uses);
		const body = new BodyEmitter(this, code, (span) => rowOf(clause.source, span), uses);
		body.names.take("out");
		for (const branch of clause.branches) {
			body.body(branch.body, () => {
				const used = new Set<Local>();
				operandLocals(branch.value, used);
				if (this.probes !== undefined) body.line(this.probes.head(branch.span));
				if (clause.verdict !== undefined) emitVerdict(body, clause, branch);
				else add(body, body.expression(branch.value), used);
			});
		}
		code.close();
		this.#functions.push(code.text);
	}

	/** A clause that gives a value: its branches in turn, in each the one value that all solutions agree on. */
	#clauseFunction(name: string, clause: Clause): void {
		this.#begin(clause);
		const code = new Code(1);
		code.line(this.#comment(clause));
		const body = new BodyEmitter(this, code, (span) => rowOf(clause.source, span), LocalUses.ofClause(clause));
		clause.branches.forEach((_, index) => {
			body.names.take(index === clause.branches.length - 1 ? "found" : `found${index + 1}`);
		});
		const params = clause.args.map((arg, index) => {
			const word = arg.kind === "local" && arg.local.name !== "_" ? arg.local.name : `a${index + 1}`;
			return body.names.take(word);
		});
		code.open(`function ${name}(${["cx", ...params].join(", ")}) `);
		// Functions that call functions can take long without any loop.
		if (clause.kind === "function") code.line("cx.run.spend(1);");
		if (this.options.unknowns) code.line("const met = cx.run.taint;");
		const isFunction = clause.kind === "function";
		const conflict = `${isFunction ? "functionConflict" : "completeConflict"}(${this.#site(clause.source, clause.span)})`;
		clause.branches.forEach((branch, index) => {
			const last = index === clause.branches.length - 1;
			const found = last ? "found" : `found${index + 1}`;
			const mark = code.mark() + 1;
			code.line(`let ${found};`);
			let needed = false;
			const write = (): void => {
				clause.args.forEach((arg, at) => {
					body.match(arg, params[at] as string);
				});
				body.body(branch.body, () => {
					const used = new Set<Local>();
					operandLocals(branch.value, used);
					const value = body.expression(branch.value);
					if (this.probes !== undefined) body.line(this.probes.head(branch.span));
					if (body.isSettled(used, 0)) {
						if (body.knows) body.line("if (cx.run.taint !== met) cx.run.recede(met);");
						body.line(`return ${value};`);
						return;
					}
					needed = true;
					const simple = branch.value.kind === "local" ? value : body.keep("value", value, false);
					body.line(`if (${found} === undefined) ${found} = ${simple};`);
					body.line(`else if (differ(${found}, ${simple})) ${conflict};`);
					body.skipLoops(used, 0, "");
				});
			};
			if (last && branch.body.length === 0) write();
			else body.attempt(write);
			if (needed) code.line(last ? `return ${found};` : `if (${found} !== undefined) return ${found};`);
			else code.removeBefore(mark);
			if (!last && this.options.unknowns) code.line("if (cx.run.taint !== met) return undefined;");
		});
		code.close();
		this.#functions.push(code.text);
	}
}

/** `file:row` of a span. */
function rowOf(source: Source, span: Span): string {
	return `${source.name}:${source.lineAt(span.start)}`;
}

/** Whether all clauses give the same constant, so that the first that holds settles it. */
function commonConstant(clauses: readonly Clause[]): boolean {
	let literal: string | undefined;
	for (const clause of clauses) {
		for (const { value } of clause.branches) {
			if (value.kind !== "constant") return false;
			const text = valueLiteral(value.value);
			literal ??= text;
			if (literal !== text) return false;
		}
	}
	return true;
}

const runtimeNames =
	"const { NONE, get, differ, compare, number, set, object, SetBuilder, ObjectBuilder, PartialDocument, builtin, knownBuiltin, agree, agreeCalls, answerKnown, atKey, Clauses, completeConflict, functionConflict, insert, isMember, isUnknown, documentNode, documentRows, fullDocument, nodeAt, baseStep, hasKeys, isArrayOf, item, matcher, matching, member, missing, inputPlace, valuePlace, values, anyValues, keys, anyKeys, domain, known, compareKnown, equalsKnown, getKnown, memberKnown, missingKnown, tainted, unknown, partText, partValue, oneText, withFix, mocked, param } = runtime;";
