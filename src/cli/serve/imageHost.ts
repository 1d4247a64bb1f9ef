/**
 * What the gate asks registries: the digest of a tag, and what is attached to an image. That is kept in memory which its threads share, and nowhere else: what
 * a decision stands on is what was checked, whatever happens on the disk meanwhile.
 */

import type { Siblings } from "../../documents/document.ts";
import { type ImageReference, parseImageReference } from "../../documents/image-reference/parseImageReference.ts";
import type { InputFile } from "../../engine/options.ts";
import { BlobFault } from "../../registry/blobStore.ts";
import { fetchImage } from "../../registry/fetchImage.ts";
import { memoryBlobs, readerOfBytes } from "../../registry/memoryBlobs.ts";
import type { RegistryClient } from "../../registry/registryClient.ts";
import { RegistryFault } from "../../registry/registryFault.ts";
import type { ImageHost } from "../../serve/images/imageHost.ts";
import type { ImageEvidence } from "../../serve/job.ts";
import type { Host } from "../host/host.ts";
import { nodeDigester, nodeSha256 } from "../host/nodeDigester.ts";
import { attachedName, type Mount, mountedFile } from "../registry/mount.ts";
import { httpOptions, openRegistries } from "../registry/openRegistries.ts";
import type { RegistryOptions } from "../registry/registryOptions.ts";

export interface ImageHostOptions extends RegistryOptions {
	/** The registries that are asked; empty for all. */
	readonly imageRegistry: readonly string[];
	/** os/arch[/variant]; absent: all that an image has. */
	readonly platform?: string;
}

/** An image without its layers, as threads are given it. */
interface Layout extends Mount {
	readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Bytes of all that is fetched of one image. */
const MOST_BYTES = 32 * 1024 ** 2;
/** An API server waits a few seconds: tries of a request, and milliseconds for each. */
const TRIES = 3;
const LONGEST_REQUEST = 10_000;
/** Milliseconds that a client lives: credentials change, and what it learned of registries. */
const CLIENT_LIFE = 300_000;

/** Layers stay where they are: they are large, and whoever starts a pod waits. */
export function imageHost(host: Host, options: ImageHostOptions): Required<ImageHost> {
	const { imageRegistry, platform } = options;
	const client = clients(host, options);
	const referenceOf = (written: string): ImageReference => {
		const reference = parseImageReference(written);
		if (reference === undefined) throw new Error("it is no image reference");
		if (imageRegistry.length > 0 && !imageRegistry.includes(reference.registry))
			throw new Error(`\`${reference.registry}\` is none of the registries that are asked`);
		return reference;
	};
	return {
		resolveDigest: (written) =>
			told(async () => {
				const reference = referenceOf(written);
				// What a tag stands for is the registry's to say; what that leads to is checked.
				const head = await client().head(reference, reference.digest ?? reference.tag ?? "latest");
				return head?.digest ?? (await client().resolve(reference)).digest;
			}),
		imageEvidence: (written, signal) =>
			told(async () => {
				const shared = (size: number): Uint8Array => {
					signal.throwIfAborted();
					return new Uint8Array(new SharedArrayBuffer(size));
				};
				const store = memoryBlobs(MOST_BYTES, nodeDigester, shared);
				const fetching = { layers: "none", ...(platform === undefined ? {} : { platform }) } as const;
				const { index, left, faults } = await fetchImage(client(), store, referenceOf(written), fetching);
				// The half that is missing may be the one that would have spoken against it.
				if (faults[0] !== undefined) throw new Error(faults[0].text);
				const { blobs } = store;
				const content: Layout = { name: attachedName(written), index, left, blobs };
				const size = [...blobs.values()].reduce((sum, { length }) => sum + length, index.length);
				return [{ name: content.name, content, size, isBare: isBare(index) }];
			}),
	};
}

/** The evidence as a file that is read like others. */
export function evidenceFile({ content }: ImageEvidence): InputFile {
	const { blobs, ...mount } = content as Layout;
	const kept = {
		open: (digest: string) => {
			const bytes = blobs.get(digest);
			return bytes && { ...readerOfBytes(bytes), sha256: nodeSha256 };
		},
	};
	return mountedFile(mount, kept, () => noFolder);
}

/** What the gate looks at was fetched, and lies in no folder. */
const noFolder: Siblings = { read: () => undefined, list: () => [] };

/** Whether the layout has the image only. */
const isBare = (index: string): boolean =>
	(JSON.parse(index) as { readonly manifests: readonly unknown[] }).manifests.length === 1;

/** Gives a client; another one after a while. */
function clients(host: Host, options: ImageHostOptions): () => RegistryClient {
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

/** Faults in words for people. */
async function told<Value>(ask: () => Promise<Value>): Promise<Value> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof RegistryFault) throw new Error(error.diagnostic.text);
		throw error instanceof BlobFault ? new Error(`what comes can't be kept: ${error.message}`) : error;
	}
}
