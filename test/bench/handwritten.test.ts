/** What was written by hand for the benchmark gives what the engine gives, or it would be no measure. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { handwritten } from "../../bench/handwritten/index.ts";
import { programOf } from "../../bench/timeWorkload.ts";
import { workloads } from "../../bench/workloads.ts";
import { Evaluation } from "../../src/runtime/evaluation/evaluation.ts";
import { parseJson, toJson } from "../../src/runtime/values/json.ts";

const all = workloads().filter((workload) => handwritten(workload) !== undefined);

describe.skipIf(all.length === 0)("workloads by hand (skipped where ../shared/bench/workloads is missing)", () => {
	test.each(all)("$name", (workload) => {
		const input = parseJson(readFileSync(workload.input, "utf8"));
		const program = programOf(workload.policy);
		const value = program.evaluate(workload.rule.split("."), new Evaluation({ input, now: 0n }));
		const byHand = [...(handwritten(workload)?.() ?? [])].sort();
		expect(byHand.length).toBeGreaterThan(5);
		expect(byHand).toEqual(value === undefined ? undefined : JSON.parse(toJson(value)));
	});
});
