/** The images that documents run or build on, each once: where there are registries, they can be asked what is attached to them. */
import type { ImageIdentity } from "../documents/document.ts";
import { type ImageReference, parseImageReference } from "../documents/image-reference/parseImageReference.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { EngineOptions, InputFile } from "./options.ts";
import { readParts } from "./readDocuments.ts";
import { startRun } from "./run.ts";

export interface MentionedImage {
	/** Written out: `docker.io/library/node:22`. */
	readonly text: string;
	readonly reference: ImageReference;
	/** Where it is mentioned first. */
	readonly source: Source;
	readonly span: Span | undefined;
}

/** In the order in which they are mentioned. Those of image documents themselves are left out: they are there. */
export function imagesIn(inputs: Iterable<InputFile>, options: EngineOptions): readonly MentionedImage[] {
	const { gathered, options: own } = startRun(options);
	const images = new Map<string, MentionedImage>();
	const evidence = new Set(options.kinds.filter((kind) => kind.evidence !== undefined).map(({ id }) => id));
	for (const input of inputs)
		for (const { documents } of readParts(input, own))
			for (const document of documents) {
				if (document.mentions === undefined || evidence.has(document.kind)) continue;
				// Kustomizations say what becomes of an image.
				const ownerOf = gathered.evidence.ownerOf(document);
				for (const { pointer, identity } of document.mentions()) {
					const text = writtenOut(identity);
					const reference = text === undefined ? undefined : parseImageReference(text);
					if (text === undefined || reference === undefined || images.has(text)) continue;
					const { document: owner, pointer: at } = ownerOf(pointer);
					images.set(text, { text, reference, source: owner.source, span: owner.locate(at) });
				}
			}
	return [...images.values()];
}

/** How an image is asked about: its reference, written out; undefined where it has no name. */
export function writtenOut({
	references: [reference],
	repositories: [repository] = [],
	digests: [digest],
}: ImageIdentity): string | undefined {
	const name = reference ?? repository;
	return name === undefined || digest === undefined ? reference : `${name}@${digest}`;
}
