/**
 * Policies that answer in this thread: while they do, nothing else happens in it, and what ends a job is the budget of steps that they have. A
 * limit of time would need a thread that watches, for each request, which takes longer than most of them. For tests, and for who would rather save
 * the memory.
 */
import { answer } from "../answer/answer.ts";
import type { Policies } from "../answer/policies.ts";
import type { Gate } from "./gate.ts";

export function localGate(policies: Policies): Gate {
	return {
		facts: policies.facts,
		waiting: 0,
		answer: async (job) => answer(policies, job),
		close: async () => undefined,
	};
}
