/** Asks registries what is attached to the images that the files of a run mention: `--fetch-images`. */
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { identityOfReferences } from "../../documents/image-reference/imageIdentity.ts";
import { type MentionedImage, writtenOut } from "../../engine/imagesIn.ts";
import type { Host } from "../host/host.ts";
import { type FetchedImages, fetchImages, type ImageOptions } from "./fetchImages.ts";
import { attachedName, type Mount } from "./mount.ts";
import type { NamedImage } from "./namedInputs.ts";

export interface AttachedImages extends Pick<FetchedImages, "blobs"> {
	readonly mounts: readonly Mount[];
	/** Those that couldn't be had, as the engine takes them. */
	readonly unavailable: Readonly<Record<string, string>>;
	readonly diagnostics: readonly Diagnostic[];
}

/** @param named those that are inputs themselves: what is attached to them is there */
export async function attachedImages(
	host: Host,
	mentioned: readonly MentionedImage[],
	named: readonly NamedImage[],
	options: ImageOptions,
): Promise<AttachedImages> {
	const there = new Set(named.map(({ name }) => writtenOut(identityOfReferences([name]))));
	const images = mentioned.filter(({ text }) => !there.has(text));
	const asked = images.map(({ text, reference }) => ({ name: attachedName(text), reference }));
	const fetched = await fetchImages(host, asked, { ...options, layers: false }, false);
	const mounts: Mount[] = [];
	const unavailable: Record<string, string> = {};
	const diagnostics: Diagnostic[] = [...fetched.diagnostics];
	for (const { text, source, span } of images) {
		const mount = fetched.mounts.get(attachedName(text));
		if (mount?.index !== undefined) mounts.push({ ...mount, isBeside: true });
		else {
			unavailable[text] = `what is attached to ${text}`;
			diagnostics.push(...(mount?.faults ?? []).map((fault) => at(source, span, fault)));
		}
	}
	return { mounts, blobs: fetched.blobs, unavailable, diagnostics };
}
