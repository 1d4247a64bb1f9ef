/** Puts the evidence about images into the documents that mention them, and knows afterwards whose each node is. */
import type { Document, EvidenceField, Pointer } from "../documents/document.ts";
import { Unknown } from "../runtime/values/unknown.ts";
import type { Evidence } from "./evidence.ts";

/** A node of a document, as the document that it stands in by itself has it. */
export interface Owned {
	readonly document: Document;
	readonly pointer: Pointer;
}

/** Leads a pointer into a linked document to the document that wrote what it points at. */
export type OwnerOf = (pointer: Pointer) => Owned;

const evidenceFields: readonly EvidenceField[] = ["configs", "scans", "sboms", "signatures"];

/**
 * Links a document: each image that it mentions gets a field for every sort of evidence that the run has, with the documents'
 * values in the order of their files; an empty list says that none is about this image. Where it couldn't be found out what there is, all of
 * them are unknown.
 */
export function link(document: Document, evidence: Evidence): OwnerOf {
	const itself: OwnerOf = (pointer) => document.writtenIn?.(pointer) ?? { document, pointer };
	if (evidence.isEmpty || document.mentions === undefined) return itself;
	const mounts = new Map<string, Document>();
	for (const { node, pointer, identity } of document.mentions()) {
		const need = document.subject === undefined ? evidence.unavailableOf(identity) : undefined;
		if (need !== undefined) {
			for (const field of evidenceFields) node[field] = new Unknown(need, [need]);
			continue;
		}
		for (const [field, found] of evidence.about(identity)) {
			// A config is what a config says of itself.
			if (field === "configs" && document.subject !== undefined) continue;
			node[field] = found.map((each) => each.valueFor?.(identity) ?? each.value);
			for (const [index, each] of found.entries()) mounts.set(JSON.stringify([...pointer, field, index]), each);
		}
	}
	if (mounts.size === 0) return itself;
	return (pointer) => {
		for (let length = 1; length <= pointer.length; length++) {
			const mounted = mounts.get(JSON.stringify(pointer.slice(0, length)));
			if (mounted !== undefined) return evidence.ownerOf(mounted)(pointer.slice(length));
		}
		return itself(pointer);
	};
}
