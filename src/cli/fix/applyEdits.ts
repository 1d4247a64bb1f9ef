/** Puts edits into a text. Pure: which edits and which text, out comes the new text and what was left out. */
import type { Span } from "../../text/span.ts";
import type { TextEdit } from "../../text/textEdit.ts";

export interface Applied<Item> {
	readonly text: string;
	readonly applied: readonly Item[];
	/** Those that touch text which an earlier one changes, in the order they came. */
	readonly overlapping: readonly Item[];
}

/**
 * Applies the edits of each item, all of an item's or none. Items that come first win; an item whose edits overlap with
 * those of an earlier one is left for the next round. Two items that want the very same edits are both satisfied by one.
 */
export function applyEdits<Item extends { readonly fix?: readonly TextEdit[] }>(
	text: string,
	items: readonly Item[],
): Applied<Item> {
	const chosen: TextEdit[] = [];
	const applied: Item[] = [];
	const overlapping: Item[] = [];
	for (const item of items) {
		const wanted = (item.fix ?? []).filter((edit) => !chosen.some((other) => sameEdit(edit, other)));
		if (wanted.some((edit) => chosen.some((other) => overlaps(edit.span, other.span)))) overlapping.push(item);
		else {
			chosen.push(...wanted);
			applied.push(item);
		}
	}
	let result = "";
	let at = 0;
	for (const { span, text: replacement } of [...chosen].sort(
		(a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
	)) {
		result += text.slice(at, span.start) + replacement;
		at = span.end;
	}
	return { text: result + text.slice(at), applied, overlapping };
}

function sameEdit(a: TextEdit, b: TextEdit): boolean {
	return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** Two insertions at one place overlap too: nobody said which comes first. */
function overlaps(a: Span, b: Span): boolean {
	return a.start < b.end && b.start < a.end ? true : a.start === b.start;
}
