/**
 * A named text and the way from offsets to lines and columns.
 * Takes text (or bytes), gives positions. Knows nothing of what the text means.
 */
import type { Span } from "./span.ts";

/** A place as people count it: both from 1, columns in code points (as OPA, editors and SARIF's unicodeCodePoints do). */
export interface Position {
	readonly line: number;
	readonly column: number;
}

export class Source {
	/** The name shown to people: a path relative to where the run started, or `<stdin>`. Always with `/`. */
	readonly name: string;
	readonly text: string;
	/** The part of the text that is meant, where it is read part by part. Offsets count from the start of the text all the same. */
	readonly part: Span | undefined;
	#lineStarts: number[] | undefined;

	constructor(name: string, text: string, part?: Span) {
		this.name = name;
		this.text = text;
		this.part = part;
	}

	/** Offsets at which the lines begin. A line ends with `\n`; a `\r` before it belongs to the line. */
	get lineStarts(): readonly number[] {
		if (this.#lineStarts === undefined) {
			const starts = [0];
			for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
			this.#lineStarts = starts;
		}
		return this.#lineStarts;
	}

	/** The line (from 1) that an offset lies in. */
	lineAt(offset: number): number {
		const starts = this.lineStarts;
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((starts[middle] as number) <= offset) low = middle;
			else high = middle - 1;
		}
		return low + 1;
	}

	/** Line and column (both from 1, columns in code points) of an offset. */
	position(offset: number): Position {
		const line = this.lineAt(offset);
		const start = this.lineStarts[line - 1] as number;
		return { line, column: countCodePoints(this.text, start, offset) + 1 };
	}

	/** The offset of a line and column (both from 1, columns in code points); clamped to the text. */
	offset(line: number, column: number): number {
		const starts = this.lineStarts;
		if (line > starts.length) return this.text.length;
		let at = starts[Math.max(line, 1) - 1] as number;
		for (let left = column - 1; left > 0 && at < this.text.length; left--)
			at += isHighSurrogateAt(this.text, at) ? 2 : 1;
		return at;
	}

	/** A line's text (lines count from 1), without its line break. */
	line(line: number): string {
		const starts = this.lineStarts;
		const start = starts[line - 1];
		if (start === undefined) return "";
		const next = starts[line];
		const end = next === undefined ? this.text.length : next - 1;
		return this.text.slice(start, end).replace(/\r$/, "");
	}

	/** The text that a span covers. */
	slice(span: Span): string {
		return this.text.slice(span.start, span.end);
	}
}

function isHighSurrogateAt(text: string, at: number): boolean {
	const unit = text.charCodeAt(at);
	return unit >= 0xd800 && unit <= 0xdbff && at + 1 < text.length;
}

function countCodePoints(text: string, start: number, end: number): number {
	let count = 0;
	for (let at = start; at < end; at += isHighSurrogateAt(text, at) ? 2 : 1) count++;
	return count;
}
