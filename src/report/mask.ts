/**
 * Keeps secrets out of reports: where a policy tagged `secrets` points, the text is shown with its values masked,
 * and edits, which would repeat the text, are not shown at all.
 */
import type { Finding } from "../findings/finding.ts";
import { isTagged } from "../findings/secrets.ts";
import { Source } from "../text/source.ts";

/** Whether what a finding points at must not be shown whole. */
export function isSecret(finding: Finding): boolean {
	return finding.secret === true || isTagged(finding);
}

/**
 * The source as it may be shown with a finding: the same, or with values masked by as many `*` as they are long, so that
 * columns stay. A value is what follows `=` or `:` on the lines that the finding touches; where there is none, all it marks.
 */
export function shownSource(finding: Finding): Source {
	const { source, span } = finding.place;
	if (!isSecret(finding) || span === undefined) return source;
	const from = source.lineStarts[source.lineAt(span.start) - 1] as number;
	const lastLine = source.lineAt(Math.max(span.start, span.end - 1));
	const to = source.lineStarts[lastLine] ?? source.text.length;
	const before = source.text.slice(from, span.start);
	const marked = source.text.slice(span.start, span.end);
	const after = source.text.slice(span.end, to);
	const isName = !/[=:]/.test(marked) && /^["']?[ \t]*[=:]/.test(after);
	const masked = isName ? marked : /[=:]/.test(marked) ? maskRest(marked) : stars(marked);
	const rest = !isName && /[=:]/.test(before + marked) ? stars(after) : maskRest(after);
	return new Source(source.name, source.text.slice(0, from) + maskRest(before) + masked + rest + source.text.slice(to));
}

/** Masks all that follows the first `=` or `:`: what is quoted or continued may hold anything. */
function maskRest(text: string): string {
	const sign = text.search(/[=:]/);
	return sign === -1 ? text : text.slice(0, sign + 1) + stars(text.slice(sign + 1));
}

// White space stays, so that lines keep their numbers and the frame its columns.
function stars(text: string): string {
	return text.replace(/\S/gu, "*");
}
