/** Profiles: how times of rules in each other are told apart, and what `policy bench --profile` prints. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { profileLines } from "../../src/cli/bench/reportProfile.ts";
import { run } from "../../src/cli/run.ts";
import { plainPainter } from "../../src/diagnostics/render.ts";
import { Profiler } from "../../src/runtime/evaluation/profiler.ts";
import { testHost } from "../scenarios/scenario.ts";

describe("times of rules that call each other", () => {
	/** A clock that takes a time for each look at it, and goes on as it is told. */
	const world = (look: number) => {
		let now = 0;
		const profiler = new Profiler(() => {
			now += look;
			return now;
		});
		const work = (time: number) => {
			now += time;
		};
		return { profiler, work };
	};

	it.each([
		["a clock that costs nothing", 0],
		["a clock that costs something", 0.25],
	])("with %s", (_, look) => {
		const { profiler, work } = world(look);
		const outer = profiler.rule("data.p.outer", "p.rego:1");
		const inner = profiler.rule("data.p.inner", "p.rego:5");
		profiler.calibrate();
		profiler.enter(outer);
		work(5);
		for (let count = 0; count < 2; count++) {
			profiler.enter(inner);
			work(10);
			profiler.leave();
		}
		profiler.leave();
		const about = (time: number) => expect.closeTo(time, 3);
		expect(outer).toMatchObject({ evaluations: 1, total: about(25), self: about(5) });
		expect(inner).toMatchObject({ evaluations: 2, total: about(20), self: about(20) });
		expect(profiler).toMatchObject({ measurements: 3, cost: about(2 * look) });
	});

	it("are forgotten by a reset, also those that were broken off", () => {
		const { profiler, work } = world(0);
		const rule = profiler.rule("data.p.x", "p.rego:1");
		profiler.enter(rule);
		work(1);
		profiler.reset();
		profiler.enter(rule);
		work(2);
		profiler.leave();
		expect(rule).toMatchObject({ evaluations: 1, total: 2, self: 2 });
	});
});

it("a profile is bounded, and says what it leaves out", () => {
	const rule = (name: string, share: number) => ({
		path: `data.p.${name}`,
		site: "p.rego:1",
		evaluations: 2,
		total: 1,
		self: share,
		share,
	});
	const profile = { evaluations: 10, time: 1, cost: 1e-4, rules: [rule("a", 0.5), rule("b", 0.25), rule("c", 0.125)] };
	expect(profileLines(profile, 1, plainPainter)).toEqual([
		"profile      10 evaluations of 1ms; measuring a rule cost 100ns each time, which is taken off",
		"share   self  total  evaluations  rule",
		"50.0%  500µs    1ms            2  data.p.a  p.rego:1",
		"2 more with 37.5%: see --profile-limit",
		"outside of rules and functions: 12.5%",
	]);
});

describe("policy bench --profile", () => {
	const folder = mkdtempSync(path.join(tmpdir(), "policy-profile-"));
	afterAll(() => rmSync(folder, { recursive: true }));
	writeFileSync(
		path.join(folder, "p.rego"),
		'package p\n\nbig contains x if {\n\tsome x in numbers.range(1, 50)\n\tlarge(x)\n}\n\nlarge(x) if count([y | some y in numbers.range(1, 50); y < x]) > 10\n\no[k] := v if {\n\tsome k, v in {"a": 1}\n}\n\nunasked := count(input)\n',
	);
	writeFileSync(
		path.join(folder, "q.policy"),
		'package q\n\npolicy tagged on dockerfile {\n\ttitle: "Tagged"\n\tcode: "Q1"\n\tseverity: low\n\tdeny stage.from because "no tag" if {\n\t\tsome stage in input.stages\n\t\tbare(stage)\n\t}\n\tbare(stage) if not stage.from.tag\n}\n',
	);
	writeFileSync(path.join(folder, "Dockerfile"), "FROM a\nFROM b:1\n");

	const bench = async (...args: string[]) => {
		let stdout = "";
		const host = { ...testHost(folder, { stdout: (text) => (stdout += text) }), elapsed: () => performance.now() };
		const status = await run(["bench", "--time", "20ms", "--warm-up", "10ms", "--profile", ...args], host);
		expect(status).toBe(0);
		return JSON.parse(stdout).profile;
	};

	it("of a query: rules, functions and objects, each with its number of evaluations", async () => {
		const { rules, evaluations, omitted_rules } = await bench(
			"-f",
			"json",
			"-d",
			"p.rego",
			"count(data.p.big) + data.p.o.a",
		);
		expect(evaluations).toBeGreaterThan(0);
		expect(omitted_rules).toBe(0);
		const counts = rules.map(({ path: name, location, evaluations: each }: Record<string, unknown>) => [
			name,
			location,
			each,
		]);
		expect(counts).toHaveLength(3);
		expect(counts).toContainEqual(["data.p.big", { file: "p.rego", row: 3 }, 1]);
		expect(counts).toContainEqual(["data.p.large", { file: "p.rego", row: 8 }, 50]);
		expect(counts).toContainEqual(["data.p.o", { file: "p.rego", row: 10 }, 1]);
		for (const { total_ns, self_ns, share } of rules) {
			expect(self_ns).toBeLessThanOrEqual(total_ns);
			expect(share).toBeLessThanOrEqual(1);
		}
	});

	it("of policies on files, with their private rules", async () => {
		const { rules } = await bench("-f", "json", "--no-config", "--policy", "q.policy", "Dockerfile");
		expect(
			rules.map(({ path: name, evaluations }: Record<string, unknown>) => `${name} ${evaluations}`).sort(),
		).toEqual(["data.q.tagged 1", "data.q.tagged.bare 2"]);
	});

	it("of the rules that take most", async () => {
		const { rules, omitted_rules } = await bench("-f", "json", "--profile-limit", "1", "-d", "p.rego", "data.p.big");
		expect(rules).toHaveLength(1);
		expect(omitted_rules).toBe(1);
	});
});
