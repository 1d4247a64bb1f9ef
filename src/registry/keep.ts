/** What of a registry is put into a store of blobs, and found there again. */
import { textOf } from "../documents/fields.ts";
import type { BlobStore } from "./blobStore.ts";
import type { Descriptor } from "./descriptor.ts";
import { type Manifest, MOST_MANIFEST, objectFrom } from "./pull.ts";
import type { RegistryClient } from "./registryClient.ts";
import type { Repository } from "./repository.ts";

/** Puts a blob into a store. */
export async function keepBlob(
	client: RegistryClient,
	store: BlobStore,
	repository: Repository,
	blob: Descriptor,
	onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
	await store.write(blob, (offset) => counted(client.blob(repository, blob, offset), onBytes));
}

async function* counted(
	parts: AsyncIterable<Uint8Array>,
	onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
	for await (const part of parts) {
		onBytes(part.length);
		yield part;
	}
}

/** A manifest that the store has; undefined where it hasn't, or what it has is none. */
export function keptManifest(store: BlobStore, digest: string): Manifest | undefined {
	const reader = store.open(digest);
	if (reader === undefined || reader.size > MOST_MANIFEST) return undefined;
	const bytes = reader.read(0, reader.size);
	const object = objectFrom(bytes);
	const mediaType = textOf(object, "mediaType");
	return object === undefined || mediaType === undefined ? undefined : { digest, mediaType, bytes, object };
}

export async function keepManifest(store: BlobStore, manifest: Manifest): Promise<Manifest> {
	const { digest, bytes } = manifest;
	await store.write({ digest, size: bytes.length }, async function* (offset) {
		yield bytes.subarray(offset);
	});
	return manifest;
}
