/** One workload on this engine: compiled once, then evaluated for a fixed time; microseconds an evaluation. */
import { readFileSync } from "node:fs";
import { compile } from "../src/lang/compile.ts";
import { parseModule } from "../src/lang/parse/parseModule.ts";
import { Evaluation } from "../src/runtime/evaluation/evaluation.ts";
import { instantiate } from "../src/runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../src/runtime/evaluation/program.ts";
import { parseJson } from "../src/runtime/values/json.ts";
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

/** Microseconds an evaluation, over `seconds` of running after a warm-up. Every evaluation starts with empty memos. */
export function timeWorkload({ policy, input, data, rule }: Workload, seconds = 0.5): number {
	const program = programOf(policy);
	const path = rule.split(".");
	const options = { input: read(input), now: 0n, ...(data === undefined ? {} : { data: read(data) }) };
	const once = (): void => {
		if (program.evaluate(path, new Evaluation(options)) === undefined) throw new Error(`${rule} is undefined`);
	};
	return microseconds(once, seconds);
}
