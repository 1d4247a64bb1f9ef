/**
 * Text put together from pieces of a source, and the way back: a logical line of a Dockerfile, a script of several heredocs.
 * Takes pieces with their offsets, gives text and spans. Must not know what the text means.
 */
import type { Span } from "../../text/span.ts";

/** A piece of text and the source offset it begins at. */
export interface Piece {
	readonly text: string;
	readonly from: number;
}

export class JoinedText {
	readonly text: string;
	/** Offsets in `text` at which the pieces begin, ascending from 0; and the source offsets they come from. */
	readonly #at: readonly number[];
	readonly #from: readonly number[];
	/** Set where the way back is lost (a decoded string): then every place in it is this one. */
	readonly #whole: Span | undefined;

	private constructor(text: string, at: readonly number[], from: readonly number[], whole?: Span) {
		this.text = text;
		this.#at = at;
		this.#from = from;
		this.#whole = whole;
	}

	static of(pieces: readonly Piece[]): JoinedText {
		const [only] = pieces;
		if (pieces.length === 1 && only !== undefined) return new JoinedText(only.text, [0], [only.from]);
		const at: number[] = [];
		const from: number[] = [];
		let text = "";
		for (const piece of pieces) {
			if (piece.text === "") continue;
			at.push(text.length);
			from.push(piece.from);
			text += piece.text;
		}
		if (at.length === 0) return new JoinedText("", [0], [only?.from ?? 0]);
		return new JoinedText(text, at, from);
	}

	/** Text all of which stands for one span, since its own offsets lead nowhere. */
	static fixed(text: string, span: Span): JoinedText {
		return new JoinedText(text, [0], [span.start], span);
	}

	/** The source span of a range of the text: from its first character to its last, across what was left out between. */
	span(start: number, end: number): Span {
		if (this.#whole !== undefined) return this.#whole;
		if (end <= start) {
			const offset = start > 0 && start >= this.text.length ? this.#offset(start - 1) + 1 : this.#offset(start);
			return { start: offset, end: offset };
		}
		return { start: this.#offset(start), end: this.#offset(end - 1) + 1 };
	}

	/** A part of the text, with its own way back. */
	slice(start: number, end: number): JoinedText {
		if (this.#whole !== undefined) return JoinedText.fixed(this.text.slice(start, end), this.#whole);
		const pieces = this.pieces(start, end);
		return pieces.length === 0 ? new JoinedText("", [0], [this.span(start, start).start]) : JoinedText.of(pieces);
	}

	/** The pieces that a range of the text is made of. */
	pieces(start: number, end: number): Piece[] {
		const pieces: Piece[] = [];
		for (let index = this.#pieceAt(start); index < this.#at.length; index++) {
			const at = this.#at[index] as number;
			const next = this.#at[index + 1] ?? this.text.length;
			if (at >= end) break;
			const first = Math.max(at, start);
			const last = Math.min(next, end);
			if (first < last)
				pieces.push({ text: this.text.slice(first, last), from: (this.#from[index] as number) + first - at });
		}
		return pieces;
	}

	#offset(offset: number): number {
		const index = this.#pieceAt(offset);
		return (this.#from[index] as number) + offset - (this.#at[index] as number);
	}

	#pieceAt(offset: number): number {
		let low = 0;
		let high = this.#at.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.#at[middle] as number) <= offset) low = middle;
			else high = middle - 1;
		}
		return low;
	}
}
