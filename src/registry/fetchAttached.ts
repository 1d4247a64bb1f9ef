/**
 * Copies what is attached to images into a store: signatures, attestations, SBOMs, scan reports. They are found in two ways: as referrers
 * (distribution-spec 1.1, by API or tag), and under the tags that cosign makes of an image's digest (`sha256-….sig`, `.att`, `.sbom`).
 */
import { imageTooManyParts } from "../diagnostics/catalogue/registry.ts";
import type { Message } from "../diagnostics/diagnostic.ts";
import { listOf, objectOf } from "../documents/fields.ts";
import type { BlobStore } from "./blobStore.ts";
import { type Descriptor, readDescriptor } from "./descriptor.ts";
import { inParallel, WIDTH } from "./inParallel.ts";
import { keepBlob, keepManifest, keptManifest } from "./keep.ts";
import { isIndex } from "./mediaTypes.ts";
import type { Manifest } from "./pull.ts";
import type { RegistryClient } from "./registryClient.ts";
import { RegistryFault } from "./registryFault.ts";
import type { Repository } from "./repository.ts";

export interface Attached {
	readonly descriptor: Descriptor;
	/** The tag that it was found by. */
	readonly tag?: string;
}

/** Attached manifests; and bytes of one part, and of all of an attached manifest. */
const MOST_ATTACHED = 500;
const MOST_PART = 64 * 1024 * 1024;

/** @param subjects digests of manifests and indexes, the image's own first */
export async function fetchAttached(
	client: RegistryClient,
	store: BlobStore,
	repository: Repository,
	subjects: readonly string[],
): Promise<{ readonly attached: readonly Attached[]; readonly faults: readonly Message[] }> {
	const about = [...new Set(subjects)];
	const referrers = await inParallel(about, WIDTH, (digest) => client.referrers(repository, digest));
	const byReference = [...new Map(referrers.flat().map((each) => [each.digest, each])).values()];
	const faults: Message[] = [];
	if (byReference.length > MOST_ATTACHED)
		faults.push(imageTooManyParts({ what: "attached manifests", limit: MOST_ATTACHED }));
	const referring = await inParallel(byReference.slice(0, MOST_ATTACHED), WIDTH, async (descriptor) => {
		const manifest =
			keptManifest(store, descriptor.digest) ??
			(await keepManifest(store, await client.manifest(repository, descriptor.digest)));
		faults.push(...(await fetchParts(client, store, repository, manifest)));
		return { descriptor };
	});
	const tags = about
		.filter((digest) => digest.startsWith("sha256:"))
		.flatMap((digest) => ["sig", "att", "sbom"].map((ending) => `${digest.replace(":", "-")}.${ending}`));
	const tagged = await inParallel(tags, WIDTH, async (tag): Promise<Attached[]> => {
		const manifest = await manifestIfThere(client, repository, tag);
		if (manifest === undefined) return [];
		await keepManifest(store, manifest);
		const { mediaType, digest, bytes } = manifest;
		faults.push(...(await fetchParts(client, store, repository, manifest)));
		return [{ descriptor: { mediaType, digest, size: bytes.length }, tag }];
	});
	return { attached: [...referring, ...tagged.flat()], faults };
}

async function manifestIfThere(
	client: RegistryClient,
	repository: Repository,
	tag: string,
): Promise<Manifest | undefined> {
	try {
		return await client.manifest(repository, tag);
	} catch (error) {
		if (error instanceof RegistryFault && error.diagnostic.kind.code === "registry-not-found") return undefined;
		throw error;
	}
}

/** All that an attached manifest names, as far as it is small enough to be what it should be. */
export async function fetchParts(
	client: RegistryClient,
	store: BlobStore,
	repository: Repository,
	{ object, mediaType }: Manifest,
): Promise<Message[]> {
	if (isIndex(mediaType)) return [];
	const parts = [objectOf(object, "config"), ...listOf(object, "layers")].flatMap((each) => readDescriptor(each) ?? []);
	const small = parts.filter(({ size }) => size <= MOST_PART);
	await inParallel(small, WIDTH, (part) => keepBlob(client, store, repository, part));
	return small.length < parts.length
		? [imageTooManyParts({ what: "bytes of an attached part", limit: MOST_PART })]
		: [];
}
