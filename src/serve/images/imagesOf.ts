/** The images that an AdmissionReview's object would run, as they are written there. */
import { asObject, listOf, textOf } from "../../documents/fields.ts";
import { kinds } from "../../documents/kinds.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import type { Review } from "../answer/review.ts";

export function imagesOf({ source, request }: Review): readonly string[] {
	// What goes away runs no more.
	if (textOf(request, "operation") === "DELETE") return [];
	const { documents } = readDocuments({ source, kind: "admission" }, { kinds });
	const images = documents.flatMap(({ value }) => listOf(asObject(value), "images"));
	return [...new Set(images.flatMap((image) => textOf(asObject(image), "ref") ?? []))];
}
