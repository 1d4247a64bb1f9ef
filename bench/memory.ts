/** Memory: what a million evaluations leave behind, and what it takes to load a large file of data, in a process of its own. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Evaluation } from "../src/runtime/evaluation/evaluation.ts";
import { parseJson } from "../src/runtime/values/json.ts";
import { digits, table } from "./statistics.ts";
import { programOf } from "./timeWorkload.ts";
import { workloads } from "./workloads.ts";

const MB = 1024 * 1024;

/** Collects garbage, though Node was started without a flag for it. */
function collect(): void {
	setFlagsFromString("--expose-gc");
	(runInNewContext("gc") as () => void)();
}

/** Heap in use after each quarter of a million evaluations of the first workload. */
function afterMany(times: number): readonly number[] {
	const [workload] = workloads();
	if (workload === undefined) return [];
	const program = programOf(workload.policy);
	const path = workload.rule.split(".");
	const text = readFileSync(workload.input, "utf8");
	const heaps: number[] = [];
	for (let quarter = 0; quarter <= 4; quarter++) {
		// The first round warms up; each document is read anew, as in a run of many files.
		const rounds = quarter === 0 ? 20_000 : times / 4;
		for (let i = 0; i < rounds; i++) {
			program.evaluate(path, new Evaluation({ input: parseJson(text), now: 0n }));
		}
		collect();
		heaps.push(process.memoryUsage().heapUsed / MB);
	}
	return heaps;
}

/** Writes records until the file has that many megabytes. */
function writeData(file: string, megabytes: number): void {
	const out = openSync(file, "w");
	writeSync(out, '{"packages":[');
	let size = 0;
	for (let block = 0; size < megabytes * MB; block++) {
		const records = Array.from({ length: 2000 }, (_, i) => {
			const number = block * 2000 + i;
			const purl = `pkg:deb/debian/lib${number % 5000}@1.${number % 90}.${number % 7}?arch=amd64`;
			return JSON.stringify({
				id: number,
				name: `lib${number % 5000}`,
				purl,
				licenses: ["MIT"],
				description: `package number ${number} of the list`,
			});
		});
		const text = `${block === 0 ? "" : ","}${records.join(",")}`;
		size += text.length;
		writeSync(out, text);
	}
	writeSync(out, "]}");
	closeSync(out);
}

/** The most memory that a process had which read a file of data, in megabytes. */
function loadingPeak(megabytes: number): number {
	const folder = mkdtempSync(join(tmpdir(), "holystone-memory-"));
	try {
		const file = join(folder, "data.json");
		writeData(file, megabytes);
		const script = join(import.meta.dirname, "loadData.ts");
		const run = spawnSync(process.execPath, [...process.execArgv, script, file], { encoding: "utf8" });
		if (run.status !== 0) throw new Error(run.stderr);
		return Number(run.stdout.trim()) / 1024;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The tables. */
export function memory(times = 1_000_000, megabytes = 250): string {
	const heaps = afterMany(times);
	const many = table([
		["evaluations", "heap MB"],
		...heaps.map((heap, i) => [i === 0 ? "warm" : String((times / 4) * i), digits(heap)]),
	]);
	const peak = loadingPeak(megabytes);
	const load = table([
		["data file MB", "peak MB", "times its size"],
		[String(megabytes), digits(peak), digits(peak / megabytes)],
	]);
	return `${many}\n\n${load}`;
}
