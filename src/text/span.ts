/** A half-open range of UTF-16 offsets into one source's text. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** The smallest span that covers both. */
export function joinSpans(a: Span, b: Span): Span {
	return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** An empty span at an offset: where something that is missing should have stood. */
export function pointSpan(offset: number): Span {
	return { start: offset, end: offset };
}
