/** What the gate asks registries: the digest of a tag, and what is attached to an image. */
import { type ImageReference, parseImageReference } from "../../documents/image-reference/parseImageReference.ts";
import type { BlobStore } from "../../registry/blobStore.ts";
import { fetchImage } from "../../registry/fetchImage.ts";
import { RegistryFault } from "../../registry/registryFault.ts";
import type { ImageHost } from "../../serve/images/imageHost.ts";
import type { Host } from "../host/host.ts";
import type { Mount } from "../registry/mount.ts";
import { openRegistries } from "../registry/openRegistries.ts";
import type { RegistryOptions } from "../registry/registryOptions.ts";

/** Layers stay where they are: they are large, and whoever starts a pod waits. */
export function imageHost(
	host: Host,
	blobs: BlobStore,
	options: RegistryOptions & { readonly platform?: string },
): ImageHost {
	const client = openRegistries(host, options);
	const { platform } = options;
	return {
		resolveDigest: (written) => told(async () => (await client.resolve(referenceOf(written))).digest),
		imageEvidence: (written) =>
			told(async () => {
				const fetching = { layers: "none", ...(platform === undefined ? {} : { platform }) } as const;
				const { index, left, faults } = await fetchImage(client, blobs, referenceOf(written), fetching);
				if (faults[0] !== undefined) throw new Error(faults[0].text);
				const mount: Mount = { name: written, index, left, faults: [] };
				return [{ name: written, content: mount }];
			}),
	};
}

function referenceOf(written: string): ImageReference {
	const reference = parseImageReference(written);
	if (reference === undefined) throw new Error("it is no image reference");
	return reference;
}

/** Faults in words for people. */
async function told<Value>(ask: () => Promise<Value>): Promise<Value> {
	try {
		return await ask();
	} catch (error) {
		throw error instanceof RegistryFault ? new Error(error.diagnostic.text) : error;
	}
}
