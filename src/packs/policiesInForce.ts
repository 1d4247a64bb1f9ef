/** Which policies a run evaluates, and how: packs as they are, with what the run's settings change about them. */
import type { Document } from "../documents/document.ts";
import type { PolicyInfo, Severity } from "../findings/finding.ts";
import type { Value } from "../runtime/values/value.ts";
import type { Pack, PackPolicy } from "./pack.ts";

/** What a repository's configuration may change about policies. Keys are ids; whoever reads the configuration has resolved names and codes to them. */
export interface PolicySettings {
	readonly severities: ReadonlyMap<string, Severity | "off">;
	/** Parameter values by policy id and name; checked against their types when they were read. */
	readonly params: Readonly<Record<string, Readonly<Record<string, Value>>>>;
	/** The packages whose plain rules are policies; absent for all. Declared policies are in force in any. */
	readonly namespaces?: ReadonlySet<string>;
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
			if (policy.style.kind === "rule" && settings.namespaces?.has(namespaceOf(policy)) === false) continue;
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

export interface PoliciesFor {
	/** For documents of a kind of ours. */
	readonly policiesOf: (kind: string) => PoliciesOfKind;
	/** For any document: rules in a shape say of each whether it is for them. */
	readonly policiesOn: (document: Pick<Document, "kind" | "value" | "shape">) => PoliciesOfKind;
}

/** Functions that give the policies in question; `shaped` as for `appliesTo`. */
export function policiesFor(inForce: readonly PolicyInForce[], shaped: boolean): PoliciesFor {
	const known = new Map<string, PoliciesOfKind>();
	const find = (document: Parameters<PoliciesFor["policiesOn"]>[0]): PoliciesOfKind => {
		const policies = inForce.filter((policy) => appliesTo(policy, document, shaped));
		return { policies, ids: policies.map(({ info }) => info.id) };
	};
	const policiesOf = (kind: string): PoliciesOfKind => {
		const found = known.get(kind) ?? find({ kind, value: null });
		known.set(kind, found);
		return found;
	};
	return {
		policiesOf,
		policiesOn: (document) => (document.shape === undefined ? policiesOf(document.kind) : find(document)),
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

/** The package that a policy is a rule of. */
export function namespaceOf({ path }: PackPolicy): string {
	return path.slice(0, -1).join(".");
}

/**
 * Whether a policy speaks about a document.
 * @param shaped the run gives plain rules, which don't say what they are about, documents in another tool's shape: then those and no others
 */
export function appliesTo(
	{ info, style }: PackPolicy,
	{ kind, value, shape }: Pick<Document, "kind" | "value" | "shape">,
	shaped: boolean,
): boolean {
	if (shape !== undefined)
		return info.on === undefined && style.kind === "rule" && shape.applies(info.custom ?? {}, { kind, value });
	return info.on === undefined ? !shaped && writtenKinds.has(kind) : info.on === kind;
}
