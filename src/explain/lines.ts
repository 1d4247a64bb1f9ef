/** Which parts of a document have to do with a line of its text. */
import type { Document, Pointer } from "../documents/document.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Env } from "./probes.ts";

/** First and last line of a span, from 1. */
export class LineRange {
	readonly first: number;
	readonly last: number;

	constructor(span: Span, source: Source) {
		this.first = source.lineAt(span.start);
		this.last = source.lineAt(Math.max(span.start, span.end - 1));
	}

	includes(line: number): boolean {
		return this.first <= line && line <= this.last;
	}
}

export function linesTouched(span: Span | undefined, source: Source): LineRange | undefined {
	return span === undefined ? undefined : new LineRange(span, source);
}

export class Lines {
	readonly #document: Document;
	readonly #pathOf: (node: object) => Pointer | undefined;
	readonly #scopes = new Map<string, Span | undefined>();

	/** `pathOf` tells where in the document's value a node stands. */
	constructor(document: Document, pathOf: (node: object) => Pointer | undefined) {
		this.#document = document;
		this.#pathOf = pathOf;
	}

	/** Whether a node, or the instruction or mapping that it belongs to, reaches over a line. */
	touches(pointer: Pointer, line: number): boolean {
		return linesTouched(this.#scope(pointer), this.#document.source)?.includes(line) ?? false;
	}

	/** Whether what a way through a body is about reaches over the line: of its values, those that lie deepest in the document. */
	isNear(env: Env, line: number): boolean {
		const pointers = [...env.values()].flatMap((value) => {
			const pointer = typeof value === "object" && value !== null ? this.#pathOf(value) : undefined;
			return pointer === undefined || pointer.length === 0 ? [] : [pointer];
		});
		const depth = Math.max(0, ...pointers.map(({ length }) => length));
		return pointers.some((pointer) => pointer.length === depth && this.touches(pointer, line));
	}

	#scope(pointer: Pointer): Span | undefined {
		const key = JSON.stringify(pointer);
		if (!this.#scopes.has(key))
			this.#scopes.set(key, this.#document.scope?.(pointer) ?? this.#document.locate(pointer));
		return this.#scopes.get(key);
	}
}
