/**
 * Runs tests, with the help of other threads where there is enough to do. The command's own thread begins alone; only when its
 * first tests show that the rest takes long does it start others, and goes on itself. All take the next test that nobody has
 * taken. Results come in the order of the tests, whoever did them.
 */
import type { TestResult } from "./result.ts";
import { doJobs, type TestJob, type Verdict } from "./testJob.ts";
import { type TestWork, type TestWorkDone, takeShared } from "./testWorker.ts";

export interface Threads {
	/** How many work at the same time, the command's own with them. */
	readonly most: number;
	/** Has the work done in a new thread. */
	readonly start: (work: TestWork) => Promise<TestWorkDone>;
	/** The work, but for its jobs. */
	readonly work: () => Omit<TestWork, "jobs" | "taken">;
	/** Takes what a thread counted of each pack. */
	readonly onCounts: (counts: TestWorkDone["counts"]) => void;
}

/** Milliseconds that are tried alone, and that the rest has to take: a further thread costs a second or two of computing for 500 files, as it compiles all code anew. */
const ALONE = 300;
const WORTH = 2_000;

export async function runTests(
	jobs: readonly TestJob[],
	timeout: number,
	elapsed: () => number,
	threads: Threads | undefined,
): Promise<readonly TestResult[]> {
	const verdicts: (Verdict | undefined)[] = jobs.map(() => undefined);
	const note = (job: number, verdict: Verdict): void => {
		verdicts[job] = verdict;
	};
	const evaluate = (job: number, printed: string[]) => (jobs[job] as TestJob).evaluate(printed);
	const waiting = [...jobs.keys()];
	const mayHelp = threads !== undefined && threads.most > 1;
	const begin = elapsed();
	const alone = (): number | undefined => (mayHelp && elapsed() - begin > ALONE ? undefined : waiting.shift());
	doJobs(alone, evaluate, timeout, note);
	const done = jobs.length - waiting.length;
	const rest = ((elapsed() - begin) / Math.max(1, done)) * waiting.length;
	if (mayHelp && rest > WORTH) {
		const shared = waiting.flatMap((job) => {
			const task = jobs[job]?.task;
			return task === undefined ? [] : [{ job, task }];
		});
		const own = waiting.filter((job) => jobs[job]?.task === undefined);
		const work = { ...threads.work(), jobs: shared, taken: new Int32Array(new SharedArrayBuffer(4)) };
		const helpers = Array.from({ length: Math.min(threads.most, waiting.length) - 1 }, () => threads.start(work));
		const helped = Promise.allSettled(helpers);
		doJobs(() => own.shift() ?? takeShared(work)?.job, evaluate, timeout, note);
		for (const outcome of await helped) {
			if (outcome.status !== "fulfilled") continue;
			for (const [job, verdict] of outcome.value.verdicts) {
				const explained = "outcome" in verdict ? verdict : jobs[job]?.explain?.(verdict);
				if (explained !== undefined) note(job, explained);
			}
			threads.onCounts(outcome.value.counts);
		}
	}
	// What a thread took and didn't give back is done here.
	const left = [...jobs.keys()].filter((job) => verdicts[job] === undefined);
	doJobs(() => left.shift(), evaluate, timeout, note);
	return jobs.map(({ about }, job) => ({ ...about, ...(verdicts[job] as Verdict) }));
}
