/** OPA from PATH, or where HOLYSTONE_BENCH_OPA says: `opa eval` and its own benchmark of a prepared query, `opa bench`. */
import type { Workload } from "../workloads.ts";
import { type Missing, output, outputIfAny, type Peer } from "./peer.ts";

/** The command. */
export const opaCommand = process.env.HOLYSTONE_BENCH_OPA ?? "opa";

const operands = ({ policy, input, data, rule }: Workload): string[] => [
	...["-d", policy, ...(data === undefined ? [] : ["-d", data])],
	...["-i", input, `data.${rule}`, "--format", "json"],
];

export function opa(): Peer | Missing {
	const version = outputIfAny(opaCommand, ["version"]);
	if (version === undefined) {
		return { name: "opa", why: "not on PATH: go install github.com/open-policy-agent/opa@v1.22.2" };
	}
	return {
		name: "opa",
		version: /Version: (\S+)/.exec(version)?.[1] ?? "?",
		evaluate: (workload) => {
			const { result } = JSON.parse(output(opaCommand, ["eval", ...operands(workload)])) as {
				result?: readonly [{ readonly expressions: readonly [{ readonly value: unknown }] }];
			};
			return result?.[0].expressions[0].value;
		},
		// It takes about a second, whatever it is told.
		time: (workload) => {
			const { T, N } = JSON.parse(output(opaCommand, ["bench", ...operands(workload)])) as { T: number; N: number };
			return T / N / 1000;
		},
	};
}
