/** Which policies a run evaluates, and how: packs as they are, with what the run's settings change about them. */
import type { Severity } from "../findings/finding.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Pack, PackPolicy } from "./pack.ts";

/** What a repository's configuration may change about policies. Keys are ids; whoever reads the configuration has resolved names and codes to them. */
export interface PolicySettings {
	readonly severities: ReadonlyMap<string, Severity | "off">;
	/** Parameter values by policy id and name; checked against their types when they were read. */
	readonly params: ReadonlyMap<string, Readonly<Record<string, Value>>>;
}

export const noSettings: PolicySettings = { severities: new Map(), params: new Map() };

/** A policy that this run evaluates. `info.severity` is the one in force. */
export interface PolicyInForce extends PackPolicy {
	readonly pack: Pack;
}

/** All policies of the packs that aren't switched off, by id in code point order. */
export function policiesInForce(packs: readonly Pack[], settings: PolicySettings): readonly PolicyInForce[] {
	const inForce: PolicyInForce[] = [];
	for (const pack of packs) {
		for (const policy of pack.policies) {
			const severity = settings.severities.get(policy.info.id) ?? policy.info.severity;
			if (severity !== "off") inForce.push({ ...policy, info: { ...policy.info, severity }, pack });
		}
	}
	return inForce.sort((a, b) => (a.info.id < b.info.id ? -1 : a.info.id > b.info.id ? 1 : 0));
}
