/**
 * The cases of tests such as `test_x[name] if { some name, c in cases; … }`: every name that the body comes to, whether the
 * rest of it holds or not. Works on the tree: probe rules beside the test's own collect what is bound to the names.
 */
import { unsafeVariable } from "../../diagnostics/catalogue/compiling.ts";
import { compile } from "../../lang/compile.ts";
import type { Literal, Module, Rule, Term } from "../../lang/tree.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { Evaluation, type EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../runtime/evaluation/program.ts";
import { get } from "../../runtime/values/access.ts";
import { RegoSet } from "../../runtime/values/regoSet.ts";
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import type { TestCase } from "./result.ts";
import type { TestClause, TestRule } from "./testRules.ts";

/** Names that no author writes. */
const PROBE = "cases__";

/** Gives the names of a test's cases; none where they can't be told. */
export type NamesOfCases = (test: TestRule, options: EvaluationOptions) => readonly (readonly Value[])[];

interface Probe {
	readonly test: TestRule;
	readonly module: Module;
	readonly name: string;
}

/** Prepares the probes of all tests at once: compiling is what costs. */
export function probeCases(
	tests: readonly TestRule[],
	modules: readonly Module[],
	builtins: ReadonlyMap<string, Builtin>,
): NamesOfCases {
	const withCases = tests.filter(
		({ clauses, isTodo }) => !isTodo && clauses.some(({ caseTerms }) => caseTerms.length > 0),
	);
	const candidates = withCases.flatMap((test) =>
		test.clauses.flatMap((clause, index) => candidatesOf(test, clause, `${PROBE}${withCases.indexOf(test)}_${index}`)),
	);
	if (candidates.length === 0) return () => [];
	// The shortest part of a body that gives every name a value: the compiler knows which that is.
	const options = { builtins, unknowns: true };
	const { diagnostics } = compile([...modules, ...candidates.flat().map(({ module }) => module)], options);
	const unsafe = new Set(diagnostics.filter(({ kind }) => kind === unsafeVariable.kind).map(({ source }) => source));
	const probes = candidates.flatMap((parts) => parts.find(({ module }) => !unsafe.has(module.source)) ?? []);
	const { program } = compile([...modules, ...probes.map(({ module }) => module)], options);
	if (program === undefined) return () => [];
	const loaded = loadProgram(instantiate(program.code), builtins);
	return (test, options) => {
		const evaluation = new Evaluation(options);
		return probes
			.filter((probe) => probe.test === test)
			.flatMap(({ module, name }) => {
				try {
					const found = loaded.evaluate([...module.package.path, name], evaluation);
					return found instanceof RegoSet ? (found.sorted() as readonly (readonly Value[])[]) : [];
				} catch (error) {
					if (error instanceof EvaluationError) return [];
					throw error;
				}
			});
	};
}

/** `cases__N contains [names] if { the first literals }` for every number of literals, each in a module of its own. */
function candidatesOf(
	test: TestRule,
	{ rule, module, caseTerms }: TestClause,
	name: string,
): readonly (readonly Probe[])[] {
	if (caseTerms.length === 0) return [];
	const body = rule.body?.literals ?? [];
	const lengths = Array.from({ length: body.length + 1 }, (_, length) => length);
	return [
		lengths.map((length) => {
			const source = new Source(module.source.name, module.source.text);
			const probe = probeRule(name, caseTerms, body.slice(0, length), rule);
			return { test, name, module: { ...module, source, items: [probe] } };
		}),
	];
}

function probeRule(name: string, items: readonly Term[], literals: readonly Literal[], { span }: Rule): Rule {
	return {
		kind: "rule",
		isDefault: false,
		head: { name: { kind: "var", name, span }, path: [], contains: { kind: "array", items, span }, span },
		...(literals.length === 0 ? {} : { body: { literals, braces: true, hasIf: true, span } }),
		moreBodies: [],
		elses: [],
		annotations: [],
		span,
	};
}

/** What became of each case: it passes where the test's value is true at its names. */
export function judgeCases(names: readonly (readonly Value[])[], value: Value | undefined): readonly TestCase[] {
	const groups = new Map<string, { readonly key: Value; readonly rest: (readonly Value[])[] }>();
	for (const [key, ...rest] of names) {
		if (key === undefined) continue;
		const text = caseName(key);
		const group = groups.get(text) ?? { key, rest: [] };
		groups.set(text, group);
		if (rest.length > 0) group.rest.push(rest);
	}
	return [...groups].map(([name, { key, rest }]) => {
		const found = value === undefined ? undefined : get(value, key);
		const cases = judgeCases(rest, found);
		return { name, cases, passed: rest.length > 0 ? cases.every(({ passed }) => passed) : found === true };
	});
}

const caseName = (key: Value): string => (typeof key === "string" ? key : toRegoText(key));
