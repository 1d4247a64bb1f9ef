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
		...kics(source, comment, near),
	]);
	if (syntax === "inline") return fromComments;
	return syntax === "yaml"
		? [...fromComments, ...annotations(source)]
		: [...fromComments, ...dockerChecks(source, comments)];
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

/** `#trivy:ignore:DS-0001`, several in one comment, each perhaps with `:exp:YYYY-MM-DD`; `*` is all of Trivy's checks. */
function trivy(source: Source, comment: Comment, near: Near): Excuse[] {
	const reach = near(comment);
	return [...comment.text.matchAll(/(?:^|\s)(?:trivy|tfsec):ignore:(\*|[\w.-]+)(?:\[[^\]]*\])?(?::exp:(\S+))?/gi)]
		.filter(([, , until]) => until === undefined || isDay(until))
		.flatMap(([, code, until]) =>
			(code === "*" ? ["DS-*", "KSV-*"] : [code as string]).map((each) =>
				excuse(source, comment.span, each, reach, "ignored for trivy", until),
			),
		);
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
 * `# kics-scan ignore-line` and `ignore-block` for what is below, `ignore` for the file, all for whatever KICS checks;
 * `disable=ID,ID` for these checks in the file.
 */
function kics(source: Source, comment: Comment, near: Near): Excuse[] {
	const match = /^kics-scan\s+(ignore-line|ignore-block|ignore|disable)\b\s*(?:=\s*([\w,\s-]+))?$/i.exec(comment.text);
	if (match === null) return [];
	const [, verb = "", ids = ""] = match;
	const codes = verb.toLowerCase() === "disable" ? ids.split(/[,\s]+/).filter((id) => id !== "") : ["kics:*"];
	return codes.map((code) =>
		excuse(source, comment.span, code, kicsReach(verb.toLowerCase(), source, comment, near), "ignored for kics"),
	);
}

function kicsReach(verb: string, source: Source, comment: Comment, near: Near): Reach {
	if (verb === "ignore" || verb === "disable") return { kind: "file", source };
	const reach = near(comment);
	return verb === "ignore-line" && reach.kind === "line" ? { kind: "line", source, line: reach.line } : reach;
}

/** The names of Docker's build checks (docs.docker.com/reference/build-checks), which `skip=all` means. */
const allDockerChecks = [
	"ConsistentInstructionCasing",
	"CopyIgnoredFile",
	"DuplicateStageName",
	"ExposeInvalidFormat",
	"ExposeProtoCasing",
	"FromAsCasing",
	"FromPlatformFlagConstDisallowed",
	"InvalidBaseImagePlatform",
	"InvalidDefaultArgInFrom",
	"InvalidDefinitionDescription",
	"JSONArgsRecommended",
	"LegacyKeyValueFormat",
	"MaintainerDeprecated",
	"MultipleInstructionsDisallowed",
	"NoEmptyContinuation",
	"RedundantTargetPlatform",
	"ReservedStageName",
	"SecretsUsedInArgOrEnv",
	"StageNameCasing",
	"UndefinedArgInFrom",
	"UndefinedVar",
	"WorkdirRelativePath",
];

/** The directive `# check=skip=JSONArgsRecommended,StageNameCasing;error=true`: only among the directives that the file begins with. */
function dockerChecks(source: Source, comments: readonly Comment[]): Excuse[] {
	for (const [index, comment] of comments.entries()) {
		const [, name, value = ""] = /^(\w+)\s*=\s*(.*)$/.exec(comment.text) ?? [];
		if (comment.line !== index + 1 || name === undefined) break;
		if (name.toLowerCase() !== "check") continue;
		const list = /(?:^|;)\s*skip\s*=\s*([^;]*)/i.exec(value)?.[1] ?? "";
		const skipped = list.split(",").map((each) => each.trim());
		const codes = skipped.some((each) => each.toLowerCase() === "all")
			? allDockerChecks
			: skipped.filter((each) => each !== "");
		return codes.map((code) =>
			excuse(source, comment.span, code, { kind: "file", source }, "skipped for docker build"),
		);
	}
	return [];
}

/**
 * Annotations of a Kubernetes object: `ignore-check.kube-linter.io/NAME: reason`, `kube-linter.io/ignore-all: reason`,
 * `checkov.io/skip1: CKV_K8S_20=reason`, `polaris.fairwinds.com/CHECK-exempt: "true"`, `polaris.fairwinds.com/exempt: "true"`.
 * They hold for the object they stand in, and only in its own metadata: in a pod template those tools don't look at them either.
 */
function annotations(source: Source): Excuse[] {
	const pattern =
		/^ {2,}(["']?)((?:ignore-check\.kube-linter\.io|kube-linter\.io|checkov\.io|polaris\.fairwinds\.com)\/[\w.-]+)\1\s*:\s*(.*?)\s*$/gm;
	return [...source.text.matchAll(pattern)]
		.filter((match) => isObjectAnnotation(source, source.lineAt(match.index)))
		.flatMap((match) => {
			const meant = annotated(match[2] as string, (match[3] as string).replace(/^(["'])(.*)\1$/, "$2"));
			if (meant === undefined) return [];
			const span = { start: match.index + match[0].search(/\S/), end: match.index + match[0].length };
			const reach: Reach = { kind: "part", source, span: documentAround(source, match.index) };
			return [excuse(source, span, meant.code, reach, meant.reason || "excused by an annotation")];
		});
}

function annotated(key: string, value: string): { readonly code: string; readonly reason: string } | undefined {
	const [domain, name = ""] = key.split("/");
	switch (domain) {
		case "ignore-check.kube-linter.io":
			return { code: `kube-linter:${name}`, reason: value };
		case "kube-linter.io":
			return name === "ignore-all" ? { code: "kube-linter:*", reason: value } : undefined;
		case "checkov.io": {
			const [, code, reason = ""] = /^(\w+)(?:=(.*))?$/.exec(value) ?? [];
			return /^skip\d*$/.test(name) && code !== undefined ? { code, reason } : undefined;
		}
		default: {
			if (!/^true$/i.test(value)) return undefined;
			if (name === "exempt") return { code: "polaris:*", reason: "exempt for polaris" };
			const check = /^(.+)-exempt$/.exec(name)?.[1];
			return check === undefined ? undefined : { code: `polaris:${check}`, reason: "exempt for polaris" };
		}
	}
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
