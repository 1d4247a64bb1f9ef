/**
 * The type checker: a resolved (and best: ordered) program in, diagnostics and types out. Every clause is checked once, rules
 * in the order in which they need each other. It reports only what can't be right whatever the data; when in doubt, `any`.
 * In `.rego` modules it reports what OPA reports (ast/check.go), in `.policy` modules more.
 */
import { paramDefault } from "../../diagnostics/catalogue/typing.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkValue } from "../../runtime/types/checkValue.ts";
import { printType } from "../../runtime/types/printType.ts";
import { any, type Type } from "../../runtime/types.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { type Visitor, visitClause } from "../analyze/references.ts";
import type { Callee, Clause, CoreParam, Local } from "../core.ts";
import type { Module } from "../tree.ts";
import { schemaInput } from "./annotatedInput.ts";
import { checkClause } from "./checkClause.ts";
import { Checking, calleeKey, show } from "./checking.ts";
import { type InputKinds, inputKinds } from "./inputKinds.ts";
import { join, valueType } from "./operandType.ts";
import { requirements } from "./requirements.ts";
import { type ClauseTypes, RuleTypes } from "./ruleTypes.ts";
import { parseTypeTerm } from "./typeTerm.ts";

/** What of a resolved program is checked. */
export interface CheckedProgram {
	readonly clauses: readonly Clause[];
	readonly params: readonly CoreParam[];
	/** Id (package and name, with dots), kind and place of every policy. */
	readonly policies: readonly { readonly id: string; readonly on: string; readonly source: Source }[];
}

export interface CheckOptions {
	/** The type of `input` by kind of document, as `on` in a policy names it. */
	readonly inputTypes: ReadonlyMap<string, Type>;
	/** Schemas that `# METADATA` may name as `schema.NAME`, as types. */
	readonly schemas?: ReadonlyMap<string, Type>;
	/** Report in `.rego` modules all that is reported in `.policy` modules. Default: only what OPA reports. */
	readonly strict?: boolean;
}

/** What checking found. */
export interface CheckResult {
	readonly diagnostics: readonly Diagnostic[];
	/** The type of a local; undefined where it is never bound. Locals that a nested call or reference made have the type of what that gives. */
	readonly typeOf: (local: Local) => Type | undefined;
	/** The type of a rule or of an object of rules at a path below `data`; undefined where there is none. */
	readonly typeAt: (path: readonly string[]) => Type | undefined;
	/** What a function of the program takes and gives. */
	readonly functionAt: (callee: Callee) => { readonly args: readonly Type[]; readonly result: Type } | undefined;
	/** The type of the parameter of a policy. */
	readonly paramType: (param: CoreParam) => Type;
}

/** Checks a program. Diagnostics come source by source, in the order of the text; each mistake once, what follows from it not at all. */
export function checkProgram(program: CheckedProgram, modules: readonly Module[], options: CheckOptions): CheckResult {
	return new ProgramCheck(program, modules, options).run();
}

const nothingReplaced: ReadonlySet<string> = new Set();

class ProgramCheck {
	readonly #program: CheckedProgram;
	readonly #options: CheckOptions;
	readonly #modules: ReadonlyMap<Source, Module>;
	readonly #kinds: ReadonlyMap<string, string>;
	readonly #sources: ReadonlyMap<string, Source>;
	readonly #locals = new Map<Local, Type>();
	readonly #diagnostics: Diagnostic[] = [];
	readonly #mocked: ReadonlySet<string>;
	readonly #done = new Map<Clause, ClauseTypes>();
	readonly #params = new Map<CoreParam, Type>();
	readonly #kindsOf: (clause: Clause) => InputKinds;
	readonly #rules: { readonly data: RuleTypes; readonly private: RuleTypes };

	constructor(program: CheckedProgram, modules: readonly Module[], options: CheckOptions) {
		this.#program = program;
		this.#options = options;
		this.#modules = new Map(modules.map((module) => [module.source, module]));
		this.#kinds = new Map(program.policies.map(({ id, on }) => [id, on]));
		this.#sources = new Map(program.policies.map(({ id, source }) => [id, source]));
		this.#mocked = mockedFunctions(program.clauses);
		this.#kindsOf = inputKinds(
			program.clauses,
			(clause) => this.#policyKind(clause),
			(clause) => this.#modules.get(clause.source)?.dialect === "policy",
		);
		const infer = (clause: Clause): ClauseTypes => this.#clause(clause);
		this.#rules = {
			data: new RuleTypes(
				program.clauses.filter((clause) => clause.root === "data"),
				0,
				infer,
			),
			private: new RuleTypes(
				program.clauses.filter((clause) => clause.root === "private"),
				1,
				infer,
			),
		};
	}

	run(): CheckResult {
		for (const param of this.#program.params) this.#checkParam(param);
		for (const clause of this.#program.clauses) this.#clause(clause);
		return {
			diagnostics: inOrder(this.#diagnostics),
			typeOf: (local) => this.#locals.get(local),
			typeAt: (path) => this.#rules.data.typeAt(path),
			functionAt: (callee) => (callee.kind === "function" ? this.#rules[callee.root].function(callee.path) : undefined),
			paramType: (param) => this.#paramType(param),
		};
	}

	#clause(clause: Clause): ClauseTypes {
		const known = this.#done.get(clause);
		if (known !== undefined) return known;
		// While a clause is checked it has no types yet: a rule that needs itself is reported elsewhere.
		this.#done.set(clause, { value: any, path: clause.path.map(() => any), args: clause.args.map(() => any) });
		const checking = this.#checking(clause.source);
		const { value, path } = checkClause(checking, clause, { input: this.#inputOf(clause), replaced: nothingReplaced });
		const args = clause.kind === "function" ? requirements(clause, (callee) => this.#argumentsOf(callee)) : [];
		const types = { value, path, args };
		this.#done.set(clause, types);
		return types;
	}

	#checking(source: Source): Checking {
		const strict = this.#options.strict === true || this.#modules.get(source)?.dialect === "policy";
		return new Checking({
			source,
			strict,
			locals: this.#locals,
			rules: this.#rules,
			mocked: this.#mocked,
			paramType: (param) => this.#paramType(param),
			diagnostics: this.#diagnostics,
		});
	}

	#argumentsOf(callee: Callee): readonly Type[] {
		if (callee.kind === "builtin") return callee.builtin.args.map((argument) => argument.type);
		return this.#rules[callee.root].function(callee.path)?.args ?? [];
	}

	/** The type of `input` in a clause: by the kinds of document that it can see, or by what `# METADATA` says. */
	#inputOf(clause: Clause): Type {
		const ofPackage = this.#modules.get(clause.source)?.package.annotations ?? [];
		const annotated = schemaInput(clause.annotations, ofPackage, this.#options.schemas);
		if (annotated !== undefined) return annotated;
		const kinds = this.#kindsOf(clause);
		if (kinds === "any" || kinds.size === 0) return any;
		return join([...kinds].map((kind) => this.#options.inputTypes.get(kind) ?? any));
	}

	/** The kind of the policy that a clause is part of. */
	#policyKind(clause: Clause): string | undefined {
		if (clause.verdict === undefined && clause.root !== "private") return undefined;
		const words = clause.path.slice(0, clause.packagePath.length + 1);
		return this.#kinds.get(words.map((word) => (word.kind === "constant" ? word.value : "")).join("."));
	}

	#paramType(param: CoreParam): Type {
		let type = this.#params.get(param);
		if (type === undefined) {
			type = parseTypeTerm(param.type);
			this.#params.set(param, type);
		}
		return type;
	}

	/** Where the default is written: the core form only tells where the parameter is. */
	#defaultSpan(param: CoreParam, source: Source): Span {
		for (const item of this.#modules.get(source)?.items ?? []) {
			if (item.kind !== "policy") continue;
			const member = item.members.find((one) => one.kind === "param" && one.span.start === param.span.start);
			if (member?.kind === "param") return member.value.span;
		}
		return param.span;
	}

	#checkParam(param: CoreParam): void {
		const source = this.#sources.get(param.policy);
		const mismatch = checkValue(param.value, this.#paramType(param));
		if (mismatch === undefined || source === undefined) return;
		const { pointer, expected, value } = mismatch;
		const message = paramDefault({
			name: param.name,
			declared: printType(this.#paramType(param)),
			where: pointer.map((key) => `[${JSON.stringify(key)}]`).join(""),
			expected: printType(expected),
			found: value === undefined ? "absent" : show(valueType(value, "loose")),
		});
		this.#diagnostics.push(at(source, this.#defaultSpan(param, source), message));
	}
}

/** Every function that some `with` replaces. */
function mockedFunctions(clauses: readonly Clause[]): ReadonlySet<string> {
	const mocked = new Set<string>();
	const visitor: Visitor = {
		with: ({ changes }) => {
			for (const { target } of changes) if (target.kind === "function") mocked.add(calleeKey(target.callee));
		},
	};
	for (const clause of clauses) visitClause(clause, visitor);
	return mocked;
}

/** By place, each mistake once: a head is looked at again for every `else`. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
	const sources = new Map<Source | undefined, Diagnostic[]>();
	for (const diagnostic of diagnostics) {
		const list = sources.get(diagnostic.source);
		if (list === undefined) sources.set(diagnostic.source, [diagnostic]);
		else if (!list.some((other) => sameMistake(other, diagnostic))) list.push(diagnostic);
	}
	const start = ({ span }: Diagnostic): number => span?.start ?? -1;
	return [...sources.values()].flatMap((list) => list.sort((a, b) => start(a) - start(b)));
}

const sameMistake = (a: Diagnostic, b: Diagnostic): boolean =>
	a.kind === b.kind && a.span?.start === b.span?.start && a.span?.end === b.span?.end;
