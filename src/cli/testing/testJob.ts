/** Tests as jobs: what `policy test` has to do, whichever thread does it. Each is evaluated for no longer than a time. */
import { durationText } from "../duration.ts";
import type { PolicyExample } from "../examples.ts";
import { Stopped, withinTime } from "../host/timeLimit.ts";
import type { TestResult } from "./result.ts";

export interface TestJob {
	readonly about: Pick<TestResult, "package" | "name" | "source" | "span">;
	/** What another thread has to know to do it; absent where it can't. */
	readonly task?: TestTask;
	readonly evaluate: EvaluateJob;
	/** Says why it failed, where another thread evaluated it; absent where no thread leaves that open. */
	readonly explain?: (failed: FailedTest) => Verdict;
}

/** A rule that isn't true. Plain data. */
export interface FailedTest extends Pick<TestResult, "printed" | "duration"> {
	/** What it is, as Rego writes it; undefined: nothing. */
	readonly value: string | undefined;
	/** What builtins refused. */
	readonly refused: readonly string[];
}

/** Evaluates; takes what is printed. What it gives says what came of it, which may take a time of its own. */
export type EvaluateJob = (printed: string[]) => () => Verdict;

export type Verdict = Pick<TestResult, "outcome" | "details" | "printed" | "duration" | "cases">;

/** Plain data. `pack` is the pack's number. */
export type TestTask =
	| { readonly kind: "rule"; readonly pack: number; readonly path: readonly string[] }
	| { readonly kind: "example"; readonly example: PlainExample };

/** An example without its text. */
export type PlainExample = Omit<PolicyExample, "source">;

/**
 * Does jobs in turn. `take` gives the number of the next, or undefined where there is none for now. Setting a time limit costs
 * as much as a small test: so it is set for many together, and one that was stopped after others gets all of the time once more.
 */
export function doJobs<Outcome = Verdict>(
	take: () => number | undefined,
	evaluate: (job: number, printed: string[]) => () => Outcome,
	timeout: number,
	done: (job: number, outcome: Outcome | Verdict) => void,
): void {
	let again: number | undefined;
	for (;;) {
		const judges: (() => void)[] = [];
		let job: number | undefined;
		let printed: string[] = [];
		let isStopped = false;
		try {
			withinTime(timeout, () => {
				for (job = again ?? take(); job !== undefined; job = take()) {
					const own = job;
					printed = [];
					const judge = evaluate(own, printed);
					judges.push(() => done(own, judge()));
				}
			});
		} catch (error) {
			if (!(error instanceof Stopped)) throw error;
			isStopped = true;
		}
		for (const judge of judges) judge();
		if (!isStopped || job === undefined) return;
		again = judges.length > 0 ? job : undefined;
		if (again === undefined) done(job, { ...tookTooLong(timeout), printed, duration: timeout });
	}
}

export function tookTooLong(timeout: number): Pick<Verdict, "outcome" | "details" | "cases"> {
	const details = [`it was stopped after ${durationText(timeout)}: give it more time with --timeout`];
	return { outcome: "error", details, cases: [] };
}
