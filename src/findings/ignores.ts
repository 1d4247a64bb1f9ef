/**
 * Reads our ignore comments: `# policy: ignore CODE[, CODE…] -- reason [until YYYY-MM-DD]`, and `ignore-file` for a whole file.
 * Takes a source's comments, gives excuses and what is wrong with them; a comment that would have no effect is never passed over.
 */

import {
	ignoreMalformed,
	ignoreMisplaced,
	suppressionDateInvalid,
	suppressionWithoutReason,
} from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import { type Comment, type CommentSyntax, findComments, targetLine, yamlBlock } from "./comments.ts";
import { isDay } from "./day.ts";
import type { Excuse, Reach } from "./excuse.ts";
import { foreignIgnores } from "./foreignIgnores.ts";

/** What a comment reaches that is meant for what it stands next to. */
export type Near = (comment: Comment) => Reach;

export interface Ignores {
	readonly excuses: readonly Excuse[];
	readonly diagnostics: readonly Diagnostic[];
}

/** Whether a text may have ignore comments. Nearly none has one, and this is cheaper than finding its comments. */
export function mayHaveIgnores(text: string): boolean {
	return /policy:|hadolint|trivy:|tfsec:|checkov|kube-linter|kics-scan|polaris\.fairwinds|check\s*=/i.test(text);
}

/** All ignore comments of a source: ours and those of other tools. */
export function readIgnores(source: Source, syntax: CommentSyntax): Ignores {
	if (!mayHaveIgnores(source.text)) return { excuses: [], diagnostics: [] };
	const comments = findComments(source, syntax);
	const near: Near = (comment) => {
		const line = targetLine(comment, comments);
		return {
			kind: "line",
			source,
			line,
			...(syntax === "yaml" || syntax === "inline" ? { block: yamlBlock(source, line) } : {}),
		};
	};
	const own = ownIgnores(source, comments, near);
	const misplacedOnes = syntax === "dockerfile" ? misplaced(source, comments) : [];
	return {
		excuses: [...own.excuses, ...foreignIgnores(source, comments, syntax, near)],
		diagnostics: [...own.diagnostics, ...misplacedOnes],
	};
}

/** Our ignore comments among the comments of a source. */
export function ownIgnores(
	source: Source,
	comments: readonly Comment[],
	near: Near = (comment) => ({ kind: "line", source, line: targetLine(comment, comments) }),
): Ignores {
	const excuses: Excuse[] = [];
	const diagnostics: Diagnostic[] = [];
	for (const comment of comments) readIgnore(source, comment, near, excuses, diagnostics);
	return { excuses, diagnostics };
}

/** `policy:` and what follows it. A comment that merely begins with the word, such as `policy: see the wiki`, isn't one of ours. */
const MARK = /^policy:\s*(ignore\S*)\s*/i;
/** The reason ends with `until DATE`, with or without brackets. */
const UNTIL = /[\s,;(]*\buntil\b[:\s]*(\S*?)\)?\s*$/i;

function readIgnore(source: Source, comment: Comment, near: Near, excuses: Excuse[], diagnostics: Diagnostic[]): void {
	const mark = MARK.exec(comment.text);
	if (mark === null) return;
	const verb = (mark[1] as string).toLowerCase();
	if (verb !== "ignore" && verb !== "ignore-file") {
		diagnostics.push(at(source, comment.span, ignoreMalformed({ text: mark[1] as string })));
		return;
	}
	const rest = comment.text.slice(mark[0].length);
	const dashes = /(^|\s)--(\s|$)/.exec(rest);
	const list = dashes === null ? rest : rest.slice(0, dashes.index);
	const tail = dashes === null ? "" : rest.slice(dashes.index + dashes[0].length);
	const until = UNTIL.exec(tail);
	const reason = (until === null ? tail : tail.slice(0, until.index)).trim();
	const codes = [...list.matchAll(/[^\s,]+/g)];
	if (codes.length === 0) {
		diagnostics.push(at(source, comment.span, ignoreMalformed({ text: comment.text })));
		return;
	}
	if (reason === "") {
		diagnostics.push(
			at(source, comment.span, suppressionWithoutReason({ what: `\`${codes.map(([code]) => code).join(", ")}\`` })),
		);
		return;
	}
	if (until !== null && !isDay(until[1] as string)) {
		diagnostics.push(at(source, comment.span, suppressionDateInvalid({ date: until[1] as string })));
		return;
	}
	const reach: Reach = verb === "ignore-file" ? { kind: "file", source } : near(comment);
	const listAt = source.text.indexOf(list, comment.span.start + 1);
	for (const code of codes)
		excuses.push({
			by: "comment",
			code: code[0],
			reach,
			reason,
			...(until === null ? {} : { until: until[1] as string }),
			source,
			span: { start: listAt + code.index, end: listAt + code.index + code[0].length },
			foreign: false,
		});
}

/** A Dockerfile has no comments at the end of a line: what looks like one there would silently do nothing. */
function misplaced(source: Source, comments: readonly Comment[]): Diagnostic[] {
	const whole = new Set(comments.map((comment) => comment.line));
	return [...source.text.matchAll(/#[ \t]*policy:[ \t]*ignore\b.*/g)]
		.filter((match) => !whole.has(source.lineAt(match.index)))
		.map((match) => {
			const span = { start: match.index, end: match.index + match[0].trimEnd().length };
			return at(source, span, ignoreMisplaced());
		});
}
