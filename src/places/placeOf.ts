/** From a pointer in a document to a place in its text. */
import type { Document, Pointer } from "../documents/document.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** A place in a source, and which element of which document it is. */
export interface DocumentPlace {
	readonly source: Source;
	readonly span: Span | undefined;
	readonly pointer: Pointer;
	readonly document: string;
	readonly origin?: string;
}

/** Lines of a document's text, without the white space around them; the document itself where there are no such lines. */
export function placeOfLines(document: Document, source: Source, first: number, last: number): DocumentPlace {
	const { name, origin } = document;
	const text = last <= source.lineStarts.length ? source.line(last) : "";
	if (first > last || text.trim() === "") return placeOf(document, []);
	const start = source.lineStarts[first - 1] as number;
	const span = {
		start: start + source.line(first).search(/\S|$/),
		end: (source.lineStarts[last - 1] as number) + text.trimEnd().length,
	};
	return { source, span, pointer: [], document: name, ...(origin === undefined ? {} : { origin }) };
}

/** Where an element stands; an element that isn't there gets the place of the nearest one around it. */
export function placeOf(document: Document, pointer: Pointer): DocumentPlace {
	const { source, name, origin } = document;
	return {
		source,
		span: document.locate(pointer),
		pointer,
		document: name,
		...(origin === undefined ? {} : { origin }),
	};
}
