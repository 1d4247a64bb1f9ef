/**
 * OPA's WebAssembly in Node: `@open-policy-agent/opa-wasm` from the folder that HOLYSTONE_BENCH_OPA_WASM names (where it was
 * installed with npm), on what `opa build -t wasm` makes. Each workload is timed in a process of its own, as with the other peers.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Workload } from "../workloads.ts";
import { opaCommand } from "./opa.ts";
import { type Missing, output, outputIfAny, type Peer } from "./peer.ts";

export function opaWasm(): Peer | Missing {
	const name = "opa-wasm";
	const folder = process.env.HOLYSTONE_BENCH_OPA_WASM;
	if (folder === undefined) {
		return { name, why: "set HOLYSTONE_BENCH_OPA_WASM to a folder where npm installed @open-policy-agent/opa-wasm" };
	}
	if (outputIfAny(opaCommand, ["version"]) === undefined)
		return { name, why: "opa isn't there to build the WebAssembly" };
	const { version } = JSON.parse(
		readFileSync(join(folder, "node_modules/@open-policy-agent/opa-wasm/package.json"), "utf8"),
	) as { version: string };
	/** What the script prints for a workload. */
	const run = ({ policy, rule, input, data }: Workload, seconds: number): string => {
		const made = mkdtempSync(join(tmpdir(), "holystone-wasm-"));
		try {
			const bundle = join(made, "bundle.tar.gz");
			output(opaCommand, ["build", "-t", "wasm", "-e", rule.replaceAll(".", "/"), policy, "-o", bundle]);
			execFileSync("tar", ["xzf", bundle, "-C", made, "/policy.wasm"], { stdio: "ignore" });
			const script = join(import.meta.dirname, "runOpaWasm.ts");
			const args = [
				script,
				folder,
				join(made, "policy.wasm"),
				String(seconds),
				input,
				...(data === undefined ? [] : [data]),
			];
			return output(process.execPath, [...process.execArgv, ...args]);
		} finally {
			rmSync(made, { recursive: true });
		}
	};
	return {
		name,
		version,
		evaluate: (workload) => JSON.parse(run(workload, 0)) as unknown,
		time: (workload, seconds) => Number(run(workload, seconds)),
	};
}
