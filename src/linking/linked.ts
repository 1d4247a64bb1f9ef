/** Documents with what belongs to them, and who wrote each of their nodes. */
import type { Document, DocumentKind } from "../documents/document.ts";
import { projectOf } from "../documents/project/projectKind.ts";
import type { OwnerOf } from "./link.ts";

export interface Linked {
	readonly document: Document;
	readonly ownerOf: OwnerOf;
}

/** All documents of a run as one. What belongs to none of them stands where the run does: at no place. */
export function linkProject(all: readonly Linked[], kinds: readonly DocumentKind[]): Linked {
	const owners = new Map(all.map(({ document, ownerOf }) => [document, ownerOf]));
	const { document, inside } = projectOf(
		all.map((each) => each.document),
		kinds.map(({ id }) => id).filter((id) => id !== "project"),
	);
	return {
		document,
		ownerOf: (pointer) => {
			const found = inside(pointer);
			if (found === undefined) return { document, pointer };
			return owners.get(found.document)?.(found.pointer) ?? found;
		},
	};
}
