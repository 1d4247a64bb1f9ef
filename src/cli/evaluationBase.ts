/** What every evaluation of a command is given of the host: the time, randomness, and what policies may do besides computing. */
import type { Capabilities } from "../runtime/capabilities.ts";
import type { EvaluationOptions } from "../runtime/evaluation/evaluation.ts";
import type { Host } from "./host/host.ts";

export function evaluationBase(host: Host): Pick<EvaluationOptions, "now" | "random"> & Capabilities {
	return { now: host.now(), random: (bytes) => host.random(bytes), crypto: host.crypto, ...host.access };
}
