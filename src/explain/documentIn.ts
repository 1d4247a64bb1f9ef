/** A document as one file has it: what other files brought into it stands nowhere. */
import type { Document, Pointer } from "../documents/document.ts";
import type { Linked } from "../linking/linked.ts";
import type { Source } from "../text/source.ts";

/** The places of a linked document's nodes are those of the file that is asked about; a project is one with places this way. */
export function documentIn({ document, ownerOf }: Linked, source: Source): Document {
	const own = (pointer: Pointer) => {
		const owned = ownerOf(pointer);
		return owned.document.source.name === source.name ? owned : undefined;
	};
	return {
		kind: document.kind,
		source,
		name: document.name,
		value: document.value,
		locate: (pointer) => {
			const owned = own(pointer);
			return owned?.document.locate(owned.pointer);
		},
		scope: (pointer) => {
			const owned = own(pointer);
			return owned?.document.scope?.(owned.pointer);
		},
	};
}
