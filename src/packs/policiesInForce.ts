/** Which policies a run evaluates, and how: packs as they are, with what the run's settings change about them. */
import type { PolicyInfo, Severity } from "../findings/finding.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Pack, PackPolicy } from "./pack.ts";

/** What a repository's configuration may change about policies. Keys are ids; whoever reads the configuration has resolved names and codes to them. */
export interface PolicySettings {
	readonly severities: ReadonlyMap<string, Severity | "off">;
	/** Parameter values by policy id and name; checked against their types when they were read. */
	readonly params: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

export const noSettings: PolicySettings = { severities: new Map(), params: {} };

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

/** The policies that speak about one kind of document, and their ids: one list for all documents of the kind. */
export interface PoliciesOfKind {
	readonly policies: readonly PolicyInForce[];
	readonly ids: readonly string[];
}

/** A function that gives the policies for a kind. */
export function policiesByKind(inForce: readonly PolicyInForce[]): (kind: string) => PoliciesOfKind {
	const known = new Map<string, PoliciesOfKind>();
	return (kind) => {
		let found = known.get(kind);
		if (found === undefined) {
			const policies = inForce.filter((policy) => appliesTo(policy, kind));
			found = { policies, ids: policies.map(({ info }) => info.id) };
			known.set(kind, found);
		}
		return found;
	};
}

/** The policies that are there but switched off. */
export function dormantPolicies(packs: readonly Pack[], settings: PolicySettings): readonly PolicyInfo[] {
	return packs
		.flatMap(({ policies }) => policies)
		.filter(({ info }) => settings.severities.get(info.id) === "off")
		.map(({ info }) => info);
}

/** Kinds that show what was written, as plain Rego policies made for other tools expect it; the others are views of the same text. */
const writtenKinds: ReadonlySet<string> = new Set(["dockerfile", "manifest", "image"]);

/** Whether a policy speaks about a kind of document. */
export function appliesTo({ info }: PackPolicy, kind: string): boolean {
	return info.on === undefined ? writtenKinds.has(kind) : info.on === kind;
}
