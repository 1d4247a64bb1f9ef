/**
 * Where the parts of a normalized Dockerfile stand. Reading tells it; nothing is kept unless somebody asks:
 * `parse` reads with `nowhere`, and the first `locate` reads the same text again with `PlaceMap`, which gives the same values.
 */
import type { Span } from "../../text/span.ts";
import type { JoinedText } from "./joinedText.ts";

/** Is told where objects, and entries of objects and arrays, stand. */
export interface Places {
	/** The object itself. */
	node(value: object, text: JoinedText, start: number, end: number): void;
	/** What stands under a key of the object. */
	entry(value: object, key: string | number, text: JoinedText, start: number, end: number): void;
	/** What stands under a key of the object comes from another object, and stands where that one does. */
	same(value: object, key: string, origin: object): void;
}

export const nowhere: Places = { node() {}, entry() {}, same() {} };

export class PlaceMap implements Places {
	readonly #nodes = new Map<object, Span>();
	readonly #entries = new Map<object, Map<string | number, Span>>();

	node(value: object, text: JoinedText, start: number, end: number): void {
		// The first place told is the one that counts: a value that is in effect elsewhere still stands where it was written.
		if (!this.#nodes.has(value)) this.#nodes.set(value, text.span(start, end));
	}

	entry(value: object, key: string | number, text: JoinedText, start: number, end: number): void {
		const entries = this.#entries.get(value);
		if (entries === undefined) this.#entries.set(value, new Map([[key, text.span(start, end)]]));
		else entries.set(key, text.span(start, end));
	}

	same(value: object, key: string, origin: object): void {
		const span = this.#nodes.get(origin);
		if (span === undefined) return;
		const entries = this.#entries.get(value);
		if (entries === undefined) this.#entries.set(value, new Map([[key, span]]));
		else entries.set(key, span);
	}

	/** The place of an object, or of what stands under its key; undefined where nothing was told. */
	find(parent: object | undefined, key: string | number | undefined, value: unknown): Span | undefined {
		const entry = parent === undefined || key === undefined ? undefined : this.#entries.get(parent)?.get(key);
		if (entry !== undefined) return entry;
		return typeof value === "object" && value !== null ? this.#nodes.get(value) : undefined;
	}
}
