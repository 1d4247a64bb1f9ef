/**
 * The type checker: a resolved (and best: ordered) program in, diagnostics and types out. Every clause is checked once, rules
 * in the order in which they need each other. It reports only what can't be right whatever the data; when in doubt, `any`.
 * In `.rego` modules it reports what OPA reports (ast/check.go), in `.policy` modules more.
 */
import { paramDefault, unknownSchema, unknownSchemaType } from "../../diagnostics/catalogue/typing.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkValue } from "../../runtime/types/checkValue.ts";
import { printType } from "../../runtime/types/printType.ts";
import { any, never, type Type } from "../../runtime/types.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import type { Callee, Clause, CoreParam, CoreQuery, Local } from "../core.ts";
import { AnnotationIndex } from "../resolve/annotationIndex.ts";
import type { Annotation, Module } from "../tree.ts";
import { type AnnotatedDocuments, annotatedDocuments, namedSchemas, type Schemas } from "./annotatedDocuments.ts";
import { checkBody } from "./checkBody.ts";
import { checkClause } from "./checkClause.ts";
import { Checking, type Ground, type Surroundings, show } from "./checking.ts";
import {
	ArgumentTypes,
	calleeKey,
	callersFirst,
	clauseKey,
	findReplacements,
	functionClauses,
} from "./functionCalls.ts";
import { type InputKinds, inputKinds } from "./inputKinds.ts";
import { join, valueType } from "./operandType.ts";
import { requirements } from "./requirements.ts";
import { type ClauseTypes, RuleTypes } from "./ruleTypes.ts";
import { SpecializedCalls } from "./specializedCalls.ts";
import { parseTypeTerm } from "./typeTerm.ts";
import { wrongTypeName } from "./wrongTypeName.ts";

/** What of a resolved program is checked. */
export interface CheckedProgram {
	readonly clauses: readonly Clause[];
	readonly params: readonly CoreParam[];
	/** A body that is evaluated with the program. */
	readonly query?: CoreQuery;
	/** Id (package and name, with dots), kind and place of every policy. */
	readonly policies: readonly { readonly id: string; readonly on: string; readonly source: Source }[];
}

export interface CheckOptions {
	/** The type of `input` by kind of document, as `on` in a policy names it. */
	readonly inputTypes: ReadonlyMap<string, Type>;
	/** Absent where nobody gives any: then annotations may name what they like. */
	readonly schemas?: Schemas;
	/** Report in `.rego` modules all that is reported in `.policy` modules. Default: only what OPA reports. */
	readonly strict?: boolean;
	/** The type of `input` in the query. */
	readonly queryInput?: Type;
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
	readonly #done = new Map<Clause, ClauseTypes>();
	readonly #params = new Map<CoreParam, Type>();
	readonly #kindsOf: (clause: Clause) => InputKinds;
	readonly #ground: Ground;
	readonly #replacing: ReadonlySet<string>;
	readonly #functions: ReadonlyMap<string, readonly Clause[]>;
	readonly #arguments = new ArgumentTypes();
	readonly #annotations: AnnotationIndex;
	/** What is known of documents where no annotation speaks of any; undefined where one does somewhere. */
	readonly #plain: AnnotatedDocuments | undefined;
	readonly #annotated = new Map<Clause, AnnotatedDocuments>();

	constructor(program: CheckedProgram, modules: readonly Module[], options: CheckOptions) {
		const { clauses, policies } = program;
		this.#program = program;
		this.#options = options;
		this.#modules = new Map(modules.map((module) => [module.source, module]));
		this.#kinds = new Map(policies.map(({ id, on }) => [id, on]));
		this.#sources = new Map(policies.map(({ id, source }) => [id, source]));
		this.#annotations = new AnnotationIndex(modules);
		const speaks = modules.some((module) => annotationsOf(module).some(({ fields }) => fields.schemas !== undefined));
		this.#plain = speaks ? undefined : annotatedDocuments([], options.schemas);
		this.#kindsOf = inputKinds(clauses, (clause) => this.#policyKind(clause));
		const { replaced, replacing } = findReplacements(clauses);
		this.#replacing = replacing;
		this.#functions = functionClauses(clauses);
		const specialized = new SpecializedCalls((clause, args) => this.#valueFor(clause, args));
		const rulesOf = (root: "data" | "private"): RuleTypes =>
			new RuleTypes(
				clauses.filter((clause) => clause.root === root),
				root === "private" ? 1 : 0,
				(clause) => this.#typesOf(clause),
			);
		const rules = { data: rulesOf("data"), private: rulesOf("private") };
		this.#ground = {
			rules,
			replaced,
			paramType: (param) => this.#paramType(param),
			resultOf: (callee, types) => {
				const key = calleeKey(callee);
				const general = rules[callee.root].function(callee.path)?.result ?? any;
				return specialized.result(key, this.#functions.get(key) ?? [], types, general);
			},
		};
	}

	run(): CheckResult {
		for (const param of this.#program.params) this.#checkParam(param);
		for (const module of this.#modules.values()) this.#checkSchemas(module);
		for (const clause of this.#program.clauses) {
			if (clause.kind === "function") continue;
			this.#typesOf(clause);
			if (!this.#reportsAsTyped(clause)) checkClause(this.#reporting(clause), clause, this.#around(clause, any));
		}
		for (const clause of callersFirst(this.#program.clauses)) this.#checkFunction(clause);
		const { query } = this.#program;
		if (query !== undefined) checkBody(this.#reporting(query), query.body, this.#queryAround());
		const { rules } = this.#ground;
		return {
			diagnostics: inOrder(this.#diagnostics),
			typeOf: (local) => this.#locals.get(local),
			typeAt: (path) => rules.data.typeAt(path),
			functionAt: (callee) => (callee.kind === "function" ? rules[callee.root].function(callee.path) : undefined),
			paramType: (param) => this.#paramType(param),
		};
	}

	/** What a clause gives, whatever the arguments. Rules are checked on the way, if their mistakes are those that this finds. */
	#typesOf(clause: Clause): ClauseTypes {
		const known = this.#done.get(clause);
		if (known !== undefined) return known;
		// While a clause is checked it has no types yet: a rule that needs itself is reported elsewhere.
		const unknown = { value: any, path: clause.path.map(() => any), args: clause.args.map(() => any) };
		this.#done.set(clause, unknown);
		const reports = clause.kind !== "function" && this.#reportsAsTyped(clause);
		const checking = reports ? this.#reporting(clause) : this.#silent(clause);
		const found = checkClause(checking, clause, this.#around(clause, this.#inputOf(clause)));
		const args = clause.kind === "function" ? requirements(clause, (callee) => this.#argumentsOf(callee)) : [];
		const types = found === undefined ? unknown : { ...found, args };
		this.#done.set(clause, types);
		return types;
	}

	/** What a clause of a function gives for arguments of these types; `never` where they don't match its patterns. */
	#valueFor(clause: Clause, args: readonly Type[]): Type {
		const around = this.#around(clause, this.#inputOf(clause));
		return checkClause(this.#silent(clause, true), clause, around, args)?.value ?? never;
	}

	/**
	 * Reports what is wrong in a function's body, its arguments having the types that all calls together give them. That is
	 * known only where all calls are: for functions of policies, and of `.policy` files that nothing but policies reach. Of
	 * the latter those of several clauses are left out: a library's function may be ready for more than is asked of it so far.
	 */
	#checkFunction(clause: Clause): void {
		const key = clauseKey(clause);
		const typed = this.#reportsAsTyped(clause);
		const clauses = this.#functions.get(key) ?? [];
		const alternatives = clauses.length > 1 || clause.branches.length > 1;
		const known = this.#kindsOf(clause) !== "any" && !this.#replacing.has(key);
		const closed = typed && known && (clause.root === "private" || !alternatives);
		const args = closed ? this.#arguments.of(key) : undefined;
		const checking = this.#reporting(clause);
		const around = this.#around(clause, typed ? this.#inputOf(clause) : any);
		// Arguments that this clause's patterns can't match are for another clause.
		if (checkClause(checking, clause, around, args) === undefined) checkClause(checking, clause, around);
	}

	#around(clause: Clause, input: Type): Surroundings {
		return { input, data: this.#annotatedDocuments(clause).data, replaced: nothingReplaced };
	}

	#queryAround(): Surroundings {
		const input = this.#options.queryInput ?? this.#options.schemas?.get("") ?? any;
		return { input, data: [], replaced: nothingReplaced };
	}

	/** Whether mistakes are those that the clause's inferred `input` makes. In `.rego` modules only a `# METADATA` schema counts, as in OPA. */
	#reportsAsTyped(clause: Clause): boolean {
		return (
			this.#isStrict(clause) || this.#annotatedDocuments(clause).input !== undefined || this.#kindsOf(clause) === "any"
		);
	}

	#isStrict(clause: Pick<Clause, "source">): boolean {
		return this.#options.strict === true || this.#modules.get(clause.source)?.dialect === "policy";
	}

	#reporting(clause: Pick<Clause, "source">): Checking {
		return new Checking(this.#ground, {
			source: clause.source,
			strict: this.#isStrict(clause),
			precise: this.#isStrict(clause),
			locals: this.#locals,
			diagnostics: this.#diagnostics,
			onCall: (callee, types) => this.#arguments.add(calleeKey(callee), types),
		});
	}

	#silent(clause: Clause, precise = this.#isStrict(clause)): Checking {
		const strict = this.#isStrict(clause);
		return new Checking(this.#ground, { source: clause.source, strict, precise, locals: new Map() });
	}

	#argumentsOf(callee: Callee): readonly Type[] {
		if (callee.kind === "builtin") return callee.builtin.args.map((argument) => argument.type);
		return this.#ground.rules[callee.root].function(callee.path)?.args ?? [];
	}

	/** What `# METADATA` says of documents in a clause. */
	#annotatedDocuments(clause: Clause): AnnotatedDocuments {
		if (this.#plain !== undefined) return this.#plain;
		let known = this.#annotated.get(clause);
		if (known === undefined) {
			const words = clause.path
				.slice(clause.packagePath.length)
				.map((word) => (word.kind === "constant" ? word.value : 0));
			const end = words.findIndex((word) => typeof word !== "string");
			const rule = (end === -1 ? words : words.slice(0, end)) as readonly string[];
			const around = this.#annotations.around(clause.annotations, rule, clause.packagePath);
			known = annotatedDocuments(around.map(({ annotation }) => annotation).reverse(), this.#options.schemas);
			this.#annotated.set(clause, known);
		}
		return known;
	}

	/** A schema that an annotation names and that isn't there would check nothing, and nobody would know. */
	#checkSchemas(module: Module): void {
		const { source } = module;
		const { schemas } = this.#options;
		for (const annotation of annotationsOf(module)) {
			const wrong = wrongTypeName(annotation);
			if (wrong !== undefined) this.#diagnostics.push(at(source, annotation.span, unknownSchemaType({ name: wrong })));
			if (schemas === undefined) continue;
			for (const name of namedSchemas(annotation)) {
				if (schemas.has(name) && name !== "") continue;
				const suggestion = suggest(name, [...schemas.keys()]);
				this.#diagnostics.push(at(source, annotation.span, unknownSchema({ name, suggestion })));
			}
		}
	}

	/** The type of `input` in a clause: by the kinds of document that it can see, or by what `# METADATA` says. */
	#inputOf(clause: Clause): Type {
		const { input } = this.#annotatedDocuments(clause);
		if (input !== undefined) return input;
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

/** Those of the package and of its rules. */
function annotationsOf({ package: { annotations }, items }: Module): readonly Annotation[] {
	return [...annotations, ...items.flatMap((item) => (item.kind === "rule" ? item.annotations : []))];
}

/** By source and place, each mistake once: a head is looked at again for every `else`. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
	const sources = new Map<Source | undefined, Map<string, Diagnostic>>();
	for (const diagnostic of diagnostics) {
		const { source, span, kind } = diagnostic;
		const found = sources.get(source) ?? new Map<string, Diagnostic>();
		sources.set(source, found);
		const key = `${kind.code} ${span?.start} ${span?.end}`;
		if (!found.has(key)) found.set(key, diagnostic);
	}
	const start = ({ span }: Diagnostic): number => span?.start ?? -1;
	return [...sources.values()].flatMap((found) => [...found.values()].sort((a, b) => start(a) - start(b)));
}
