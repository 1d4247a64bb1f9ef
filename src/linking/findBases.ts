/** Tells images of a run which other image of it they are built on. */
import type { Document } from "../documents/document.ts";
import { LayerStacks } from "../documents/image/layerStacks.ts";

/** @param images documents with layers, before anyone has asked for their values */
export function findBases(images: readonly Document[]): void {
	const stacks = new LayerStacks<Document>();
	for (const image of images) if (image.layers !== undefined) stacks.add(image.layers.diffIds, image);
	for (const { layers } of images) {
		const base = layers === undefined ? undefined : stacks.baseOf(layers.diffIds);
		if (base !== undefined)
			layers?.standOn({ layers: base.layers, document: [base.image.source.name, base.image.name] });
	}
}
