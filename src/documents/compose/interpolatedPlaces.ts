/** From offsets of a text with its variables filled in to offsets of the text as it was written. */
import type { Span } from "../../text/span.ts";
import { interpolate } from "./interpolate.ts";

/** A stretch that isn't the same in both. */
interface Replaced {
	readonly written: Span;
	readonly filled: Span;
}

export class InterpolatedPlaces {
	readonly written: string;
	readonly #replaced: readonly Replaced[];

	constructor(written: string, lookup: (name: string) => string | undefined) {
		this.written = written;
		this.#replaced = replacedIn(written, lookup);
	}

	/** Within what was filled in: where that begins. */
	startOf(offset: number): number {
		const { inside, shift } = this.#find(offset);
		return inside === undefined ? offset + shift : inside.written.start;
	}

	/** Within what was filled in: where that ends. */
	endOf(offset: number): number {
		const { inside, shift } = this.#find(offset);
		return inside === undefined ? offset + shift : inside.written.end;
	}

	/** Whether the stretch is written letter for letter. */
	isVerbatim({ start, end }: Span): boolean {
		return !this.#replaced.some(({ filled }) => filled.start < end && start < filled.end);
	}

	#find(offset: number): { readonly inside?: Replaced; readonly shift: number } {
		let shift = 0;
		for (const each of this.#replaced) {
			const { written, filled } = each;
			if (offset <= filled.start) break;
			if (offset < filled.end) return { inside: each, shift };
			shift = written.end - filled.end;
		}
		return { shift };
	}
}

function replacedIn(text: string, lookup: (name: string) => string | undefined): Replaced[] {
	const { uses, malformed } = interpolate(text, lookup);
	if (malformed) return [];
	const replaced: Replaced[] = [];
	const variables = new Map(uses.map(({ start, end }) => [start, end]));
	let shift = 0;
	for (let at = text.indexOf("$"); at !== -1; ) {
		const end = text.charAt(at + 1) === "$" ? at + 2 : variables.get(at);
		if (end !== undefined) {
			const { length } = interpolate(text.slice(at, end), lookup).text;
			replaced.push({ written: { start: at, end }, filled: { start: at - shift, end: at - shift + length } });
			shift += end - at - length;
		}
		at = text.indexOf("$", end ?? at + 1);
	}
	return replaced;
}
