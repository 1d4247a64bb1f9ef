/**
 * Ignore comments of other tools, brought to excuses, so that a file that satisfies them isn't reported twice for the same check.
 * What they name reaches a policy by its `equivalents`; what they name of other checks is no business of ours.
 */
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Comment, CommentSyntax } from "./comments.ts";
import { isDay } from "./day.ts";
import type { Excuse, Reach } from "./excuse.ts";
import type { Near } from "./ignores.ts";

export function foreignIgnores(
	source: Source,
	comments: readonly Comment[],
	syntax: CommentSyntax,
	near: Near,
): Excuse[] {
	const fromComments = comments.flatMap((comment) => [
		...hadolint(source, comment, near),
		...trivy(source, comment, near),
		...checkov(source, comment),
	]);
	return syntax === "yaml" ? [...fromComments, ...annotations(source)] : fromComments;
}

function excuse(source: Source, span: Span, code: string, reach: Reach, reason: string, until?: string): Excuse {
	const ends = until === undefined ? {} : { until };
	return { by: "comment", code, reach, reason, ...ends, source, span, foreign: true };
}

/** `# hadolint ignore=DL3006,DL3008` for the next instruction, `# hadolint global ignore=…` for the file; a `#` begins the reason. */
function hadolint(source: Source, comment: Comment, near: Near): Excuse[] {
	const match = /^hadolint\s+(global\s+)?ignore\s*=\s*([\w-]+(?:\s*,\s*[\w-]+)*)\s*(.*)$/i.exec(comment.text);
	if (match === null) return [];
	const reach: Reach = match[1] === undefined ? near(comment) : { kind: "file", source };
	const reason = (match[3] as string).replace(/^[#\s-]+/, "") || "ignored for hadolint";
	return (match[2] as string).split(/\s*,\s*/).map((code) => excuse(source, comment.span, code, reach, reason));
}

/** `#trivy:ignore:DS-0001`, several in one comment, each perhaps with `:exp:YYYY-MM-DD`. */
function trivy(source: Source, comment: Comment, near: Near): Excuse[] {
	const reach = near(comment);
	return [...comment.text.matchAll(/(?:^|\s)(?:trivy|tfsec):ignore:([\w.-]+)(?:\[[^\]]*\])?(?::exp:(\S+))?/gi)]
		.filter(([, , until]) => until === undefined || isDay(until))
		.map(([, code, until]) => excuse(source, comment.span, code as string, reach, "ignored for trivy", until));
}

/** `#checkov:skip=CKV_DOCKER_7:reason`, which Checkov lets hold for the whole file. */
function checkov(source: Source, comment: Comment): Excuse[] {
	const match = /^checkov:skip\s*=\s*(\w+)(?:\s*:\s*(.*))?$/i.exec(comment.text);
	if (match === null) return [];
	return [
		excuse(source, comment.span, match[1] as string, { kind: "file", source }, match[2] || "skipped for checkov"),
	];
}

/**
 * Annotations of a Kubernetes object: `ignore-check.kube-linter.io/NAME: reason` and `checkov.io/skip1: CKV_K8S_20=reason`.
 * They hold for the object they stand in, and only in its own metadata: in a pod template those tools don't look at them either.
 */
function annotations(source: Source): Excuse[] {
	const pattern = /^ {2,}(["']?)(?:ignore-check\.kube-linter\.io\/([\w.-]+)|checkov\.io\/skip\d*)\1\s*:\s*(.*?)\s*$/gm;
	return [...source.text.matchAll(pattern)]
		.filter((match) => isObjectAnnotation(source, source.lineAt(match.index)))
		.map((match) => {
			const text = (match[3] as string).replace(/^(["'])(.*)\1$/, "$2");
			const [, skipped, skipReason] = /^(\w+)(?:=(.*))?$/.exec(text) ?? [];
			const code = match[2] ?? skipped ?? "";
			const reason = (match[2] === undefined ? skipReason : text) || "excused by an annotation";
			const span = { start: match.index + match[0].search(/\S/), end: match.index + match[0].length };
			return excuse(source, span, code, { kind: "part", source, span: documentAround(source, match.index) }, reason);
		});
}

/** Whether the lines above lead through `annotations:` to a `metadata:` without indentation. */
function isObjectAnnotation(source: Source, line: number): boolean {
	let indent = source.line(line).search(/\S/);
	const parents: string[] = [];
	for (let above = line - 1; above > 0 && indent > 0; above--) {
		const text = source.line(above);
		const own = text.search(/\S/);
		if (own === -1 || own >= indent || text[own] === "#") continue;
		parents.push(text.trim());
		indent = own;
	}
	return parents.length === 2 && /^annotations:/.test(parents[0] as string) && /^metadata:/.test(parents[1] as string);
}

/** The YAML document around an offset: from the `---` above it to the one below. */
function documentAround(source: Source, offset: number): Span {
	const start = source.text.lastIndexOf("\n---", offset);
	const end = source.text.indexOf("\n---", offset);
	return { start: start === -1 ? 0 : start + 1, end: end === -1 ? source.text.length : end + 1 };
}
