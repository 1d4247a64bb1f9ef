/** Which parts of a document have to do with a line of its text. */

import type { Document, Pointer } from "../documents/document.ts";
import type { Lines } from "../engine/readVerdicts.ts";
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

/** How many nodes of a document are looked at to tell which lie on a line. */
const MOST_NODES = 200_000;
/** How far down in a node it is looked for what is on a line. */
const LEVELS = 1;

/** What of a document has to do with one line. */
export class NearLine {
	readonly #document: Document;
	readonly #pathOf: (node: object) => Pointer | undefined;
	readonly #line: number;
	readonly #around = new Map<string, boolean>();
	#looked = 0;

	/** `pathOf` tells where in the document's value a node stands. */
	constructor(document: Document, pathOf: (node: object) => Pointer | undefined, line: number) {
		this.#document = document;
		this.#pathOf = pathOf;
		this.#line = line;
	}

	/** Whether a node, or the instruction or mapping that it belongs to, reaches over the line. */
	touches(pointer: Pointer): boolean {
		return this.#isOver(this.#document.locate(pointer)) || this.#isOver(this.#document.scope?.(pointer));
	}

	/** The same of lines that a rule says itself. */
	isAmong({ first, last }: Lines): boolean {
		return first <= this.#line && this.#line <= last;
	}

	#isOver(span: Span | undefined): boolean {
		return linesTouched(span, this.#document.source)?.includes(this.#line) ?? false;
	}

	/**
	 * Whether a way through a body has to do with the line. What it is about are those of its values that lie deepest in the document;
	 * they, or something in them, must be on the line. (A stage is named by its FROM, and holds the instructions that follow.)
	 */
	isNear(env: Env): boolean {
		const pointers = [...env.values()].flatMap((value) => {
			const pointer = typeof value === "object" && value !== null ? this.#pathOf(value) : undefined;
			return pointer === undefined || pointer.length === 0 ? [] : [pointer];
		});
		const depth = Math.max(0, ...pointers.map(({ length }) => length));
		return pointers.some((pointer) => pointer.length === depth && this.#isAround(pointer));
	}

	#isAround(pointer: Pointer): boolean {
		const key = JSON.stringify(pointer);
		let isAround = this.#around.get(key);
		if (isAround === undefined) {
			isAround = this.touches(pointer) || this.#reaches(nodeAt(this.#document.value, pointer), pointer, LEVELS);
			this.#around.set(key, isAround);
		}
		return isAround;
	}

	/** Whether a node, or one in it, is on the line. */
	#reaches(node: unknown, pointer: Pointer, levels: number): boolean {
		if (typeof node !== "object" || node === null || this.#looked++ > MOST_NODES) return false;
		const isList = Array.isArray(node);
		// Finding the instruction around each of them would take too long in a long file.
		if (!isList && this.#isOver(this.#document.locate(pointer))) return true;
		if (levels === 0 || (!isList && Object.getPrototypeOf(node) !== Object.prototype)) return false;
		return Object.entries(node).some(([key, member]) =>
			this.#reaches(member, [...pointer, isList ? Number(key) : key], isList ? levels : levels - 1),
		);
	}
}

function nodeAt(root: unknown, pointer: Pointer): unknown {
	return pointer.reduce<unknown>((node, key) => (node as Readonly<Record<string | number, unknown>>)[key], root);
}
