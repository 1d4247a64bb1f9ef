/**
 * regorus, through the program in `regorus/`: the binary that HOLYSTONE_BENCH_REGORUS names, or what cargo makes of it here
 * (a few minutes, once).
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Workload } from "../workloads.ts";
import { type Missing, output, outputIfAny, type Peer } from "./peer.ts";

const crate = join(import.meta.dirname, "regorus");

export function regorus(): Peer | Missing {
	const name = "regorus";
	let program = process.env.HOLYSTONE_BENCH_REGORUS;
	if (program === undefined) {
		if (outputIfAny("cargo", ["--version"]) === undefined) {
			return { name, why: "neither HOLYSTONE_BENCH_REGORUS nor cargo is there" };
		}
		const build = spawnSync("cargo", ["build", "--release", "--locked"], { cwd: crate, stdio: "inherit" });
		if (build.status !== 0) return { name, why: "cargo could not build bench/peers/regorus" };
		program = join(process.env.CARGO_TARGET_DIR ?? join(crate, "target"), "release/regorus-bench");
	}
	const command = program;
	const run = ({ policy, input, rule, data }: Workload, seconds: number): string =>
		output(command, [policy, input, `data.${rule}`, String(seconds), ...(data === undefined ? [] : [data])]);
	return {
		name,
		version: /name = "regorus"\s+version = "([^"]+)"/.exec(readFileSync(join(crate, "Cargo.lock"), "utf8"))?.[1] ?? "?",
		evaluate: (workload) => JSON.parse(run(workload, 0)) as unknown,
		time: (workload, seconds) => Number(run(workload, seconds)),
	};
}
