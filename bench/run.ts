/**
 * `npm run bench`: the workloads, start-up, bulk, compiling, cost curves and memory. `npm run bench -- --vs opa` adds a peer's time and the ratio,
 * measured in turn in the same run. `npm run bench -- workloads` (or `startup`, `bulk`, `compile`, `curves`, `memory`) runs one part.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { bulk } from "./bulk.ts";
import { compiling } from "./compiling.ts";
import { curves } from "./curves.ts";
import { handwritten } from "./handwritten/index.ts";
import { memory } from "./memory.ts";
import { type Peer, peer } from "./peers.ts";
import { startup } from "./startup.ts";
import { digits, geometricMean, median, table } from "./statistics.ts";
import { timeWorkload } from "./timeWorkload.ts";
import { microseconds } from "./timing.ts";
import { workloads } from "./workloads.ts";

const parts = ["workloads", "startup", "bulk", "compile", "curves", "memory"] as const;
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { vs: { type: "string" }, rounds: { type: "string", default: "3" } },
});
const unknown = positionals.filter((name) => !(parts as readonly string[]).includes(name));
if (unknown.length > 0) {
	console.error(`no part is called ${unknown.join(", ")}; there is: ${parts.join(", ")}`);
	process.exit(2);
}
const wanted = (part: (typeof parts)[number]): boolean => positionals.length === 0 || positionals.includes(part);

/** The median round of each, taken in turn. */
function timeWorkloads(rounds: number, against: Peer | undefined): string {
	const list = workloads();
	if (list.length === 0) return "workloads: ../shared/bench/workloads is not there";
	const ratios: number[] = [];
	const rows = [
		["workload", "µs", ...(against === undefined ? [] : [`${against.name} µs`, "times faster"]), "by hand µs"],
	];
	for (const workload of list) {
		const ours: number[] = [];
		const theirs: number[] = [];
		const byHand: number[] = [];
		const hand = handwritten(workload);
		for (let round = 0; round < rounds; round++) {
			ours.push(timeWorkload(workload));
			if (hand !== undefined) byHand.push(microseconds(hand));
			if (against !== undefined) theirs.push(against.time(workload));
		}
		const row = [workload.name, digits(median(ours))];
		if (against !== undefined) {
			const ratio = median(theirs) / median(ours);
			ratios.push(ratio);
			row.push(digits(median(theirs)), digits(ratio));
		}
		row.push(byHand.length === 0 ? "" : digits(median(byHand)));
		rows.push(row);
	}
	if (against !== undefined) rows.push(["geometric mean", "", "", digits(geometricMean(ratios)), ""]);
	return table(rows);
}

const against = values.vs === undefined ? undefined : peer(values.vs);
if (typeof against === "string") {
	console.error(against);
	process.exit(2);
}
console.log(
	`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}${against === undefined ? "" : `, ${against.name} ${against.version}`}\n`,
);
if (wanted("workloads")) console.log(`${timeWorkloads(Number(values.rounds), against)}\n`);
if (wanted("startup")) console.log(`${startup()}\n`);
if (wanted("bulk")) console.log(`${bulk()}\n`);
if (wanted("compile")) console.log(`${compiling()}\n`);
if (wanted("curves")) console.log(`${curves()}\n`);
if (wanted("memory")) console.log(memory());
