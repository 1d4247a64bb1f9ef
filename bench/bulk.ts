/** Dockerfiles a second over the corpus, as a whole process, against hadolint where it is on PATH. Interleaved, medians. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { digits, median, table } from "./statistics.ts";

const command = resolve(import.meta.dirname, "../dist/cli/policy.js");
const corpus = resolve(import.meta.dirname, "../../shared/corpus/dockerfiles");

function seconds(program: string, args: readonly string[]): number {
	const start = process.hrtime.bigint();
	const run = spawnSync(program, args, { stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 30 });
	if (run.error !== undefined) throw run.error;
	if (run.stdout.length === 0) throw new Error(`${program} printed nothing`);
	return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The table; says so where the corpus or hadolint is missing. */
export function bulk(runs = 3): string {
	if (!existsSync(corpus)) return "bulk: ../shared/corpus/dockerfiles is not there";
	const files = readdirSync(corpus)
		.sort()
		.map((name) => join(corpus, name));
	const withHadolint = spawnSync("hadolint", ["--version"]).status === 0;
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let i = 0; i < runs; i++) {
		ours.push(files.length / seconds(process.execPath, [command, "eval", "--no-config", "--quiet", ...files]));
		if (withHadolint) theirs.push(files.length / seconds("hadolint", ["--no-fail", "--format", "json", ...files]));
	}
	const rows = [
		["bulk", "files/s", "ratio"],
		["policy eval", digits(median(ours)), withHadolint ? digits(median(ours) / median(theirs)) : ""],
	];
	if (withHadolint) rows.push(["hadolint", digits(median(theirs)), "1.00"]);
	return `${table(rows)}${withHadolint ? "" : "\n(hadolint is not on PATH, so there is no ratio)"}`;
}
