/** Where the parts of a normalized Dockerfile stand: reading tells it, and nothing is made of what it told until somebody asks. */
import type { Span } from "../../text/span.ts";
import { JoinedText } from "./joinedText.ts";

/** Is told where objects, and entries of objects and arrays, stand. */
export interface Places {
	/** The object itself. */
	node(value: object, text: JoinedText, start: number, end: number): void;
	/** What stands under a key of the object. */
	entry(value: object, key: string | number, text: JoinedText, start: number, end: number): void;
	/** What stands under a key of the object comes from another object, and stands where that one does. */
	same(value: object, key: string, origin: object): void;
}

/** What reading told, in its order; worked out when somebody asks for a place, which for most files nobody does. */
export class PlaceMap implements Places {
	#told: Told[] = [];
	readonly #nodes = new Map<object, Span>();
	readonly #entries = new Map<object, Map<string | number, Span>>();

	node(value: object, text: JoinedText, start: number, end: number): void {
		this.#told.push({ value, key: undefined, from: text, start, end });
	}

	entry(value: object, key: string | number, text: JoinedText, start: number, end: number): void {
		this.#told.push({ value, key, from: text, start, end });
	}

	same(value: object, key: string, origin: object): void {
		this.#told.push({ value, key, from: origin, start: 0, end: 0 });
	}

	/** The place of an object, or of what stands under its key; undefined where nothing was told. */
	find(parent: object | undefined, key: string | number | undefined, value: unknown): Span | undefined {
		if (this.#told.length > 0) this.#workOut();
		const entry = parent === undefined || key === undefined ? undefined : this.#entries.get(parent)?.get(key);
		if (entry !== undefined) return entry;
		return typeof value === "object" && value !== null ? this.#nodes.get(value) : undefined;
	}

	#workOut(): void {
		for (const { value, key, from, start, end } of this.#told) {
			const span = from instanceof JoinedText ? from.span(start, end) : this.#nodes.get(from);
			if (span === undefined) continue;
			if (key === undefined) {
				// The first place told is the one that counts: a value that is in effect elsewhere still stands where it was written.
				if (!this.#nodes.has(value)) this.#nodes.set(value, span);
				continue;
			}
			const entries = this.#entries.get(value);
			if (entries === undefined) this.#entries.set(value, new Map([[key, span]]));
			else entries.set(key, span);
		}
		this.#told = [];
	}
}

interface Told {
	readonly value: object;
	/** Undefined for the object itself. */
	readonly key: string | number | undefined;
	/** The text that holds the range, or the object that stands where this one does. */
	readonly from: JoinedText | object;
	readonly start: number;
	readonly end: number;
}
