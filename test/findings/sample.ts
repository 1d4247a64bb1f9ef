/** Hand-made policies and findings, for tests that need no engine. */

import type { Finding, PolicyInfo } from "../../src/findings/finding.ts";
import type { Raised, Unsettled } from "../../src/findings/settle.ts";
import { Source } from "../../src/text/source.ts";

export function policy(over: Partial<PolicyInfo> = {}): PolicyInfo {
	return {
		id: "acme.images.trusted_base",
		name: "trusted_base",
		code: "ACME001",
		on: "dockerfile",
		title: "Base images come from our registry",
		severity: "high",
		about: "Images built on ours are patched by the platform team.",
		see: ["https://wiki.acme.example/base-images"],
		tags: [],
		equivalents: [],
		pack: "acme",
		...over,
	};
}

/** A finding at the first place where `text` stands in the source. */
export function raisedAt(source: Source, text: string, over: Partial<Raised> = {}): Raised {
	const start = source.text.indexOf(text);
	if (start === -1) throw new Error(`no ${text} in ${source.name}`);
	const about = over.policy ?? policy();
	return {
		policy: about,
		action: "deny",
		severity: about.severity,
		message: `\`${text}\` isn't ours`,
		kind: "dockerfile",
		place: { source, span: { start, end: start + text.length }, pointer: [], document: "" },
		...over,
	};
}

export function unsettled(source: Source, over: Partial<Unsettled> = {}): Unsettled {
	const kinds = /file$/i.test(source.name) ? ["dockerfile"] : ["manifest"];
	return { raised: [], ledger: [], sources: [{ source, kinds }], policies: [policy()], today: "2026-06-15", ...over };
}

export const dockerfile = (text: string): Source => new Source("Dockerfile", text);
export const yaml = (text: string): Source => new Source("app.yaml", text);

export const isExcused = (finding: Finding | undefined): boolean => finding?.suppressed !== undefined;
