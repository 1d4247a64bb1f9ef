/** Another engine, as the benchmarks see it: what it makes of a workload, and how long that takes. */
import { spawnSync } from "node:child_process";
import type { Workload } from "../workloads.ts";

export interface Peer {
	readonly name: string;
	readonly version: string;
	/** The rule's value as JSON, sets as arrays. Throws where the peer can't evaluate the workload. */
	readonly evaluate: (workload: Workload) => unknown;
	/** Microseconds an evaluation, as a mean over `seconds` of evaluating what was compiled and read before. */
	readonly time: (workload: Workload, seconds: number) => number;
}

/** Why a peer isn't there, and what would bring it. */
export interface Missing {
	readonly name: string;
	readonly why: string;
}

/** What a program prints; throws with what it says where it fails. */
export function output(program: string, args: readonly string[], cwd?: string): string {
	const run = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28, ...(cwd === undefined ? {} : { cwd }) });
	if (run.error !== undefined) throw run.error;
	if (run.status !== 0) throw new Error(`${program} ${args[0] ?? ""} failed: ${run.stderr.trim()}`);
	return run.stdout;
}

/** The same, or undefined where the program isn't there or fails. */
export function outputIfAny(program: string, args: readonly string[]): string | undefined {
	try {
		return output(program, args);
	} catch {
		return undefined;
	}
}
