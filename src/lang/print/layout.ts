/**
 * Where lines ended and comments stood in the text that a tree was read from. A tree without a text has neither: then
 * everything stays on one line. Comments are given out once, in order, as the printer passes their places.
 */
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Comment } from "../tree.ts";

export class Layout {
	readonly #source: Source | undefined;
	readonly #comments: readonly Comment[];
	#next = 0;
	/** Above 0 nothing may be broken into lines. */
	#inline = 0;

	constructor(source?: Source, comments: readonly Comment[] = []) {
		this.#source = source;
		this.#comments = comments;
	}

	/** Whether something is to be spread over lines: it was, between `from` and `to`, or a comment stands in it. */
	isBroken(span: Span, from: number, to: number): boolean {
		if (this.#source === undefined || this.#inline > 0) return false;
		const text = this.#source.text.slice(from, to);
		return text.includes("\n") || this.hasCommentBefore(span.end);
	}

	/** Whether a comment that was not given out yet stands before an offset. */
	hasCommentBefore(offset: number): boolean {
		const next = this.#comments[this.#next];
		return next !== undefined && next.span.start < offset;
	}

	/** The comments up to an offset that were not given out yet. */
	takeBefore(offset: number): readonly Comment[] {
		const taken: Comment[] = [];
		while (this.hasCommentBefore(offset)) taken.push(this.#comments[this.#next++] as Comment);
		return taken;
	}

	/** The comment that stands on the line of an offset, behind it and before `limit`, if it is next. */
	takeTrailing(offset: number, limit = Number.POSITIVE_INFINITY): Comment | undefined {
		const next = this.#comments[this.#next];
		if (next === undefined || this.#source === undefined || next.span.start < offset || next.span.start >= limit)
			return undefined;
		if (this.#source.text.slice(offset, next.span.start).includes("\n")) return undefined;
		this.#next++;
		return next;
	}

	/** Whether what begins at an offset is the first on its line, and the line above is empty. */
	hasBlankLineAbove(offset: number): boolean {
		if (this.#source === undefined) return false;
		const { text } = this.#source;
		const lineStart = text.lastIndexOf("\n", offset - 1);
		const isFirst = text.slice(lineStart + 1, offset).trim() === "";
		return lineStart > 0 && isFirst && text.slice(text.lastIndexOf("\n", lineStart - 1) + 1, lineStart).trim() === "";
	}

	/** Whether a comment began in the first column. */
	isInFirstColumn({ span }: Comment): boolean {
		return span.start === 0 || this.#source?.text[span.start - 1] === "\n";
	}

	/** The place of a text between two offsets, -1 if it isn't there. */
	find(text: string, from: number, to: number): number {
		const at = this.#source?.text.indexOf(text, from) ?? -1;
		return at < to ? at : -1;
	}

	/** Prints something that has to stay on one line. */
	inline(print: () => string): string {
		this.#inline++;
		const text = print();
		this.#inline--;
		return text;
	}
}
