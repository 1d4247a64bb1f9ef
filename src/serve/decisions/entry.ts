/** A line of the decision log. Names are those of OPA's decision logs where it has them. */
import type { Decision, GateFacts } from "../job.ts";

export interface EntryFacts {
	readonly id: string;
	/** Nanoseconds since the epoch. */
	readonly time: bigint;
	/** The path of the request, without its query. */
	readonly path: string;
	/** The client's address, and the subject of its certificate. */
	readonly client: string;
	readonly subject?: string;
	/** Milliseconds from the request's arrival to its decision. */
	readonly took: number;
	readonly facts: GateFacts | undefined;
	readonly decision: Decision;
}

export function entryLine({ id, time, path, client, subject, took, facts, decision }: EntryFacts): string {
	const { verdict, about, inputDigest, input, masked = [], result } = decision;
	const packs = facts?.packs.map(({ name, version, digest }) => ({ name, ...(version && { version }), digest }));
	const head = {
		decision_id: id,
		timestamp: new Date(Number(time / 1_000_000n)).toISOString(),
		path,
		requested_by: client,
		...(subject !== undefined && { client_certificate: subject }),
		verdict,
		...(about && { about }),
		...(facts && { revision: facts.revision, policies: packs }),
		metrics: { timer_server_handler_ns: Math.round(took * 1e6) },
		...(inputDigest !== undefined && { input_digest: `sha256:${inputDigest}` }),
		...(masked.length > 0 && { masked }),
	};
	// Input and result are JSON already.
	const rest = [
		...(input === undefined ? [] : [`"input":${input}`]),
		...(result === undefined ? [] : [`"result":${result}`]),
	];
	const text = JSON.stringify(head);
	return rest.length === 0 ? text : `${text.slice(0, -1)},${rest.join(",")}}`;
}
