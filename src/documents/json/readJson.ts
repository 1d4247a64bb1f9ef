/** JSON texts as values with places. A text may hold several values in a row, a line each or not. */
import { jsonSyntax } from "../../diagnostics/catalogue/evidence.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { JsonError, parseJson } from "../../runtime/values/json.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Pointer } from "../document.ts";
import { JsonPlaces, skipSpace, skipValue } from "./jsonPlaces.ts";

/** One value of a text. */
export class JsonText {
	readonly source: Source;
	readonly value: Value;
	readonly #start: number;
	#places: JsonPlaces | undefined;

	constructor(source: Source, start: number, value: Value) {
		this.source = source;
		this.value = value;
		this.#start = start;
	}

	/** The place to show for a node, or for the nearest one around it. */
	place(pointer: Pointer): Span {
		return this.#known.place(pointer);
	}

	/** The whole of a node with its key. */
	extent(pointer: Pointer): Span {
		return this.#known.extent(pointer);
	}

	get #known(): JsonPlaces {
		this.#places ??= new JsonPlaces(this.source.text, this.#start);
		return this.#places;
	}
}

export interface JsonTexts {
	readonly texts: readonly JsonText[];
	readonly diagnostics: readonly Diagnostic[];
}

/** Reads all JSON values of a source. What is broken is a diagnostic; values before and after it are still read. Never throws. */
export function readJson(source: Source): JsonTexts {
	const texts: JsonText[] = [];
	const diagnostics: Diagnostic[] = [];
	const { text } = source;
	let start = skipSpace(text, 0);
	const whole = read(source, start, text.length);
	if (whole instanceof JsonText) return { texts: [whole], diagnostics };
	if (whole.kind !== "trailing") return { texts, diagnostics: [faultOf(source, start, whole)] };
	while (start < text.length) {
		const end = skipValue(text, start);
		const found = read(source, start, end);
		if (found instanceof JsonText) texts.push(found);
		else diagnostics.push(faultOf(source, start, found));
		start = skipSpace(text, end);
		if (diagnostics.length > 0 && texts.length === 0) break;
	}
	return { texts, diagnostics };
}

function read(source: Source, start: number, end: number): JsonText | JsonError {
	try {
		return new JsonText(source, start, parseJson(source.text.slice(start, end)));
	} catch (error) {
		if (error instanceof JsonError) return error;
		throw error;
	}
}

function faultOf(source: Source, start: number, { kind, message, offset }: JsonError): Diagnostic {
	const where = Math.min(start + offset, source.text.length);
	const reason = kind === "end" ? "the text ends in the middle of a value, as a cut-off file does" : message;
	return at(source, { start: where, end: Math.min(where + 1, source.text.length) }, jsonSyntax({ reason }));
}
