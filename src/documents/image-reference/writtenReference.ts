/** An image reference as a document holds it: the text, and its parts where it is a reference. */
import { type ImageReference, parseImageReference } from "./parseImageReference.ts";

export type WrittenReference =
	| { readonly ref: string; readonly valid: false }
	| ({ readonly ref: string; readonly valid: true } & ImageReference);

/** What stands in a document for a reference (schema.ts beside this). */
export function writtenReference(ref: string): WrittenReference {
	const parts = parseImageReference(ref);
	return parts === undefined ? { ref, valid: false } : { ref, valid: true, ...parts };
}
