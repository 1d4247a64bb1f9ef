/**
 * On which rows things stood in the text that a tree was read from, and which comments. A tree without a text has neither:
 * then everything stands on one row. Comments are given out once, in order, as the printer passes their places.
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

	/** Whether a comment in a body gets an empty line above it, as `opa fmt` has it. */
	readonly #setsCommentsApart: boolean;

	constructor(source?: Source, comments: readonly Comment[] = [], setsCommentsApart = true) {
		this.#source = source;
		this.#comments = comments;
		this.#setsCommentsApart = setsCommentsApart;
	}

	/** Whether an empty line stands between what ended at `end` and what begins at `start`, or the comments above that. */
	isApart(end: number, start: number): boolean {
		if (this.#setsCommentsApart) return this.row(start) > this.row(end) + 1;
		const comment = this.#comments[this.#next];
		return this.hasBlankLineAbove(comment === undefined ? start : Math.min(comment.span.start, start));
	}

	/** The line of an offset, from 1; the same for all where nothing may be broken. */
	row(offset: number): number {
		return this.#source === undefined || this.#inline > 0 ? 1 : this.#source.lineAt(offset);
	}

	/** Things in the groups that stood on one row each. */
	rows<T>(things: readonly T[], startOf: (thing: T) => number): readonly (readonly T[])[] {
		const groups: T[][] = [];
		let last = 0;
		for (const thing of things) {
			const row = this.row(startOf(thing));
			const group = groups.at(-1);
			if (group === undefined || row > last) groups.push([thing]);
			else group.push(thing);
			last = row;
		}
		return groups;
	}

	/** Whether a comment that was not given out yet stands between two offsets, below the row of `above`. */
	hasComment(from: number, to: number, above = from): boolean {
		if (this.#inline > 0) return false;
		for (let index = this.#next; ; index++) {
			const next = this.#comments[index];
			if (next === undefined || next.span.start >= to) return false;
			if (next.span.start >= from && this.row(next.span.start) > this.row(above)) return true;
		}
	}

	/** The comments up to an offset that were not given out yet. */
	takeBefore(offset: number): readonly Comment[] {
		const taken: Comment[] = [];
		for (let next = this.#comments[this.#next]; next !== undefined && next.span.start < offset; ) {
			taken.push(next);
			next = this.#comments[++this.#next];
		}
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
		const line = this.#source.lineAt(offset);
		const start = this.#source.lineStarts[line - 1] as number;
		const isFirst = this.#source.text.slice(start, offset).trim() === "";
		return line > 1 && isFirst && this.#source.line(line - 1).trim() === "";
	}

	/** Whether something stands before an offset on its line, where that is another one than the line of `from`. */
	followsOnItsRow(offset: number, from: number): boolean {
		if (this.#source === undefined || offset === from) return true;
		const line = this.#source.lineAt(offset);
		const start = this.#source.lineStarts[line - 1] as number;
		return line > this.#source.lineAt(from) && this.#source.text.slice(start, offset).trim() !== "";
	}

	/** Whether a comment began in the first column. */
	isInFirstColumn({ span }: Comment): boolean {
		return span.start === 0 || this.#source?.text[span.start - 1] === "\n";
	}

	/** Whether a comment would begin METADATA in the first column, or go on with that of the comments above. */
	couldBeMetadata(comment: Comment): boolean {
		for (let index = this.#indexAt(comment.span.start); ; index--) {
			const one = this.#comments[index] as Comment;
			const isLower = one !== comment;
			if (isLower && !this.isInFirstColumn(one)) return false;
			if (one.text.trimStart().startsWith("METADATA")) return true;
			const above = this.#comments[index - 1];
			if (above === undefined || this.row(above.span.start) !== this.row(one.span.start) - 1) return false;
		}
	}

	/** The place of a text between two offsets, -1 if it isn't there. */
	find(text: string, from: number, to: number): number {
		const at = this.#source?.text.indexOf(text, from) ?? -1;
		return at < to ? at : -1;
	}

	/** The offset behind the last thing before an offset, white space and comments left out. */
	endBefore(offset: number): number {
		let end = offset;
		for (let index = this.#indexAt(offset) - 1; index >= 0; index--) {
			const one = this.#comments[index] as Comment;
			if (this.original({ start: one.span.end, end }).trim() !== "") break;
			end = one.span.start;
		}
		return this.original({ start: 0, end }).trimEnd().length;
	}

	/** How many comments begin before an offset. */
	#indexAt(offset: number): number {
		let low = 0;
		let high = this.#comments.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#comments[middle] as Comment).span.start < offset) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** The text that was read for a node; empty for one that was not read. */
	original(span: Span): string {
		return this.#source?.slice(span) ?? "";
	}

	/** Prints something that has to stay on one line. */
	inline(print: () => string): string {
		this.#inline++;
		const text = print();
		this.#inline--;
		return text;
	}
}
