/** Runs the rules whose names begin with `test_`, as OPA's test runner names them; `todo_test_` is skipped. */
import { kinds } from "../../documents/kinds.ts";
import { compile } from "../../lang/compile.ts";
import { parseModule } from "../../lang/parse/parseModule.ts";
import type { Module, Rule } from "../../lang/tree.ts";
import { Evaluation, type EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../runtime/evaluation/program.ts";
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import { fromHost } from "../../runtime/values/fromHost.ts";
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Host } from "../host/host.ts";
import type { Session } from "../session.ts";
import { explainFailure } from "./explainFailure.ts";
import type { TestResult } from "./result.ts";

interface TestRule {
	readonly path: readonly string[];
	readonly rule: Rule;
	readonly module: Module;
}

/** Runs the tests of every pack whose name `wanted` takes. */
export function runTestRules(session: Session, host: Host, wanted: (name: string) => boolean): readonly TestResult[] {
	return session.loaded.flatMap(({ sources }) => {
		// Reading and compiling costs, and most packs have no test.
		if (!sources.some(({ text }) => text.includes("test_"))) return [];
		const modules = sources.flatMap((source) => {
			const { module } = parseModule(source, { dialect: source.name.endsWith(".policy") ? "policy" : "rego" });
			return module === undefined ? [] : [module];
		});
		const tests = testRulesIn(modules).filter(({ path }) => wanted(nameOf(path)));
		if (tests.length === 0) return [];
		const inputTypes = new Map(kinds.map(({ id, schema }) => [id, fromJsonSchema(schema)]));
		const { program } = compile(modules, { inputTypes, unknowns: true, keepPrint: true, tolerant: true });
		if (program === undefined) return [];
		const loaded = loadProgram(instantiate(program.code));
		return tests.map((test) => runTestRule(test, loaded, modules, session, host));
	});
}

const nameOf = (path: readonly string[]): string => `data.${path.join(".")}`;

/** Each test once, at its first rule. */
function testRulesIn(modules: readonly Module[]): readonly TestRule[] {
	const tests = new Map<string, TestRule>();
	for (const module of modules)
		for (const rule of module.items) {
			if (rule.kind !== "rule" || rule.head.path.length > 0 || rule.head.args !== undefined) continue;
			const path = [...module.package.path, rule.head.name.name];
			const name = nameOf(path);
			if (/^(todo_)?test_/.test(rule.head.name.name) && !tests.has(name)) tests.set(name, { path, rule, module });
		}
	return [...tests.values()];
}

function runTestRule(
	{ path, rule, module }: TestRule,
	program: Program,
	modules: readonly Module[],
	session: Session,
	host: Host,
): TestResult {
	const result = { name: nameOf(path), source: module.source, span: rule.head.span };
	if (rule.head.name.name.startsWith("todo_"))
		return { ...result, outcome: "skip", details: ["it is still to be done"], printed: [] };
	const printed: string[] = [];
	const options: EvaluationOptions = {
		...(session.configuration.data === undefined ? {} : { data: fromHost(session.configuration.data) }),
		now: host.now(),
		random: (bytes) => host.random(bytes),
		crypto: host.crypto,
	};
	try {
		const value = program.evaluate(path, new Evaluation({ ...options, print: (text) => printed.push(text) }));
		if (value === true) return { ...result, outcome: "pass", details: [], printed };
		const details =
			value === undefined
				? ["its body doesn't hold", ...explainFailure(module, rule, modules, options)]
				: [`it is ${toRegoText(value)}, not true`];
		return { ...result, outcome: "fail", details, printed };
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return { ...result, outcome: "fail", details: [error.message], printed };
	}
}
