/** What the gate asks about images, of their registries: as `policy eval` fetches them, without layers, into memory that its threads share. */
import { type ImageReference, parseImageReference } from "../../documents/image-reference/parseImageReference.ts";
import { BlobFault } from "../../registry/blobStore.ts";
import { fetchImage } from "../../registry/fetchImage.ts";
import { memoryBlobs } from "../../registry/memoryBlobs.ts";
import type { RegistryClient } from "../../registry/registryClient.ts";
import type { ImageHost } from "../../serve/images/imageHost.ts";
import type { Host } from "../host/host.ts";
import { nodeDigester } from "../host/nodeDigester.ts";
import { attachedName } from "../registry/mount.ts";
import { httpOptions, openRegistries } from "../registry/openRegistries.ts";
import type { RegistryOptions } from "../registry/registryOptions.ts";

export interface RegistryImagesOptions extends RegistryOptions {
	/** The registries that are asked; empty for all. */
	readonly imageRegistry: readonly string[];
	/** os/arch[/variant]; absent: all that an image has. */
	readonly platform?: string;
}

/** Bytes of all that is fetched of one image: no layers are. */
const MOST_BYTES = 32 * 1024 ** 2;
/** An API server waits a few seconds: tries of a request, and milliseconds for each. */
const TRIES = 3;
const LONGEST_REQUEST = 10_000;
/** Milliseconds that a client lives: credentials and what it learned of registries change. */
const CLIENT_LIFE = 300_000;

export function registryImages(host: Host, options: RegistryImagesOptions): Required<ImageHost> {
	const { imageRegistry, platform } = options;
	const clientNow = clients(host, options);
	const known = (text: string): ImageReference => {
		const reference = parseImageReference(text);
		if (reference === undefined) throw new Error("it is no image reference");
		if (imageRegistry.length > 0 && !imageRegistry.includes(reference.registry))
			throw new Error(`${reference.registry} isn't one of the registries that are asked`);
		return reference;
	};
	return {
		resolveDigest: async (text) => {
			const reference = known(text);
			const client = clientNow();
			// Whatever it says: what a tag stands for is the registry's to say, and what it leads to is checked.
			const told = await client.head(reference, reference.digest ?? reference.tag ?? "latest");
			return told?.digest ?? (await client.resolve(reference)).digest;
		},
		imageEvidence: async (text, signal) => {
			const reference = known(text);
			const allocate = (size: number): Uint8Array => {
				signal.throwIfAborted();
				return new Uint8Array(new SharedArrayBuffer(size));
			};
			const store = memoryBlobs(MOST_BYTES, nodeDigester, allocate);
			const { index, left, faults } = await fetched(() =>
				fetchImage(clientNow(), store, reference, { layers: "none", ...(platform !== undefined && { platform }) }),
			);
			const [fault] = faults;
			// Half of what is attached may be the half without the reason to deny it.
			if (fault !== undefined) throw new Error(fault.text);
			return { name: attachedName(text), index, left, blobs: store.blobs };
		},
	};
}

async function fetched<Result>(action: () => Promise<Result>): Promise<Result> {
	try {
		return await action();
	} catch (error) {
		throw error instanceof BlobFault ? new Error(`what comes can't be kept: ${error.message}`) : error;
	}
}

/** Gives a client, after a while another. */
function clients(host: Host, options: RegistryImagesOptions): () => RegistryClient {
	const http = host.http(httpOptions(host, options));
	const make = (): RegistryClient =>
		openRegistries(host, options, {
			tries: TRIES,
			http: (request) => http({ ...request, deadline: Math.min(request.deadline ?? LONGEST_REQUEST, LONGEST_REQUEST) }),
		});
	let client = make();
	let made = host.elapsed();
	return () => {
		if (host.elapsed() - made > CLIENT_LIFE) {
			client = make();
			made = host.elapsed();
		}
		return client;
	};
}
