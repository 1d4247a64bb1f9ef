/** Runs one conformance case as OPA's own runner does (LANGUAGE.md 2), and says in what it differs. */
import { randomFillSync } from "node:crypto";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import { nodeNetwork } from "../../src/cli/host/nodeNetwork.ts";
import { renderDiagnostic } from "../../src/diagnostics/render.ts";
import { type CompileOptions, compile } from "../../src/lang/compile.ts";
import { parseModuleJson } from "../../src/lang/opa/parseModuleJson.ts";
import { parseModule, parseQuery } from "../../src/lang/parse/parseModule.ts";
import type { Module } from "../../src/lang/tree.ts";
import { type Builtin, builtin } from "../../src/runtime/builtins/builtin.ts";
import { builtins } from "../../src/runtime/builtins/index.ts";
import { Evaluation } from "../../src/runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../src/runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../src/runtime/evaluation/instantiate.ts";
import { loadProgram, type Solution } from "../../src/runtime/evaluation/program.ts";
import { graphqlEngine } from "../../src/runtime/graphql/engine.ts";
import { nothing, string } from "../../src/runtime/types.ts";
import { equals } from "../../src/runtime/values/equality.ts";
import { parseJson, toJson } from "../../src/runtime/values/json.ts";
import { sortValues } from "../../src/runtime/values/order.ts";
import { RegoSet } from "../../src/runtime/values/regoSet.ts";
import type { Value } from "../../src/runtime/values/value.ts";
import { Source } from "../../src/text/source.ts";
import type { Case } from "./readCases.ts";

/** What a case came to. `code`: right but for the error's text. */
export type Verdict =
	| { readonly outcome: "pass" }
	| { readonly outcome: "code"; readonly why: string }
	| { readonly outcome: "fail"; readonly why: string };

/** OPA's runner registers this one for itself; time is fixed here, so there is nothing to wait for. */
const sleep = builtin<[string]>(
	{
		name: "test.sleep",
		group: "test",
		doc: "Waits.",
		args: [{ name: "duration", type: string }],
		returns: { name: "nothing", type: nothing },
		examples: [],
	},
	() => null,
);
/** Cases are run one after the other and can't wait: what any of them may need is loaded first. */
await graphqlEngine.load();

/** OPA's cases look up one name. */
const network = nodeNetwork(["localhost"]);

const known: ReadonlyMap<string, Builtin> = new Map([...builtins, [sleep.name, sleep]]);

export function runCase(test: Case, options: CompileOptions = {}): Verdict {
	try {
		return judge(test, () => solve(test, options));
	} catch (error) {
		return { outcome: "fail", why: error instanceof Error ? error.message : String(error) };
	}
}

class CompileFault extends Error {}

function solve(test: Case, options: CompileOptions): readonly Solution[] {
	const modules = test.modules.map((text, index) => parsed(new Source(`test-${index}.rego`, text)));
	const input = test.inputTerm === undefined ? test.input : termValue(test.inputTerm);
	const program = compiled(modules, test.query, options);
	const evaluation = new Evaluation({
		...(input === undefined ? {} : { input }),
		data: test.data,
		now: BigInt(Date.now()) * 1_000_000n,
		random: (count) => randomFillSync(new Uint8Array(count)),
		crypto: nodeCrypto,
		strict: test.strictError,
		parseModule: parseModuleJson,
		network,
		environment: () => ({}),
	});
	return program.query(evaluation);
}

function parsed(source: Source): Module {
	const { module, diagnostics } = parseModule(source, { dialect: "rego" });
	if (module === undefined || diagnostics.length > 0)
		throw new CompileFault(diagnostics.map((d) => renderDiagnostic(d)).join("\n"));
	return module;
}

function compiled(modules: readonly Module[], queryText: string, options: CompileOptions = {}) {
	const { query, diagnostics } = parseQuery(new Source("query", queryText), { dialect: "rego" });
	if (query === undefined || diagnostics.length > 0)
		throw new CompileFault(diagnostics.map((d) => renderDiagnostic(d)).join("\n"));
	const made = compile(modules, { ...options, builtins: known, query });
	if (made.program === undefined) throw new CompileFault(made.diagnostics.map((d) => renderDiagnostic(d)).join("\n"));
	return loadProgram(instantiate(made.program.code), known);
}

function termValue(text: string): Value {
	const [solution] = compiled([], `x = ${text}`).query(new Evaluation({ now: 0n }));
	if (solution === undefined) throw new CompileFault(`input_term is undefined: ${text}`);
	return solution.x as Value;
}

function judge(test: Case, run: () => readonly Solution[]): Verdict {
	const wantsError = test.wantError !== undefined || test.wantErrorCode !== undefined;
	let solutions: readonly Solution[];
	try {
		solutions = run();
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		if (!wantsError) return { outcome: "fail", why: `an error: ${error.message}` };
		if (test.wantErrorCode !== undefined && error.code !== test.wantErrorCode) {
			return { outcome: "fail", why: `code ${error.code} instead of ${test.wantErrorCode}: ${error.message}` };
		}
		if (test.wantError !== undefined && !error.message.includes(test.wantError)) {
			return { outcome: "code", why: `text: ${error.message}\n  wanted: ${test.wantError}` };
		}
		return { outcome: "pass" };
	}
	if (test.wantResult === undefined) {
		return { outcome: "fail", why: `no error, but ${shown(solutions.map(plain(test)))}` };
	}
	const got = solutions.map(plain(test));
	const want = test.wantResult.map((solution) => normalized(test, solution));
	if (equals(RegoSet.of(got), RegoSet.of(want))) return { outcome: "pass" };
	return { outcome: "fail", why: `${shown(got)}\n  wanted: ${shown(want)}` };
}

function shown(solutions: readonly Value[]): string {
	return toJson(solutions).slice(0, 1000);
}

/** A solution as the JSON that OPA prints, its top-level arrays sorted where the case asks for it. */
const plain =
	(test: Case) =>
	(solution: Solution): Value => {
		const entries = Object.entries(solution).filter(
			([name]) => !(test.ignoreGeneratedVars && name.startsWith("__localq")),
		);
		return normalized(test, parseJson(toJson(Object.fromEntries(entries))));
	};

function normalized(test: Case, solution: Value): Value {
	if (!test.sortBindings || typeof solution !== "object" || solution === null) return solution;
	return Object.fromEntries(
		Object.entries(solution).map(([name, value]) => [name, Array.isArray(value) ? sortValues(value) : value]),
	) as Value;
}
