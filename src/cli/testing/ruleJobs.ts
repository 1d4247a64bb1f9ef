/** The `test_` rules of packs as jobs, each on an evaluation of its own. */
import { kinds } from "../../documents/kinds.ts";
import { type CompileOptions, compile } from "../../lang/compile.ts";
import type { Module } from "../../lang/tree.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { Evaluation, type EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../runtime/evaluation/program.ts";
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Value } from "../../runtime/values/value.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { Stopped, withinTime } from "../host/timeLimit.ts";
import { explainFailure } from "./explainFailure.ts";
import { fullName } from "./result.ts";
import { judgeCases, type NamesOfCases, probeCases } from "./testCases.ts";
import { type FailedTest, type TestJob, tookTooLong, type Verdict } from "./testJob.ts";
import { type TestClause, type TestRule, testRulesIn } from "./testRules.ts";

export interface TestRun {
	/** Whether a test of this name is wanted. */
	readonly wanted: (name: string) => boolean;
	/** What tests read as `data`; asked for once, and only if there is a test. */
	readonly data: () => Value;
	/** Milliseconds that one test may take. */
	readonly timeout: number;
	/** All that policies may call. */
	readonly builtins: ReadonlyMap<string, Builtin>;
	/** What the programs keep account of. */
	readonly instrument?: CompileOptions["instrument"];
}

/** A pack's modules, and the program they were compiled to: with `print`, and all that the run asks for. */
export interface TestedPack {
	readonly program: Program;
	readonly modules: readonly Module[];
}

/** What all tests of a pack share. */
interface Shared {
	readonly program: Program;
	readonly modules: readonly Module[];
	readonly namesOf: NamesOfCases;
	readonly options: EvaluationOptions;
	readonly timeout: number;
	readonly builtins: ReadonlyMap<string, Builtin>;
	readonly elapsed: () => number;
}

/** The jobs of all packs in turn, and the programs that they run. */
export async function ruleJobs(
	packs: readonly TestedPack[],
	host: Host,
	{ wanted, data, timeout, builtins, instrument }: TestRun,
): Promise<{ readonly jobs: readonly TestJob[]; readonly programs: readonly Program[] }> {
	const jobs: TestJob[] = [];
	const programs: Program[] = [];
	let options: EvaluationOptions | undefined;
	for (const [number, pack] of packs.entries()) {
		const { tests, modules, isRenamed } = testRulesIn(pack.modules);
		const chosen = tests.filter((test) => wanted(fullName(nameOf(test))));
		if (chosen.length === 0) continue;
		const program = isRenamed ? compileAnew(modules, builtins, instrument) : pack.program;
		if (program === undefined) continue;
		await program.ready();
		programs.push(program);
		options ??= { ...evaluationBase(host), data: data() };
		const namesOf = probeCases(chosen, modules, builtins);
		const shared = { program, modules, namesOf, options, timeout, builtins, elapsed: () => host.elapsed() };
		for (const test of chosen) {
			const { rule, module } = test.clauses[0] as TestClause;
			const task = { kind: "rule", pack: number, path: test.path } as const;
			jobs.push({
				about: { ...nameOf(test), source: module.source, span: rule.head.span },
				// Names of cases take programs of their own.
				...(isRenamed || test.isTodo || hasCases(test) ? {} : { task }),
				evaluate: (printed) => evaluateTest(test, shared, printed),
				explain: (failed) => explain(test, failed, shared),
			});
		}
	}
	return { jobs, programs };
}

function compileAnew(
	modules: readonly Module[],
	builtins: TestRun["builtins"],
	instrument: TestRun["instrument"],
): Program | undefined {
	const inputTypes = new Map(kinds.map(({ id, schema }) => [id, fromJsonSchema(schema)]));
	const asked = { builtins, inputTypes, unknowns: true, keepPrint: true, tolerant: true };
	const { program } = compile(modules, { ...asked, ...(instrument && { instrument }) });
	return program === undefined ? undefined : loadProgram(instantiate(program.code), builtins);
}

function nameOf({ path, packageLength }: TestRule): { readonly package: string; readonly name: string } {
	return {
		package: ["data", ...path.slice(0, packageLength)].join("."),
		name: path.slice(packageLength).join("."),
	};
}

function evaluateTest(test: TestRule, shared: Shared, printed: string[]): () => Verdict {
	if (test.isTodo) {
		const details = ["it is still to be done"];
		return () => ({ outcome: "skip", details, printed, duration: 0, cases: [] });
	}
	const evaluated = evaluateRule(test.path, shared, printed);
	return () => {
		if ("outcome" in evaluated) return evaluated;
		if (hasCases(test)) return verdictOnCases(test, evaluated, shared, printed);
		const passedOrFailed = judgeRule(evaluated, printed);
		return "outcome" in passedOrFailed ? passedOrFailed : explain(test, passedOrFailed, shared);
	};
}

const hasCases = ({ clauses }: TestRule): boolean => (clauses[0] as TestClause).caseTerms.length > 0;

interface EvaluatedRule {
	readonly value: Value | undefined;
	/** What builtins refused. */
	readonly refused: readonly string[];
	readonly duration: number;
}

/** What a test rule gives, or that it broke off. */
export function evaluateRule(
	path: readonly string[],
	{ program, options, elapsed }: Pick<Shared, "program" | "options" | "elapsed">,
	printed: string[],
): EvaluatedRule | Verdict {
	const begin = elapsed();
	const evaluation = new Evaluation({ ...options, print: (text) => printed.push(text) });
	try {
		const value = program.evaluate(path, evaluation);
		const refused = new Set(evaluation.errors.map(({ message }) => message));
		return { value, refused: [...refused], duration: elapsed() - begin };
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return { outcome: "error", details: [error.message], printed, duration: elapsed() - begin, cases: [] };
	}
}

/** What came of a test without cases; what failed is still to be explained. */
export function judgeRule(
	{ value, refused, duration }: EvaluatedRule,
	printed: readonly string[],
): Verdict | FailedTest {
	if (value === true) return { outcome: "pass", details: [], printed, duration, cases: [] };
	return { value: value === undefined ? undefined : toRegoText(value), refused, printed, duration };
}

function explain(test: TestRule, { value, refused, printed, duration }: FailedTest, shared: Shared): Verdict {
	const { options, timeout } = shared;
	const { rule, module } = test.clauses[0] as TestClause;
	const verdict = inTime(timeout, () => {
		const why = value === undefined ? explainFailure(module, rule, shared, options) : [];
		const what = value === undefined ? "its body doesn't hold" : `it is ${value}, not true`;
		// What a builtin refused is undefined to the rule, and often the reason.
		return { outcome: "fail", details: [what, ...why, ...refused], cases: [] };
	});
	return { ...verdict, printed, duration };
}

function verdictOnCases(
	test: TestRule,
	{ value, refused, duration }: EvaluatedRule,
	{ namesOf, options, timeout }: Shared,
	printed: readonly string[],
): Verdict {
	const verdict = inTime(timeout, () => {
		const cases = judgeCases(namesOf(test, options), value);
		if (cases.length === 0)
			return { outcome: "fail", details: ["it has no case: nothing was tested", ...refused], cases };
		if (cases.every(({ passed }) => passed)) return { outcome: "pass", details: [], cases };
		return { outcome: "fail", details: refused, cases };
	});
	return { ...verdict, printed, duration };
}

type Judged = Pick<Verdict, "outcome" | "details" | "cases">;

function inTime(timeout: number, judge: () => Judged): Judged {
	try {
		return withinTime(timeout, judge);
	} catch (error) {
		if (error instanceof Stopped) return tookTooLong(timeout);
		if (error instanceof EvaluationError) return { outcome: "error", details: [error.message], cases: [] };
		throw error;
	}
}
