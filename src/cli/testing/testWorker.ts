/**
 * Does tests in another thread. Takes plain data (emitted code, no text of a policy: nothing is parsed here) and gives what came of
 * the tests that it took. Why one failed it leaves open: for that the trees are needed, which only the command has.
 */
import type { EmittedProgram } from "../../lang/compile.ts";
import { parseModuleJson } from "../../lang/opa/parseModuleJson.ts";
import { makePack } from "../../packs/makePack.ts";
import type { Pack } from "../../packs/pack.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../runtime/evaluation/program.ts";
import { parseJson } from "../../runtime/values/json.ts";
import { type AccessOptions, preparePacks, withAccess } from "../access.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { loadSignerTrust } from "../signerTrust.ts";
import { runExample, trustsSigners } from "./exampleJobs.ts";
import { evaluateRule, judgeRule } from "./ruleJobs.ts";
import { doJobs, type FailedTest, type TestTask, type Verdict } from "./testJob.ts";

export interface TestWork {
	readonly task: "test";
	readonly packs: readonly (EmittedProgram & { readonly name: string })[];
	/** `data`, as JSON. */
	readonly data: string;
	readonly timeout: number;
	readonly access: AccessOptions;
	readonly jobs: readonly { readonly job: number; readonly task: TestTask }[];
	/** How many of the jobs are taken: all threads count here. */
	readonly taken: Int32Array<SharedArrayBuffer>;
}

export interface TestWorkDone {
	readonly verdicts: readonly (readonly [job: number, verdict: Verdict | FailedTest])[];
	/** The counts of coverage by pack, where they are kept. */
	readonly counts: readonly (Float64Array | undefined)[];
}

/** The next of the jobs that no thread has taken. */
export function takeShared({ jobs, taken }: Pick<TestWork, "jobs" | "taken">): TestWork["jobs"][number] | undefined {
	return jobs[Atomics.add(taken, 0, 1)];
}

export async function doTestWork(work: TestWork, given: Host): Promise<TestWorkDone> {
	const host = withAccess(given, work.access, parseModuleJson);
	const packs = work.packs.map(({ name, code, manifest }) => makePack(name, manifest, loadProgram(instantiate(code))));
	await preparePacks(host, packs);
	const options = { ...evaluationBase(host), data: parseJson(work.data) };
	const verdicts: (readonly [number, Verdict | FailedTest])[] = [];
	const examples = work.jobs.flatMap(({ task }) => (task.kind === "example" ? [task.example] : []));
	const openTrust = trustsSigners(examples) ? await loadSignerTrust() : undefined;
	const tasks = new Map(work.jobs.map(({ job, task }) => [job, task]));
	const evaluate = (job: number, printed: string[]): Verdict | FailedTest => {
		const task = tasks.get(job) as TestTask;
		if (task.kind === "example") return runExample(task.example, packs, host, printed, openTrust);
		const { program } = packs[task.pack] as Pack;
		const evaluated = evaluateRule(task.path, { program, options, elapsed: () => host.elapsed() }, printed);
		return "outcome" in evaluated ? evaluated : judgeRule(evaluated, printed);
	};
	doJobs(
		() => takeShared(work)?.job,
		(job, printed) => {
			const verdict = evaluate(job, printed);
			return () => verdict;
		},
		work.timeout,
		(job, verdict) => verdicts.push([job, verdict]),
	);
	return { verdicts, counts: packs.map(({ program }) => program.coverage?.counts) };
}
