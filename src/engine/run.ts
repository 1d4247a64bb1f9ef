/** What all files of a run have in common, made ready once: the policies in force by kind, and the evidence about images. */
import type { PolicyInfo } from "../findings/finding.ts";
import {
	dormantPolicies,
	type PoliciesFor,
	type PolicyInForce,
	policiesFor,
	policiesInForce,
} from "../packs/policiesInForce.ts";
import { Source } from "../text/source.ts";
import { type Gathered, gatherEvidence } from "./gatherEvidence.ts";
import type { EngineOptions } from "./options.ts";

export interface Run extends PoliciesFor {
	readonly options: EngineOptions;
	readonly policies: readonly PolicyInForce[];
	/** Policies that are there but switched off. */
	readonly dormant: readonly PolicyInfo[];
	readonly gathered: Gathered;
	/** A source as results keep it. Readers remember by the source what they made of it, and that goes when the file is done. */
	readonly keep: (source: Source) => Source;
	/** The same text, once in memory: most documents of a run come to the same verdicts. */
	readonly share: (text: string) => string;
}

/** Reads the files that hold evidence. */
export function startRun(given: EngineOptions): Run {
	const policies = policiesInForce(given.packs, given.settings);
	const shaped = given.shape !== undefined;
	// Where only rules in a shape are asked, nobody looks at documents of ours.
	const isAsked = !shaped || policies.some(({ info }) => info.on !== undefined);
	const options = isAsked ? given : { ...given, kinds: [] };
	return {
		options,
		policies,
		dormant: dormantPolicies(given.packs, given.settings),
		...policiesFor(policies, shaped),
		gathered: gatherEvidence(options),
		keep: keeper(),
		share: sharer(),
	};
}

/** The same policies on other files: what was made ready of them stays. */
export function nextRun(run: Run, given: Pick<EngineOptions, "now" | "evidence" | "unavailable" | "again">): Run {
	const options = { ...run.options, ...given };
	return { ...run, options, gathered: gatherEvidence(options), keep: keeper(), share: sharer() };
}

function keeper(): (source: Source) => Source {
	const kept = new WeakMap<Source, Source>();
	return (source) => {
		let twin = kept.get(source);
		if (twin === undefined) {
			twin = new Source(source.name, source.text);
			kept.set(source, twin);
		}
		return twin;
	};
}

function sharer(): (text: string) => string {
	const shared = new Map<string, string>();
	return (text) => {
		const known = shared.get(text);
		if (known === undefined) shared.set(text, text);
		return known ?? text;
	};
}
