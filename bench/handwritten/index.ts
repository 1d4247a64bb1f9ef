/** Workloads that are written by hand too, by the rule that they stand for. */
import { readFileSync } from "node:fs";
import type { Workload } from "../workloads.ts";
import { deny, type Workload as Pod } from "./pss.ts";

/** What does by hand what a workload's rule does; undefined where nobody wrote it. */
export function handwritten({ rule, input }: Workload): (() => ReadonlySet<string>) | undefined {
	if (rule !== "bench.pss.deny") return undefined;
	const pod = JSON.parse(readFileSync(input, "utf8")) as Pod;
	return () => deny(pod);
}
