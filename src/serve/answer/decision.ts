/** What the log is told of a decision: the input's digest and what of it may be shown, and what was answered. */
import { createHash } from "node:crypto";
import type { Report } from "../../findings/finding.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Decision } from "../job.ts";
import { maskInput } from "./maskInput.ts";
import type { Policies } from "./policies.ts";

/** Longest input and result that the log takes, in UTF-16 units; of longer ones it has the digest or nothing. */
const LONGEST_LOGGED = 65_536;

type InputFacts = Pick<Decision, "inputDigest" | "input" | "masked">;

/** @param secrets pointers of what is known to be secret in it */
export function inputFacts(
	{ settings }: Policies,
	input: Value | undefined,
	secrets: readonly (readonly string[])[] = [],
): InputFacts {
	if (!settings.log || input === undefined) return {};
	const inputDigest = createHash("sha256").update(toJson(input)).digest("hex");
	if (settings.logInput === "digest") return { inputDigest };
	const { value, masked } = maskInput(input, settings.masks, secrets);
	const text = toJson(value);
	return text.length > LONGEST_LOGGED ? { inputDigest } : { inputDigest, input: text, masked };
}

/** A decision that a value is. */
export function decisionOf(
	policies: Policies,
	{ input, value }: { readonly input: Value | undefined; readonly value: Value | undefined },
): Decision {
	const verdict = value === undefined ? "undefined" : "defined";
	if (!policies.settings.log) return { verdict, findings: [] };
	const text = value === undefined ? undefined : toJson(value);
	const result = text === undefined || text.length > LONGEST_LOGGED ? {} : { result: text };
	return { verdict, findings: [], ...inputFacts(policies, input), ...result };
}

/** How often each policy spoke. */
export function findingCounts({ findings }: Report): Decision["findings"] {
	const counts = new Map<string, { readonly id: string; readonly action: "deny" | "warn"; count: number }>();
	for (const { policy, action, suppressed } of findings) {
		if (suppressed !== undefined) continue;
		const key = `${action} ${policy.id}`;
		const known = counts.get(key);
		if (known === undefined) counts.set(key, { id: policy.id, action, count: 1 });
		else known.count++;
	}
	return [...counts.values()].map(({ id, action, count }) => [id, action, count] as const);
}
