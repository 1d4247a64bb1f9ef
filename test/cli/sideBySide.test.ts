/** Tests that several threads do: nothing is lost, the order stays, and a time limit is that of one test. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommand } from "../../scripts/buildCommand.ts";
import { runThread } from "../../src/cli/host/threads.ts";
import { runTests, type Threads } from "../../src/cli/testing/sideBySide.ts";
import { doJobs, type TestJob, type Verdict } from "../../src/cli/testing/testJob.ts";
import { type TestWork, type TestWorkDone, takeShared } from "../../src/cli/testing/testWorker.ts";
import { compile } from "../../src/lang/compile.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import { Source } from "../../src/text/source.ts";

const passed = (printed: readonly string[] = []): Verdict => ({
	outcome: "pass",
	details: [],
	printed,
	duration: 1,
	cases: [],
});

function busy(milliseconds: number): void {
	for (const end = performance.now() + milliseconds; performance.now() < end; );
}

describe("a time limit for tests that share it", () => {
	const run = (times: readonly number[], timeout: number) => {
		const waiting = [...times.keys()];
		const attempts: number[] = [];
		const verdicts: Verdict[] = [];
		const evaluate = (job: number, printed: string[]) => {
			attempts.push(job);
			printed.push(`${job}`);
			busy(times[job] as number);
			return () => passed(printed);
		};
		doJobs(
			() => waiting.shift(),
			evaluate,
			timeout,
			(job, verdict) => {
				verdicts[job] = verdict;
			},
		);
		return { attempts, verdicts };
	};

	it("stops one that takes longer, and goes on with the next", () => {
		const { verdicts } = run([0, 60_000, 0], 200);
		expect(verdicts.map(({ outcome }) => outcome)).toEqual(["pass", "error", "pass"]);
		expect(verdicts[1]).toMatchObject({
			details: ["it was stopped after 200ms: give it more time with --timeout"],
			printed: ["1"],
		});
	});

	it("gives all of the time again to one that others left too little of", () => {
		const { verdicts, attempts } = run([700, 700], 1_000);
		expect(verdicts.map(({ outcome, printed }) => [outcome, printed])).toEqual([
			["pass", ["0"]],
			["pass", ["1"]],
		]);
		expect(attempts).toEqual([0, 1, 1]);
	});

	it("is none of the verdict's business", () => {
		const verdicts: Verdict[] = [];
		const waiting = [0];
		const evaluate = () => () => {
			busy(150);
			return passed();
		};
		doJobs(
			() => waiting.shift(),
			evaluate,
			100,
			(_, verdict) => verdicts.push(verdict),
		);
		expect(verdicts).toEqual([passed()]);
	});
});

describe("help from threads", () => {
	const source = new Source("p_test.rego", "");
	/** Each test takes a second by this clock. */
	const world = (count: number, start: Threads["start"], withTask: (job: number) => boolean = () => true) => {
		let now = 0;
		const own: number[] = [];
		const jobs = Array.from(
			{ length: count },
			(_, job): TestJob => ({
				about: { package: "data.p", name: `test_${job}`, source, span: { start: 0, end: 0 } },
				...(withTask(job) ? { task: { kind: "rule", pack: 0, path: [`test_${job}`] } } : {}),
				evaluate: () => {
					own.push(job);
					now += 1_000;
					return () => passed(["own"]);
				},
			}),
		);
		const work = () => ({
			task: "test" as const,
			packs: [],
			data: "{}",
			timeout: 5_000,
			access: { allowNet: [], allowEnv: false },
		});
		const counts: unknown[] = [];
		const threads = { most: 3, start, work, onCounts: (given: unknown) => counts.push(given) };
		return { jobs, own, counts, run: () => runTests(jobs, 5_000, () => now, threads) };
	};
	/** A thread that takes two tests before the command's own goes on. */
	const takesTwo = async (work: TestWork) => {
		const taken = [takeShared(work), takeShared(work)].flatMap((job) => job ?? []);
		return { verdicts: taken.map(({ job }) => [job, passed(["other"])] as const), counts: [new Float64Array([1])] };
	};

	it("comes only where the rest takes long", async () => {
		const started: TestWork[] = [];
		const start: Threads["start"] = async (work) => {
			started.push(work);
			return takesTwo(work);
		};
		await world(3, start).run();
		expect(started).toHaveLength(0);
		await world(8, start).run();
		expect(started).toHaveLength(2);
	});

	it("keeps the order, and each test is done once", async () => {
		const { run, own, counts } = world(8, takesTwo);
		const results = await run();
		expect(results.map(({ name }) => name)).toEqual(Array.from({ length: 8 }, (_, job) => `test_${job}`));
		const others = results.flatMap(({ printed }, job) => (printed[0] === "other" ? job : []));
		expect(others).toHaveLength(4);
		expect([...own, ...others].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		expect(counts).toHaveLength(2);
	});

	it("leaves alone what only the command can do", async () => {
		const { run } = world(8, takesTwo, (job) => job < 6);
		const results = await run();
		expect(results.slice(6).map(({ printed }) => printed)).toEqual([["own"], ["own"]]);
	});

	it("isn't relied on: what a thread took and lost is done again", async () => {
		const { run, own } = world(8, async (work) => {
			takeShared(work);
			throw new Error("the thread ended");
		});
		const results = await run();
		expect(results.every(({ outcome }) => outcome === "pass")).toBe(true);
		expect([...own].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	});
});

describe("real threads of the built program", () => {
	const folder = mkdtempSync(path.join(tmpdir(), "policy-threads-"));
	const suite = path.join(folder, "suite");
	const program = path.join(folder, "cli/program.js");
	beforeAll(async () => {
		for (const name of ["suite", "packs"]) mkdirSync(path.join(folder, name));
		await buildCommand(
			path.resolve(import.meta.dirname, "../.."),
			path.join(folder, "cli"),
			path.join(folder, "packs"),
		);
		const slow = "count([1 | some a in numbers.range(1, 700); some b in numbers.range(1, 700); a * b == 7]) > 0";
		for (let file = 0; file < 40; file++) {
			writeFileSync(
				path.join(suite, `p${file}_test.rego`),
				`package p${file}_test\n\ntest_slow if {\n\tprint("in", ${file})\n\t${slow}\n\tdata.who == "ann"\n}\n\ntest_wrong if ${file} % 10 != 9\n`,
			);
		}
		writeFileSync(path.join(suite, "data.json"), '{"who": "ann"}');
	}, 120_000);
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it("do what they are given, and leave it to their starter to explain what fails", async () => {
		const text =
			'package p\ntest_a if data.who == "ann"\ntest_b if {\n\tprint("b")\n\tfalse\n}\ntest_c if print("c")\n';
		const { module } = parseModule(new Source("p_test.rego", text), { dialect: "rego" });
		if (module === undefined) throw new Error("the module can't be read");
		const compiled = compile([module], { keepPrint: true, unknowns: true, instrument: "coverage" });
		if (compiled.program === undefined) throw new Error("the module is wrong");
		const jobs = ["test_a", "test_b", "test_c"].map(
			(name, job) => ({ job, task: { kind: "rule", pack: 0, path: ["p", name] } }) as const,
		);
		const work: TestWork = {
			task: "test",
			packs: [{ name: "p", ...compiled.program }],
			data: '{"who": "ann"}',
			timeout: 30_000,
			access: { allowNet: [], allowEnv: false },
			jobs,
			taken: new Int32Array(new SharedArrayBuffer(4)),
		};
		const given: TestWorkDone[] = [];
		await runThread(program, work, (message) => given.push(message as TestWorkDone));
		const [{ verdicts, counts } = { verdicts: [], counts: [] }] = given;
		expect(verdicts).toMatchObject([
			[0, { outcome: "pass", printed: [] }],
			[1, { value: undefined, printed: ["b"], refused: [] }],
			[2, { outcome: "pass", printed: ["c"] }],
		]);
		expect(counts).toHaveLength(1);
		expect(counts[0]?.some((count) => count > 0)).toBe(true);
	}, 60_000);

	it("that can't start say so to their starter", async () => {
		await expect(runThread(program, { task: "test", packs: [{}] }, () => {})).rejects.toThrow();
	}, 60_000);

	it("give the same output in the same order, and the same coverage, as one", () => {
		const command = (parallel: number) => {
			const argv = [
				"test",
				"--coverage-format",
				"json",
				"-v",
				"--timeout",
				"60s",
				"--parallel",
				`${parallel}`,
				"suite",
			];
			const made = spawnSync(process.execPath, [program, ...argv], { cwd: folder, encoding: "utf8" });
			return { ...made, stderr: made.stderr.replace(/ {2}[\d.]+(?:ns|µs|ms|s)$/gm, "") };
		};
		const alone = command(1);
		expect(alone.stderr).toContain("80 tests: 76 passed, 4 failed");
		expect(JSON.parse(alone.stdout).coverage).toBe(100);
		const helped = command(3);
		expect(helped.stderr).toBe(alone.stderr);
		expect(helped.stdout).toBe(alone.stdout);
		expect(helped.status).toBe(1);
	}, 240_000);
});
