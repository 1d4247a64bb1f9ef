/** Which image is the base of which, told by layers: an image begins with all those of its base, and digests don't lie about that. */

interface Node<Image> {
	readonly above: Map<string, Node<Image>>;
	/** The image that consists of the layers up to here; of several the first. */
	image?: Image;
}

/** Images by their layers, from the lowest. */
export class LayerStacks<Image> {
	readonly #root: Node<Image> = { above: new Map() };

	/** @param diffIds digests of unpacked layers, lowest first; an image with one that isn't known is no one's base */
	add(diffIds: readonly string[], image: Image): void {
		if (diffIds.length === 0 || diffIds.includes("")) return;
		let node = this.#root;
		for (const diffId of diffIds) {
			const next: Node<Image> = node.above.get(diffId) ?? { above: new Map() };
			node.above.set(diffId, next);
			node = next;
		}
		node.image ??= image;
	}

	/** The largest image that has fewer layers than these, and the same; with how many it has. */
	baseOf(diffIds: readonly string[]): { readonly layers: number; readonly image: Image } | undefined {
		let found: { layers: number; image: Image } | undefined;
		let node: Node<Image> | undefined = this.#root;
		for (const [index, diffId] of diffIds.slice(0, -1).entries()) {
			node = node.above.get(diffId);
			if (node === undefined) break;
			if (node.image !== undefined) found = { layers: index + 1, image: node.image };
		}
		return found;
	}
}
