/** Peers that are found on PATH, and how long they take for a workload in microseconds an evaluation. */
import { spawnSync } from "node:child_process";
import type { Workload } from "./workloads.ts";

export interface Peer {
	readonly name: string;
	readonly version: string;
	readonly time: (workload: Workload) => number;
}

/** OPA's own benchmark of a prepared query: `opa bench`. */
function opa(): Peer | undefined {
	const found = spawnSync("opa", ["version"], { encoding: "utf8" });
	if (found.error !== undefined || found.status !== 0) return undefined;
	return {
		name: "opa",
		version: /Version: (\S+)/.exec(found.stdout)?.[1] ?? "?",
		time: ({ policy, input, data, rule }) => {
			const run = spawnSync(
				"opa",
				[
					"bench",
					"-d",
					policy,
					...(data === undefined ? [] : ["-d", data]),
					"-i",
					input,
					`data.${rule}`,
					"--format",
					"json",
				],
				{ encoding: "utf8" },
			);
			if (run.status !== 0) throw new Error(`opa bench failed: ${run.stderr}`);
			const { T, N } = JSON.parse(run.stdout) as { T: number; N: number };
			return T / N / 1000;
		},
	};
}

const known: Readonly<Record<string, () => Peer | undefined>> = { opa };

/** The peer of that name, or why it can't be had. */
export function peer(name: string): Peer | string {
	const find = Object.hasOwn(known, name) ? known[name] : undefined;
	if (find === undefined) return `no peer is called ${name}; there is: ${Object.keys(known).join(", ")}`;
	return (
		find() ?? `${name} is not on PATH; install it (go install github.com/open-policy-agent/opa@v1.22.2) and run again`
	);
}
