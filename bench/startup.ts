/** What one `policy eval` of a Dockerfile costs as a process, against `node -e 0` in the same run. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { digits, median, table } from "./statistics.ts";

const command = resolve(import.meta.dirname, "../dist/cli/policy.js");
const dockerfile = 'FROM alpine:3.20.3\nRUN apk add --no-cache curl=8.11.0-r2\nUSER 10001\nENTRYPOINT ["/app"]\n';

/** `says` must be in what it prints: a command that fails at once is fast. */
function milliseconds(args: readonly string[], cwd: string, says = ""): number {
	const start = process.hrtime.bigint();
	const run = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
	if (run.error !== undefined) throw run.error;
	if (!run.stdout.includes(says)) throw new Error(`${args.join(" ")} failed: ${run.stderr}`);
	return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Interleaved runs; prints medians in milliseconds and the ratio. */
export function startup(runs = 21): string {
	const folder = mkdtempSync(join(tmpdir(), "holystone-bench-"));
	try {
		writeFileSync(join(folder, "Dockerfile"), dockerfile);
		const bare: number[] = [];
		const ours: number[] = [];
		for (let i = 0; i < runs + 2; i++) {
			const node = milliseconds(["-e", "0"], folder);
			const policy = milliseconds([command, "eval", "Dockerfile"], folder, "1 file, 2 documents");
			// The first two warm the file cache.
			if (i >= 2) {
				bare.push(node);
				ours.push(policy);
			}
		}
		const ratio = median(ours.map((value, i) => value / (bare[i] as number)));
		return table([
			["start-up", "ms", "ratio"],
			["node -e 0", digits(median(bare)), "1.00"],
			["policy eval Dockerfile", digits(median(ours)), digits(ratio)],
		]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
