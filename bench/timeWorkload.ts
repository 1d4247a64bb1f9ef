/** One workload on this engine: compiled once, then evaluated for a fixed time; microseconds an evaluation. */
import { readFileSync } from "node:fs";
import { compile } from "../src/lang/compile.ts";
import { parseModule } from "../src/lang/parse/parseModule.ts";
import { Evaluation } from "../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../src/runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../src/runtime/evaluation/program.ts";
import { sizeOf } from "../src/runtime/values/access.ts";
import { parseJson, toJson } from "../src/runtime/values/json.ts";
import type { Value } from "../src/runtime/values/value.ts";
import { Source } from "../src/text/source.ts";
import { microseconds } from "./timing.ts";
import type { Workload } from "./workloads.ts";

const programs = new Map<string, Program>();

/** The compiled policy of a workload, once. */
export function programOf(policy: string): Program {
	let program = programs.get(policy);
	if (program === undefined) {
		const { module } = parseModule(new Source(policy, readFileSync(policy, "utf8")), { dialect: "rego" });
		const compiled = compile(module === undefined ? [] : [module]).program;
		if (compiled === undefined) throw new Error(`${policy} does not compile`);
		program = loadProgram(instantiate(compiled.code));
		programs.set(policy, program);
	}
	return program;
}

const read = (file: string): Value => parseJson(readFileSync(file, "utf8"));

/** The value that a workload's rule has, as what evaluates it once more. Every evaluation starts with empty memos. */
function evaluation({ policy, input, data, rule }: Workload): () => Value {
	const program = programOf(policy);
	const path = rule.split(".");
	const options = { input: read(input), now: 0n, ...(data === undefined ? {} : { data: read(data) }) };
	return () => {
		const value = program.evaluate(path, new Evaluation(options));
		if (value === undefined) throw new Error(`${rule} is undefined`);
		return value;
	};
}

/** The result as JSON, sets as arrays. */
export function resultOf(workload: Workload): unknown {
	return JSON.parse(toJson(evaluation(workload)())) as unknown;
}

/** Microseconds an evaluation, over `seconds` of running after a warm-up. */
export function timeWorkload(workload: Workload, seconds = 0.5): number {
	const evaluate = evaluation(workload);
	// A set tells its members apart when it is first asked for them: without that the result wouldn't be whole.
	return microseconds(() => sizeOf(evaluate()), seconds);
}
