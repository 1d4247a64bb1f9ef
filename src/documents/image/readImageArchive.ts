/** An image archive as documents: each image, and each platform of one, by itself. */
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Document, FoundBase, Parsed, ParseOptions } from "../document.ts";
import { identityOfReferences } from "../image-reference/imageIdentity.ts";
import { writtenReference } from "../image-reference/writtenReference.ts";
import type { Limits } from "./archive/limits.ts";
import { openArchive } from "./archive/openArchive.ts";
import { type ArchivedImage, readArchive, totalSize } from "./archive/readArchive.ts";
import { describeContents } from "./describeContents.ts";
import { LayerStacks } from "./layerStacks.ts";
import { normalizeImage } from "./normalizeImage.ts";

/** @param own limits other than the usual ones */
export function readImageArchive(
	source: Source,
	{ bytes, siblings, platform }: Pick<ParseOptions, "bytes" | "siblings" | "platform">,
	own: Partial<Limits> = {},
): Parsed {
	const { blobs, limits } = openArchive(source, { bytes, siblings }, own);
	const { images, faults } = readArchive(blobs, limits, platform);
	const diagnostics: Diagnostic[] = faults.map((fault) => at(source, undefined, fault));
	const stacks = new LayerStacks<ArchivedImage>();
	for (const image of images) stacks.add(diffIdsOf(image.layers), image);
	return { documents: images.map((image) => archivedDocument(source, image, images, stacks)), diagnostics };
}

const diffIdsOf = (layers: ArchivedImage["layers"]): string[] => layers.map(({ diffId }) => diffId);

function archivedDocument(
	source: Source,
	image: ArchivedImage,
	all: readonly ArchivedImage[],
	stacks: LayerStacks<ArchivedImage>,
): Document {
	let value: Value | undefined;
	const diffIds = diffIdsOf(image.layers);
	const inArchive = stacks.baseOf(diffIds);
	let base: FoundBase | undefined = inArchive && { layers: inArchive.layers };
	const found = identityOfReferences(image.references, [image.id]);
	const subject = { ...found, digests: [...new Set([...found.digests, ...image.digests])] };
	return {
		kind: "image",
		source,
		name: nameOf(image, all),
		get value() {
			value ??= archivedValue(image, base);
			return value;
		},
		subject,
		layers: {
			diffIds,
			standOn(found) {
				if (base === undefined || found.layers > base.layers) base = found;
			},
		},
		// There is no text that anything could stand in.
		locate: () => undefined,
		mentions() {
			return [{ node: this.value as Record<string, Value>, pointer: [], identity: subject }];
		},
	};
}

function archivedValue(image: ArchivedImage, base: FoundBase | undefined): PlainObject {
	const { config, layers, references, id } = image;
	const size = totalSize(layers);
	const normalized = normalizeImage(config, "config", base);
	const facts = layers.map(({ digest, mediaType, size: unpacked, compressedSize }) => ({
		...(digest === undefined ? {} : { digest }),
		...(mediaType === undefined ? {} : { media_type: mediaType }),
		...(unpacked === undefined ? {} : { size: unpacked }),
		...(compressedSize === undefined ? {} : { compressed_size: compressedSize }),
	}));
	return {
		...normalized,
		form: "archive",
		...(image.listedPlatform === undefined ? {} : { listed_platform: image.listedPlatform }),
		id,
		tags: references.map((text) => ({ ...writtenReference(text) })),
		layers: (normalized.layers as readonly PlainObject[]).map((layer, index) => ({ ...layer, ...facts[index] })),
		...(size === undefined ? {} : { size }),
		contents: layers.some(({ isLeft }) => isLeft)
			? new Unknown("contents", ["--layers"])
			: describeContents(
					layers.map(({ contents }) => contents),
					layers.every(({ isWhole }) => isWhole),
				),
	};
}

/** Its first tag, or what the archive calls it, and its platform where others have the same; else the id. */
function nameOf(image: ArchivedImage, all: readonly ArchivedImage[]): string {
	const tagOf = ({ references: [reference], label = "" }: ArchivedImage): string => reference ?? label;
	const tag = tagOf(image);
	const isAlone = all.filter((other) => tagOf(other) === tag).length === 1;
	const name = [tag, isAlone && tag !== "" ? "" : image.platform].filter((part) => part !== "").join(" ");
	const isTold = all.filter((other) => tagOf(other) === tag && other.platform === image.platform).length === 1;
	return isTold && name !== "" ? name : `${name} ${image.id}`.trim();
}
