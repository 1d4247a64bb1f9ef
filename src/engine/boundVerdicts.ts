/** So many findings of one policy in one document that nobody reads them, and that hold all of the memory: the rest is one finding. */
import type { Verdict } from "./readVerdicts.ts";

/** Findings of one policy that are listed for a document. */
export const MOST_FINDINGS = 1000;

/**
 * The first of the verdicts, and one more that counts the others. That is a finding too, so that it fails the run, is excused and is
 * accepted as they would be; its text says how many, so that a baseline doesn't take further ones for known.
 */
export function boundVerdicts(verdicts: readonly Verdict[]): readonly Verdict[] {
	if (verdicts.length <= MOST_FINDINGS) return verdicts;
	const others = verdicts.slice(MOST_FINDINGS);
	const action = others.some((verdict) => verdict.action === "deny") ? "deny" : "warn";
	const message = `${others.length} more in this document aren't listed: put these right first`;
	return [...verdicts.slice(0, MOST_FINDINGS), { action, message, pointer: [] }];
}
