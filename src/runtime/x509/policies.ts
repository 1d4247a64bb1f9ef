/**
 * Whether a chain keeps to its certificates' policies (RFC 5280, 6.1, as RFC 9618 has it), where any policy will do for the
 * one who asks: then what counts is whether one is left where one is needed.
 */
import { equalBytes } from "../bytes/equalBytes.ts";
import type { Certificate } from "./certificate.ts";

const anyPolicy = "2.5.29.32.0";

/** The chain runs from the leaf to the root. */
export function arePoliciesValid(chain: readonly Certificate[]): boolean {
	const below = chain.slice(0, -1).reverse();
	/** How many more certificates there may be until each counts. */
	const until = { explicit: below.length + 1, mapping: below.length + 1, noAny: below.length + 1 };
	/** Policies that hold so far, and what each may be called further down. */
	let valid: Map<string, readonly string[]> | undefined = new Map([[anyPolicy, [anyPolicy]]]);
	for (const [at, certificate] of below.entries()) {
		const { fields } = certificate;
		const isLeaf = at === below.length - 1;
		const isSelfIssued = equalBytes(certificate.issuer.raw, certificate.subject.raw);
		if (fields.policies === undefined || fields.policies.length === 0) valid = undefined;
		if (until.explicit === 0 && valid === undefined) return false;
		if (valid !== undefined) {
			valid = narrowed(valid, fields.policies ?? [], until.noAny > 0 || (!isLeaf && isSelfIssued));
			if (!isLeaf && !mapPolicies(valid, fields.policyMappings, until.mapping > 0)) return false;
		}
		if (isLeaf) {
			until.explicit = fields.requireExplicitPolicy === 0 ? 0 : Math.max(0, until.explicit - 1);
			continue;
		}
		const next = (left: number, limit: number | undefined): number => {
			const after = isSelfIssued ? left : Math.max(0, left - 1);
			return limit === undefined || limit < 0 ? after : Math.min(after, limit);
		};
		until.explicit = next(until.explicit, fields.requireExplicitPolicy);
		until.mapping = next(until.mapping, fields.inhibitPolicyMapping);
		until.noAny = next(until.noAny, fields.inhibitAnyPolicy);
	}
	return until.explicit > 0 || (valid !== undefined && valid.size > 0);
}

function narrowed(
	valid: ReadonlyMap<string, readonly string[]>,
	policies: readonly string[],
	mayBeAny: boolean,
): Map<string, readonly string[]> {
	const expected = new Set([...valid.values()].flat());
	const next = new Map<string, readonly string[]>();
	for (const policy of policies) {
		if (policy !== anyPolicy && (expected.has(policy) || valid.has(anyPolicy))) next.set(policy, [policy]);
	}
	if (policies.includes(anyPolicy) && mayBeAny) {
		for (const policy of expected) if (!next.has(policy)) next.set(policy, [policy]);
	}
	return next;
}

/** Notes what policies are called further down; false for a mapping that can't be. */
function mapPolicies(
	valid: Map<string, readonly string[]>,
	mappings: Certificate["fields"]["policyMappings"],
	isAllowed: boolean,
): boolean {
	if (!isAllowed) {
		for (const { issuer } of mappings) valid.delete(issuer);
		return true;
	}
	if (mappings.some(({ issuer, subject }) => issuer === anyPolicy || subject === anyPolicy)) return false;
	for (const { issuer } of mappings) {
		if (!valid.has(issuer) && !valid.has(anyPolicy)) continue;
		valid.set(
			issuer,
			mappings.filter((mapping) => mapping.issuer === issuer).map(({ subject }) => subject),
		);
	}
	return true;
}
