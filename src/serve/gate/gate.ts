/** Policies that were opened and answer jobs, wherever they do it. */
import type { Answer, GateFacts, Job } from "../job.ts";

export interface Gate {
	readonly facts: GateFacts;
	/**
	 * @param within milliseconds, after which the job is given up
	 * @throws {OutOfTime} where it took longer
	 */
	answer(job: Job, within: number): Promise<Answer>;
	/** How many jobs wait for a thread. */
	readonly waiting: number;
	/** Ends what it holds; jobs that it has are answered first. */
	close(): Promise<void>;
}

/** A job took longer than it may. */
export class OutOfTime extends Error {
	constructor() {
		super("the evaluation took longer than it may");
	}
}

/** The policies can't be opened: in lines for people. */
export class GateFault extends Error {
	readonly lines: readonly string[];

	constructor(lines: readonly string[]) {
		super(lines.join("\n"));
		this.lines = lines;
	}
}
