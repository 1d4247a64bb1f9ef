/** Policies that answer in this thread: while they do, nothing else happens in it. For tests, and for who would rather save the memory. */
import { answer } from "../answer/answer.ts";
import type { Policies } from "../answer/policies.ts";
import { type Gate, OutOfTime } from "./gate.ts";

/** Runs a computation no longer than some milliseconds; gives undefined where it was stopped. */
export type WithinTime = <Result>(limit: number, compute: () => Result) => Result | undefined;

export function localGate(policies: Policies, withinTime: WithinTime): Gate {
	return {
		facts: policies.facts,
		waiting: 0,
		answer: async (job, within) => {
			const answered = withinTime(within, () => answer(policies, job));
			if (answered === undefined) throw new OutOfTime();
			return answered;
		},
		close: async () => undefined,
	};
}
