/** Runs the `test_` rules of every pack, each on an evaluation of its own and for no longer than a time. */
import { kinds } from "../../documents/kinds.ts";
import { compile } from "../../lang/compile.ts";
import { parseModule } from "../../lang/parse/parseModule.ts";
import type { Module } from "../../lang/tree.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { Evaluation, type EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../runtime/evaluation/program.ts";
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import { durationText } from "../duration.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { Stopped, withinTime } from "../host/timeLimit.ts";
import { explainFailure } from "./explainFailure.ts";
import { fullName, type TestResult } from "./result.ts";
import { judgeCases, type NamesOfCases, probeCases } from "./testCases.ts";
import { type TestClause, type TestRule, testRulesIn } from "./testRules.ts";

export interface TestRun {
	/** Whether a test of this name is wanted. */
	readonly wanted: (name: string) => boolean;
	/** What tests read as `data`; asked for once, and only if there is a test. */
	readonly data: () => Value;
	/** Milliseconds that one test may take. */
	readonly timeout: number;
	/** The version of the `.rego` texts. */
	readonly version: "v0" | "v1";
	readonly builtins: ReadonlyMap<string, Builtin>;
}

interface Prepared {
	readonly program: Program;
	readonly modules: readonly Module[];
	readonly namesOf: NamesOfCases;
	readonly options: EvaluationOptions;
	readonly timeout: number;
	readonly elapsed: () => number;
	readonly builtins: ReadonlyMap<string, Builtin>;
}

/** `packs` are the texts of each pack: what is compiled together. */
export async function runTestRules(
	packs: readonly (readonly Source[])[],
	host: Host,
	{ wanted, data, timeout, version, builtins }: TestRun,
): Promise<readonly TestResult[]> {
	const results: TestResult[] = [];
	let options: EvaluationOptions | undefined;
	for (const sources of packs) {
		// Reading and compiling costs, and most packs have no test.
		if (!sources.some(({ text }) => text.includes("test_"))) continue;
		const read = sources.flatMap((source) => {
			const { module } = parseModule(source, {
				dialect: source.name.endsWith(".policy") ? "policy" : "rego",
				version,
			});
			return module === undefined ? [] : [module];
		});
		const { tests, modules } = testRulesIn(read);
		const chosen = tests.filter((test) => wanted(fullName(nameOf(test))));
		if (chosen.length === 0) continue;
		options ??= { ...evaluationBase(host), data: data() };
		const inputTypes = new Map(kinds.map(({ id, schema }) => [id, fromJsonSchema(schema)]));
		const compiled = compile(modules, { builtins, inputTypes, unknowns: true, keepPrint: true, tolerant: true });
		if (compiled.program === undefined) continue;
		const program = loadProgram(instantiate(compiled.program.code), builtins);
		await program.ready();
		const namesOf = probeCases(chosen, modules, builtins);
		const prepared = { program, modules, namesOf, options, timeout, builtins, elapsed: () => host.elapsed() };
		for (const test of chosen) results.push(runTest(test, prepared));
	}
	return results;
}

function nameOf({ path, packageLength }: TestRule): { readonly package: string; readonly name: string } {
	return {
		package: ["data", ...path.slice(0, packageLength)].join("."),
		name: path.slice(packageLength).join("."),
	};
}

function runTest(test: TestRule, prepared: Prepared): TestResult {
	const { rule, module } = test.clauses[0] as TestClause;
	const about = { ...nameOf(test), source: module.source, span: rule.head.span, cases: [] };
	if (test.isTodo) return { ...about, outcome: "skip", details: ["it is still to be done"], printed: [], duration: 0 };
	const { program, options, timeout, elapsed } = prepared;
	const printed: string[] = [];
	const begin = elapsed();
	const rest = () => ({ printed, duration: elapsed() - begin });
	try {
		const evaluation = new Evaluation({ ...options, print: (text) => printed.push(text) });
		const value = withinTime(timeout, () => program.evaluate(test.path, evaluation));
		const took = rest();
		const verdict = judge(test, value, prepared);
		// What a builtin refused is undefined to the rule, and often the reason.
		const refused = verdict.outcome === "fail" ? evaluation.errors.map(({ message }) => message) : [];
		return { ...about, ...took, ...verdict, details: [...verdict.details, ...new Set(refused)] };
	} catch (error) {
		if (error instanceof EvaluationError) return { ...about, ...rest(), outcome: "error", details: [error.message] };
		if (!(error instanceof Stopped)) throw error;
		const details = [`it was stopped after ${durationText(timeout)}: give it more time with --timeout`];
		return { ...about, ...rest(), outcome: "error", details };
	}
}

function judge(
	test: TestRule,
	value: Value | undefined,
	{ modules, namesOf, options, timeout, builtins }: Prepared,
): Pick<TestResult, "outcome" | "details" | "cases"> {
	const { rule, module, caseTerms } = test.clauses[0] as TestClause;
	if (caseTerms.length > 0) {
		const cases = judgeCases(
			withinTime(timeout, () => namesOf(test, options)),
			value,
		);
		if (cases.length === 0) return { outcome: "fail", details: ["it has no case: nothing was tested"], cases };
		return { outcome: cases.every(({ passed }) => passed) ? "pass" : "fail", details: [], cases };
	}
	if (value === true) return { outcome: "pass", details: [], cases: [] };
	const details =
		value === undefined
			? [
					"its body doesn't hold",
					...withinTime(timeout, () => explainFailure(module, rule, { modules, builtins }, options)),
				]
			: [`it is ${toRegoText(value)}, not true`];
	return { outcome: "fail", details, cases: [] };
}
