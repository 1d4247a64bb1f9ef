/** The six workloads of ../shared/bench: what is evaluated, on what, and what it takes here and in peers. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface Workload {
	readonly name: string;
	/** Files, absolute. */
	readonly policy: string;
	readonly input: string;
	readonly data: string | undefined;
	/** The rule that is asked for: `bench.pss.deny`. */
	readonly rule: string;
}

/** The folder of the workloads, beside the project's root. */
export const workloadFolder = resolve(import.meta.dirname, "../../shared/bench/workloads");

/** Reads the list; empty where the folder isn't there. */
export function workloads(): readonly Workload[] {
	const index = join(workloadFolder, "index.txt");
	if (!existsSync(index)) return [];
	return readFileSync(index, "utf8")
		.trim()
		.split("\n")
		.map((line) => {
			const [name, policy, rule, input, data] = line.split(" ") as [string, string, string, string, string];
			const file = (entry: string): string => join(workloadFolder, entry);
			return { name, rule, policy: file(policy), input: file(input), data: data === "-" ? undefined : file(data) };
		});
}
