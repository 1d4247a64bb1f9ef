/** A change of a text: what a span covers is replaced. */
import type { Span } from "./span.ts";

export interface TextEdit {
	readonly span: Span;
	readonly text: string;
}
