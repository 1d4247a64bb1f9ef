/**
 * Copies an image into a store as an OCI layout has it: its index and manifests, configs, what is attached to it, and its layers where they are wanted. What the
 * store has isn't fetched again. The layout itself is a text, `index.json`; all that it leads to is found in the store by digest.
 */
import { imagePlatformMissing } from "../diagnostics/catalogue/documents.ts";
import { imageLayersLeft, imageTooManyParts } from "../diagnostics/catalogue/registry.ts";
import type { Message } from "../diagnostics/diagnostic.ts";
import { listOf, objectOf } from "../documents/fields.ts";
import { forPlatform } from "../documents/image/forPlatform.ts";
import type { ImageReference } from "../documents/image-reference/parseImageReference.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import type { BlobStore } from "./blobStore.ts";
import { type Descriptor, readDescriptor } from "./descriptor.ts";
import { type Attached, fetchAttached, fetchParts } from "./fetchAttached.ts";
import { inParallel, WIDTH } from "./inParallel.ts";
import { keepBlob, keepManifest, keptManifest } from "./keep.ts";
import { isIndex, ociIndex } from "./mediaTypes.ts";
import type { Manifest } from "./pull.ts";
import type { RegistryClient } from "./registryClient.ts";
import type { Repository } from "./repository.ts";

export interface FetchOptions {
	/** os/arch[/variant]; absent: all platforms. */
	readonly platform?: string;
	/** Whether layers are fetched: all, those of an image that has no more than so many bytes of them, or none. */
	readonly layers: "all" | "none" | { readonly most: number };
	/** Told of bytes that came, and of how many are to come. */
	readonly onBytes?: (received: number, expected: number) => void;
}

export interface FetchedImage {
	/** The layout's `index.json`. */
	readonly index: string;
	/** Digest of the manifest or index that the reference leads to. */
	readonly digest: string;
	/** Digests of layers that were left in the registry. */
	readonly left: readonly string[];
	readonly faults: readonly Message[];
}

/** Manifests of one image, and indexes in indexes. */
const MOST_MANIFESTS = 200;
const DEEPEST = 4;
/** Largest config, in bytes. */
const MOST_CONFIG = 8 * 1024 * 1024;

/** @throws RegistryFault, BlobFault */
export async function fetchImage(
	client: RegistryClient,
	store: BlobStore,
	reference: ImageReference,
	options: FetchOptions,
): Promise<FetchedImage> {
	const fetching = new Fetching(client, store, reference, options);
	const root = await fetching.root(reference);
	await fetching.descend(root, 0);
	const subjects = [root, ...fetching.images.filter(holdsFiles)].map(({ digest }) => digest);
	const { attached, faults } = await fetchAttached(client, store, reference, subjects);
	const left = await fetching.layers(nameOf(reference));
	const own: Descriptor = { mediaType: root.mediaType, digest: root.digest, size: root.bytes.length };
	return {
		index: indexOf(nameOf(reference), own, attached),
		digest: root.digest,
		left,
		faults: [...fetching.faults, ...faults],
	};
}

/** As it is to stand in the layout: with the tag or digest that it was asked for by. */
function nameOf({ name, tag, digest }: ImageReference): string {
	const tagged =
		tag === undefined && digest === undefined ? `${name}:latest` : tag === undefined ? name : `${name}:${tag}`;
	return digest === undefined ? tagged : `${tagged}@${digest}`;
}

class Fetching {
	readonly images: Manifest[] = [];
	readonly faults: Message[] = [];
	readonly #client: RegistryClient;
	readonly #store: BlobStore;
	readonly #repository: Repository;
	readonly #options: FetchOptions;
	readonly #seen = new Set<string>();
	#received = 0;
	#expected = 0;

	constructor(client: RegistryClient, store: BlobStore, repository: Repository, options: FetchOptions) {
		this.#client = client;
		this.#store = store;
		this.#repository = repository;
		this.#options = options;
	}

	async root(reference: ImageReference): Promise<Manifest> {
		const { digest } = reference;
		const kept = digest === undefined ? undefined : keptManifest(this.#store, digest);
		if (kept !== undefined) return kept;
		return keepManifest(this.#store, await this.#client.resolve(reference));
	}

	/** Fetches what a manifest or index names, down to configs. */
	async descend(manifest: Manifest, depth: number): Promise<void> {
		if (!isIndex(manifest.mediaType)) {
			await this.#addImage(manifest);
			return;
		}
		const all = listOf(manifest.object, "manifests").flatMap((each) => readDescriptor(each) ?? []);
		const { platform } = this.#options;
		const chosen = forPlatform(all, platform, (each) => each.platform as PlainObject | undefined);
		if (chosen.length === 0 && all.length > 0 && platform !== undefined)
			this.faults.push(imagePlatformMissing({ wanted: platform, known: platformsOf(all) }));
		const fresh = chosen.filter(({ digest }) => !this.#seen.has(digest));
		for (const { digest } of fresh) this.#seen.add(digest);
		if (this.#seen.size > MOST_MANIFESTS || depth >= DEEPEST) {
			this.faults.push(imageTooManyParts({ what: "manifests", limit: MOST_MANIFESTS }));
			return;
		}
		const children = await inParallel(fresh, WIDTH, ({ digest }) => this.#manifest(digest));
		for (const child of children) await this.descend(child, depth + 1);
	}

	async #manifest(digest: string): Promise<Manifest> {
		return (
			keptManifest(this.#store, digest) ??
			keepManifest(this.#store, await this.#client.manifest(this.#repository, digest))
		);
	}

	async #addImage(manifest: Manifest): Promise<void> {
		this.images.push(manifest);
		if (!holdsFiles(manifest)) {
			this.faults.push(...(await fetchParts(this.#client, this.#store, this.#repository, manifest)));
			return;
		}
		const config = readDescriptor(objectOf(manifest.object, "config"));
		if (config === undefined) return;
		if (config.size > MOST_CONFIG)
			this.faults.push(imageTooManyParts({ what: "bytes of a config", limit: MOST_CONFIG }));
		else await keepBlob(this.#client, this.#store, this.#repository, config);
	}

	/** Fetches the layers, or tells which were left. */
	async layers(name: string): Promise<readonly string[]> {
		const { layers: wanted } = this.#options;
		const all = new Map(this.images.flatMap(layersOf).map((layer) => [layer.digest, layer]));
		const missing = [...all.values()].filter(({ digest }) => !this.#store.has(digest));
		const size = [...all.values()].reduce((sum, layer) => sum + layer.size, 0);
		if (wanted === "none" || (wanted !== "all" && size > wanted.most)) {
			if (wanted !== "none") this.faults.push(imageLayersLeft({ name, size, limit: wanted.most }));
			// Those that the store has, too: what is said of an image doesn't depend on earlier runs.
			return [...all.keys()];
		}
		this.#expected = missing.reduce((sum, layer) => sum + layer.size, 0);
		await inParallel(missing, WIDTH, (layer) =>
			keepBlob(this.#client, this.#store, this.#repository, layer, (bytes) => {
				this.#received += bytes;
				this.#options.onBytes?.(this.#received, this.#expected);
			}),
		);
		return [];
	}
}

/** BuildKit keeps attestations in the index, and artifacts are dressed as images: what they hold is no file system. */
const holdsFiles = (manifest: Manifest): boolean =>
	layersOf(manifest).length > 0 || listOf(manifest.object, "layers").length === 0;

/** Layers that hold files: those of artifacts in the dress of an image are their contents, and attached things are fetched elsewhere. */
function layersOf({ object }: Manifest): Descriptor[] {
	return listOf(object, "layers").flatMap((each) => {
		const layer = readDescriptor(each);
		return layer !== undefined && /\btar\b|^$/.test(layer.mediaType) ? layer : [];
	});
}

/** What leads to all of it. Names of attached things are those that they have in the registry: cosign's say what they are about. */
function indexOf(name: string, own: Descriptor, attached: readonly Attached[]): string {
	const named = (descriptor: Descriptor, reference: string): object => ({
		...descriptor,
		annotations: { ...descriptor.annotations, "io.containerd.image.name": reference },
	});
	const manifests = [
		named(own, name),
		...attached.map(({ descriptor, tag }) =>
			tag === undefined ? descriptor : named(descriptor, `${name.replace(/@.*$/, "").replace(/:[^/:]*$/, "")}:${tag}`),
		),
	];
	return JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests });
}

function platformsOf(all: readonly Descriptor[]): string[] {
	return all.flatMap(({ platform }) =>
		platform === undefined ? [] : [[platform.os, platform.architecture, platform.variant].filter(Boolean).join("/")],
	);
}
