import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { measure } from "../../src/cli/bench/measure.ts";
import { statisticsOf } from "../../src/cli/bench/statistics.ts";
import { run } from "../../src/cli/run.ts";
import { testHost } from "../scenarios/scenario.ts";

describe("statistics of times", () => {
	it("take the value at a share of the sorted series, not between two", () => {
		const { median, percentiles, min, max, mean } = statisticsOf([5, 1, 3, 2, 4]);
		expect({ median, p99: percentiles["99%"], min, max, mean }).toEqual({ median: 3, p99: 5, min: 1, max: 5, mean: 3 });
	});

	it("of a single time are that time", () => {
		const { percentiles, ...rest } = statisticsOf([7]);
		expect(rest).toEqual({ count: 1, min: 7, max: 7, mean: 7, median: 7, stddev: 0 });
		expect(new Set(Object.values(percentiles))).toEqual(new Set([7]));
	});
});

describe("measuring", () => {
	/** A clock that goes on by what each computation takes, and a heap that grows by what it allocates. */
	const world = (times: (count: number) => number, bytes: number) => {
		let now = 0;
		let heap = 0;
		let count = 0;
		return {
			compute: () => {
				now += times(count++);
				heap += bytes;
			},
			meter: { elapsed: () => now, heapUsed: () => heap },
			count: () => count,
		};
	};

	it("counts only what comes after the warm-up, and ends when the time is over", () => {
		const { compute, meter } = world((count) => (count < 10 ? 50 : 1), 100);
		const { times, perSecond, bytes } = measure(compute, meter, { warmUp: 500, time: 100 });
		expect({ count: times.count, median: times.median, max: times.max }).toEqual({ count: 100, median: 1, max: 1 });
		expect({ perSecond, bytes }).toEqual({ perSecond: 1000, bytes: 100 });
	});

	it("measures a slow computation at least once", () => {
		const { compute, meter, count } = world(() => 60_000, 0);
		expect(measure(compute, meter, { warmUp: 100, time: 100 }).times.count).toBe(1);
		expect(count()).toBeLessThan(8);
	});

	it("says nothing of the heap where it is collected all the time", () => {
		const { compute, meter } = world(() => 1, -5);
		expect(measure(compute, meter, { warmUp: 1, time: 5 }).bytes).toBeUndefined();
	});
});

describe("policy bench", () => {
	const folder = mkdtempSync(path.join(tmpdir(), "policy-bench-"));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	writeFileSync(path.join(folder, "p.rego"), 'package p\n\nallow if input.user == "ann"\n');
	writeFileSync(path.join(folder, "input.json"), '{"user": "ann"}');
	writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\nUSER 10001\n");

	const bench = async (...argv: string[]) => {
		let stdout = "";
		let stderr = "";
		const host = {
			...testHost(folder, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text) }),
			elapsed: () => performance.now(),
		};
		const status = await run(["bench", "--time", "20ms", "--warm-up", "5ms", ...argv], host);
		return { status, stdout, stderr };
	};

	it("measures a query", async () => {
		const { status, stdout } = await bench(
			"-d",
			"p.rego",
			"-i",
			"input.json",
			"data.p.allow",
			"--format",
			"json",
			"--count",
			"2",
		);
		expect(status).toBe(0);
		const { subject, runs } = JSON.parse(stdout);
		expect(subject).toBe("data.p.allow");
		expect(runs).toHaveLength(2);
		for (const one of runs) {
			expect(one.evaluations).toBeGreaterThan(0);
			expect(one.min_ns).toBeLessThanOrEqual(one.median_ns);
			expect(one.median_ns).toBeLessThanOrEqual(one.p99_ns);
			expect(one.p99_ns).toBeLessThanOrEqual(one.max_ns);
		}
	});

	it("measures a bundled policy on a file", async () => {
		const { status, stdout } = await bench("--policy", "HS1080", "--no-config", "Dockerfile");
		expect(status).toBe(0);
		expect(stdout).toMatch(/^HS1080 .* on 1 document\n {2}evaluations {2}\d+/);
	});

	it.each([
		["a query without a solution", ["data.nope"], 1, "the query has no solution"],
		["a query that is wrong", ["nope"], 2, "`nope` never gets a value"],
		["a policy that isn't there", ["--policy", "HS108O", "--no-config", "Dockerfile"], 3, "did you mean `HS1080`?"],
		["a policy about other files", ["--policy", "HS3001", "--no-config", "Dockerfile"], 3, "isn't about any document"],
		["two queries", ["1", "2"], 2, "`2` is one argument too many"],
	])("%s is refused", async (_, argv, status, said) => {
		const refused = await bench(...argv);
		expect(refused.stdout).toBe("");
		expect(refused.stderr).toContain(said);
		expect(refused.status).toBe(status);
	});
});
