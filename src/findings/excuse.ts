/**
 * An excuse: one policy, one reach, one reason. Ignore comments, other tools' comments and exceptions of policy.yaml all
 * become excuses, and `covers` is the only place that decides whether one applies.
 */
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Place, PolicyInfo } from "./finding.ts";
import { globMatches } from "./glob.ts";

/** What an excuse reaches. Lines count from 1. */
export type Reach =
	/** Findings that start on this line, or whose instruction or entry does, or that lie in the block of YAML that it begins. */
	| { readonly kind: "line"; readonly source: Source; readonly line: number; readonly block?: Span }
	/** Findings within a part of a file: one document of several. */
	| { readonly kind: "part"; readonly source: Source; readonly span: Span }
	| { readonly kind: "file"; readonly source: Source }
	/** Files by glob; `element` is a glob over `Deployment/shop/web` or, with a leading `/`, over the element's pointer. */
	| { readonly kind: "glob"; readonly files: string; readonly base: string; readonly element?: string };

export interface Excuse {
	readonly by: "comment" | "exception";
	/** As it was written: a code, a policy's name or id, or another tool's id. */
	readonly code: string;
	readonly reach: Reach;
	readonly reason: string;
	/** The last day it holds, YYYY-MM-DD. */
	readonly until?: string;
	readonly source: Source;
	/** Where the code is written. */
	readonly span: Span;
	/** Written for another tool: what it names may be no business of ours, and whether it is used is not either. */
	readonly foreign: boolean;
}

/** A finding as the matcher sees it: its place, and the span of the instruction or mapping around it. */
export interface Reached {
	readonly policy: PolicyInfo;
	readonly place: Place;
	readonly scope?: Span;
}

/**
 * Whether an excuse names a policy: by code, name, id or the id of the same check in another tool. Letter case doesn't matter.
 * With a `*` at its end, as only other tools' excuses have it, it names whatever has an id of theirs that begins so.
 */
export function names(code: string, policy: PolicyInfo): boolean {
	if (!code.endsWith("*")) return namesOf(policy).includes(plainCode(code));
	const start = code.slice(0, -1).toLowerCase();
	return policy.equivalents.some((id) => id.toLowerCase().replace(/^avd-/, "").startsWith(start));
}

/** All names of a policy, as `plainCode` gives them. */
export function namesOf(policy: PolicyInfo): string[] {
	return [policy.code, policy.name, policy.id, ...policy.equivalents].map(plainCode);
}

/** Lowercase; Trivy's ids are written with and without `AVD-`, the names of some tools' checks with and without the tool. */
export function plainCode(code: string): string {
	return code.toLowerCase().replace(/^(avd-|(kube-linter|polaris|kics):)/, "");
}

/** Whether an excuse applies to a finding. Says nothing of its end date. */
export function covers(excuse: Excuse, finding: Reached): boolean {
	return names(excuse.code, finding.policy) && reaches(excuse.reach, finding);
}

/** Whether an excuse is for findings of a source. */
export function isFor({ reach }: Excuse, source: Source): boolean {
	return reach.kind === "glob"
		? globMatches(reach.files, joinPath(reach.base, source.name))
		: reach.source.name === source.name;
}

/** Whether a place lies within a reach. */
export function reaches(reach: Reach, { place, scope }: Omit<Reached, "policy">): boolean {
	if (reach.kind === "glob")
		return (
			[place.source.name, ...(place.origin === undefined ? [] : [place.origin])].some((name) =>
				globMatches(reach.files, joinPath(reach.base, name)),
			) &&
			(reach.element === undefined || elementMatches(reach.element, place))
		);
	if (reach.source.name !== place.source.name) return false;
	switch (reach.kind) {
		case "file":
			return true;
		case "part":
			return startsIn(reach.span, place);
		case "line":
			return (
				[place.span, scope].some((span) => span !== undefined && place.source.lineAt(span.start) === reach.line) ||
				(reach.block !== undefined && startsIn(reach.block, place))
			);
	}
}

function startsIn({ start, end }: Span, { span }: Place): boolean {
	return span !== undefined && span.start >= start && span.start < end;
}

/** `a/b` and `../c` make `a/c`. What leads out above the start stays as `..`. */
export function joinPath(base: string, name: string): string {
	const parts: string[] = [];
	for (const part of `${base}/${name}`.split("/")) {
		if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
		else if (part !== "" && part !== ".") parts.push(part);
	}
	return parts.join("/");
}

// An exception for an element holds for all that is in it: `/spec/containers/0` reaches `/spec/containers/0/image`.
function elementMatches(element: string, place: Place): boolean {
	const path = element.startsWith("/") ? place.pointer.map(String).join("/") : place.document;
	const pattern = element.replace(/^\//, "").replace(/\/$/, "");
	return globMatches(`/${pattern}`, path) || globMatches(`/${pattern}/**`, path);
}
