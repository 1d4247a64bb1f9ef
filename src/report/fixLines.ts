/** What a fix would change, as whole lines before and after. */
import type { Finding } from "../findings/finding.ts";

export interface FixLines {
	readonly before: readonly string[];
	readonly after: readonly string[];
}

/** The lines that a fix touches, as they are and as they would be. Lines that stay at the edges are left out. */
export function fixLines({ place: { source }, fix }: Finding): FixLines | undefined {
	if (fix === undefined || fix.length === 0) return undefined;
	const edits = [...fix].sort((a, b) => a.span.start - b.span.start);
	const from = source.lineStarts[source.lineAt(edits[0]?.span.start ?? 0) - 1] as number;
	const lastEnd = Math.max(...edits.map((edit) => edit.span.end));
	const to = source.lineStarts[source.lineAt(lastEnd)] ?? source.text.length;
	let text = "";
	let at = from;
	for (const edit of edits) {
		text += source.text.slice(at, edit.span.start) + edit.text;
		at = edit.span.end;
	}
	const before = linesOf(source.text.slice(from, to));
	const after = linesOf(text + source.text.slice(at, to));
	while (before.length > 0 && after.length > 0 && before[0] === after[0]) {
		before.shift();
		after.shift();
	}
	while (before.length > 0 && after.length > 0 && before.at(-1) === after.at(-1)) {
		before.pop();
		after.pop();
	}
	return { before, after };
}

function linesOf(text: string): string[] {
	const lines = text.split(/\r?\n/);
	if (lines.at(-1) === "") lines.pop();
	return lines;
}
