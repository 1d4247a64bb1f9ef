/** Spans as lines and columns, in the form that machine formats share. */
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";

/** Lines and columns from 1, columns in code points; the end is the place after the last character. */
export interface Region {
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	readonly endColumn: number;
}

export function regionOf(source: Source, span: Span): Region {
	const start = source.position(span.start);
	const end = source.position(span.end);
	return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A JSON Pointer (RFC 6901). */
export function pointerText(pointer: readonly (string | number)[]): string {
	return pointer.map((step) => `/${String(step).replace(/~/g, "~0").replace(/\//g, "~1")}`).join("");
}
