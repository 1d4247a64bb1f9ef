/** A document whose nodes are instructions of a Dockerfile, or parts of them. */
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Document, Pointer } from "../document.ts";

/** @param spanOf where the instruction stands that a pointer leads into; undefined for the file as a whole */
export function instructionDocument(
	source: Source,
	value: Value,
	spanOf: (pointer: Pointer) => Span | undefined,
): Document {
	const locate = (pointer: Pointer): Span => spanOf(pointer) ?? { start: 0, end: source.text.length };
	return { kind: "dockerfile", source, name: "", value, locate, scope: locate };
}
