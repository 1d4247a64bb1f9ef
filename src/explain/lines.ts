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

/** How many nodes of a document are looked at to tell which lie on a line. */
const MOST_NODES = 5_000;

/** What of a document has to do with one line. */
export class NearLine {
	readonly #document: Document;
	readonly #pathOf: (node: object) => Pointer | undefined;
	readonly #line: number;
	#around: ReadonlySet<string> | undefined;

	/** `pathOf` tells where in the document's value a node stands. */
	constructor(document: Document, pathOf: (node: object) => Pointer | undefined, line: number) {
		this.#document = document;
		this.#pathOf = pathOf;
		this.#line = line;
	}

	/** Whether a node, or the instruction or mapping that it belongs to, reaches over the line. */
	touches(pointer: Pointer): boolean {
		const span = this.#document.scope?.(pointer) ?? this.#document.locate(pointer);
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
		this.#around ??= this.#nodesAround();
		const around = this.#around;
		return pointers.some((pointer) => pointer.length === depth && around.has(JSON.stringify(pointer)));
	}

	/** Nodes on the line, and those that hold them. */
	#nodesAround(): ReadonlySet<string> {
		const around = new Set<string>();
		const waiting: { readonly node: unknown; readonly pointer: Pointer }[] = [
			{ node: this.#document.value, pointer: [] },
		];
		for (let at = 0; at < waiting.length && at < MOST_NODES; at++) {
			const { node, pointer } = waiting[at] as (typeof waiting)[number];
			if (typeof node !== "object" || node === null) continue;
			if (pointer.length > 0 && this.touches(pointer))
				for (let length = 1; length <= pointer.length; length++) around.add(JSON.stringify(pointer.slice(0, length)));
			const isList = Array.isArray(node);
			if (!isList && Object.getPrototypeOf(node) !== Object.prototype) continue;
			for (const [key, member] of Object.entries(node))
				waiting.push({ node: member, pointer: [...pointer, isList ? Number(key) : key] });
		}
		return around;
	}
}
