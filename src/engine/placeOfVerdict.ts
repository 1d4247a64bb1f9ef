/** Where a verdict stands: at the node that it points at, or at the lines that its rule says. */
import type { Document } from "../documents/document.ts";
import { type DocumentPlace, placeOf, placeOfLines } from "../places/placeOf.ts";
import type { Verdict } from "./readVerdicts.ts";

/** A file that isn't one of the document's is nobody's: the lines are of the document then. */
export function placeOfVerdict(
	document: Document,
	{ pointer, lines }: Pick<Verdict, "pointer" | "lines">,
): DocumentPlace {
	if (lines === undefined) return placeOf(document, pointer);
	const { file, first, last } = lines;
	const source = (file === undefined ? undefined : document.sourceOf?.(file)) ?? document.source;
	return placeOfLines(document, source, first, last);
}
