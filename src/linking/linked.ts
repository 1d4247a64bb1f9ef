/** Documents with what belongs to them, and who wrote each of their nodes. */
import type { Document, DocumentKind } from "../documents/document.ts";
import { type Project, projectOf } from "../documents/project/projectKind.ts";
import type { OwnerOf } from "./link.ts";

export interface Linked {
	readonly document: Document;
	readonly ownerOf: OwnerOf;
}

/**
 * All documents of a run as one. What belongs to none of them stands where the run does: at no place.
 * @param linkedOf gives the documents of a kind, in the order of their files; asked when a policy looks at the kind
 */
export function linkProject(
	kinds: readonly DocumentKind[],
	linkedOf: (kind: string) => readonly Linked[],
): Linked & Pick<Project, "seen"> {
	const owners = new Map<Document, OwnerOf>();
	const { document, seen, inside } = projectOf(
		kinds.map(({ id }) => id).filter((id) => id !== "project"),
		(kind) =>
			linkedOf(kind).map((each) => {
				owners.set(each.document, each.ownerOf);
				return each.document;
			}),
	);
	return {
		document,
		seen,
		ownerOf: (pointer) => {
			const found = inside(pointer);
			if (found === undefined) return { document, pointer };
			return owners.get(found.document)?.(found.pointer) ?? found;
		},
	};
}
