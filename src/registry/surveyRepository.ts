/** All that a registry tells of a repository: its tags, what they point at, what is attached to that, and how large it all is. No layer is fetched. */

import type { Message } from "../diagnostics/diagnostic.ts";
import { listOf, objectOf, textOf } from "../documents/fields.ts";
import type { BlobStore } from "./blobStore.ts";
import { type Descriptor, readDescriptor, textsIn } from "./descriptor.ts";
import { inParallel } from "./inParallel.ts";
import { keepBlob, keepManifest, keptManifest } from "./keep.ts";
import { isIndex } from "./mediaTypes.ts";
import { type Manifest, objectFrom } from "./pull.ts";
import type { RegistryClient } from "./registryClient.ts";
import { RegistryFault } from "./registryFault.ts";
import type { Repository } from "./repository.ts";

export type ArtifactType = "image" | "index" | "signature" | "attestation" | "sbom";

export interface SurveyedManifest {
	readonly digest: string;
	readonly mediaType: string;
	readonly tags: readonly string[];
	readonly type: ArtifactType;
	/** For what is attached: the digest of what it is attached to. */
	readonly subject?: string;
	/** RFC 3339, as the config says; of an index, that of its first image. */
	readonly created?: string;
	/** os/arch[/variant] */
	readonly platforms: readonly string[];
	/** Digests of an index's manifests. */
	readonly children: readonly string[];
	/** Everything that it keeps in the registry, by digest: itself, its config, layers and children; in bytes. */
	readonly blobs: ReadonlyMap<string, number>;
}

export interface Survey {
	readonly manifests: readonly SurveyedManifest[];
	/** What couldn't be looked at. */
	readonly faults: readonly Message[];
}

export interface SurveyOptions {
	/** Digests that had a tag once: those that the registry still has are told, though nothing leads to them. */
	readonly earlier?: readonly string[];
	readonly onProgress?: (done: number, total: number) => void;
}

/** Requests at a time: they are many and small. */
const WIDTH = 8;
const MOST_CONFIG = 8 * 1024 * 1024;
const DEEPEST = 4;

const cosignTag = /^sha256-([0-9a-f]{64})\.(sig|att|sbom)$/;
const evidence: Readonly<Record<string, ArtifactType>> = { sig: "signature", att: "attestation", sbom: "sbom" };
/** An index that clients keep for the lack of a referrers API is no image. */
const referrersIndex = /^sha256-[0-9a-f]{64}$/;

/** @throws RegistryFault where the repository can't be listed */
export async function surveyRepository(
	client: RegistryClient,
	store: BlobStore,
	repository: Repository,
	{ earlier = [], onProgress = () => undefined }: SurveyOptions = {},
): Promise<Survey> {
	const survey = new Surveying(client, store, repository);
	const tags = (await client.tags(repository)).filter((tag) => !referrersIndex.test(tag));
	let done = 0;
	const digests = await inParallel(tags, WIDTH, async (tag) => {
		const digest = await survey.attempt(() => survey.digestOf(tag));
		onProgress(++done, tags.length);
		return digest;
	});
	const tagsOf = new Map<string, string[]>();
	for (const [index, digest] of digests.entries())
		if (digest !== undefined) tagsOf.set(digest, [...(tagsOf.get(digest) ?? []), tags[index] as string]);
	const lost = earlier.filter((digest) => !tagsOf.has(digest));
	const still = await inParallel(lost, WIDTH, (digest) => survey.attempt(() => client.head(repository, digest)));
	const untagged = lost.filter((_, index) => still[index] !== undefined);
	const all = [...tagsOf, ...untagged.map((digest) => [digest, []] as const)];
	const own = await inParallel(all, WIDTH, ([digest, names]) => survey.attempt(() => survey.manifest(digest, names)));
	const manifests = own.filter((each) => each !== undefined);
	const images = manifests.filter(({ type }) => type === "image" || type === "index");
	const attached = await inParallel(images, WIDTH, ({ digest }) => survey.attempt(() => survey.attachedTo(digest)));
	const known = new Set(manifests.map(({ digest }) => digest));
	const found = attached.flatMap((each) => each ?? []).filter(({ digest }) => !known.has(digest));
	return { manifests: [...manifests, ...found], faults: survey.faults };
}

class Surveying {
	readonly faults: Message[] = [];
	readonly #client: RegistryClient;
	readonly #store: BlobStore;
	readonly #repository: Repository;

	constructor(client: RegistryClient, store: BlobStore, repository: Repository) {
		this.#client = client;
		this.#store = store;
		this.#repository = repository;
	}

	/** One thing that can't be looked at doesn't end the survey. */
	async attempt<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
		try {
			return await action();
		} catch (error) {
			if (!(error instanceof RegistryFault)) throw error;
			this.faults.push(error.diagnostic);
			return undefined;
		}
	}

	/** A tag's digest: as the registry says it, for the manifest that it leads to is checked by it. */
	async digestOf(tag: string): Promise<string> {
		const head = await this.#client.head(this.#repository, tag);
		if (head?.digest !== undefined) return head.digest;
		return (await keepManifest(this.#store, await this.#client.manifest(this.#repository, tag))).digest;
	}

	async manifest(digest: string, tags: readonly string[]): Promise<SurveyedManifest> {
		const manifest = await this.#fetch(digest);
		const [, hex, ending] = tags.map((tag) => cosignTag.exec(tag)).find((found) => found !== null) ?? [];
		const blobs = new Map<string, number>();
		const facts = await this.#measure(manifest, blobs, 0);
		return {
			digest,
			mediaType: manifest.mediaType,
			tags,
			type:
				ending === undefined ? (isIndex(manifest.mediaType) ? "index" : "image") : (evidence[ending] as ArtifactType),
			...(hex === undefined ? {} : { subject: `sha256:${hex}` }),
			...facts,
			blobs,
		};
	}

	async attachedTo(subject: string): Promise<readonly SurveyedManifest[]> {
		const referrers = await this.#client.referrers(this.#repository, subject);
		return inParallel(referrers, WIDTH, async (descriptor) => {
			const manifest = await this.#fetch(descriptor.digest);
			const blobs = new Map<string, number>();
			await this.#measure(manifest, blobs, 0);
			// In an index that a client keeps, annotations are often left out.
			const annotations = { ...textsIn(objectOf(manifest.object, "annotations")), ...descriptor.annotations };
			return {
				digest: descriptor.digest,
				mediaType: manifest.mediaType,
				tags: [],
				type: typeOfReferrer(descriptor.artifactType ?? artifactTypeOf(manifest), annotations),
				subject,
				platforms: [],
				children: [],
				blobs,
			};
		});
	}

	async #fetch(digest: string): Promise<Manifest> {
		return (
			keptManifest(this.#store, digest) ??
			keepManifest(this.#store, await this.#client.manifest(this.#repository, digest))
		);
	}

	/** Adds what a manifest keeps to `blobs`, and finds out when and for what it was made. */
	async #measure(
		{ digest, bytes, mediaType, object }: Manifest,
		blobs: Map<string, number>,
		depth: number,
	): Promise<Pick<SurveyedManifest, "created" | "platforms" | "children">> {
		blobs.set(digest, bytes.length);
		if (!isIndex(mediaType)) {
			const config = readDescriptor(objectOf(object, "config"));
			const layers = listOf(object, "layers").flatMap((each) => readDescriptor(each) ?? []);
			for (const each of [...layers, ...(config === undefined ? [] : [config])]) blobs.set(each.digest, each.size);
			const made = config === undefined ? {} : await this.#facts(config);
			return { platforms: [], children: [], ...made };
		}
		const children = listOf(object, "manifests").flatMap((each) => readDescriptor(each) ?? []);
		const created: string[] = [];
		for (const child of depth < DEEPEST ? children : []) {
			const manifest = await this.attempt(() => this.#fetch(child.digest));
			const facts = manifest === undefined ? undefined : await this.#measure(manifest, blobs, depth + 1);
			if (facts?.created !== undefined) created.push(facts.created);
		}
		return {
			platforms: children.flatMap(platformOf),
			children: children.map((child) => child.digest),
			...(created[0] === undefined ? {} : { created: created[0] }),
		};
	}

	async #facts(config: Descriptor): Promise<Pick<SurveyedManifest, "created"> & { platforms?: readonly string[] }> {
		if (!/image\.config|container\.image\.v1/.test(config.mediaType) || config.size > MOST_CONFIG) return {};
		await keepBlob(this.#client, this.#store, this.#repository, config);
		const reader = this.#store.open(config.digest);
		const object = reader === undefined ? undefined : objectFrom(reader.read(0, reader.size));
		const created = textOf(object, "created");
		const platform = [textOf(object, "os"), textOf(object, "architecture")];
		return {
			...(created === undefined ? {} : { created }),
			...(platform.includes(undefined) ? {} : { platforms: [platform.join("/")] }),
		};
	}
}

function platformOf({ platform }: Descriptor): string[] {
	if (platform === undefined || platform.os === "unknown") return [];
	return [[platform.os, platform.architecture, platform.variant].filter((part) => part !== undefined).join("/")];
}

const artifactTypeOf = ({ object }: Manifest): string =>
	textOf(object, "artifactType") ?? textOf(objectOf(object, "config"), "mediaType") ?? "";

/** By artifact types of Sigstore, cosign and Notary Project; cosign's newer signatures are bundles that say of themselves what they hold. */
function typeOfReferrer(artifactType: string, annotations: Readonly<Record<string, string>>): ArtifactType {
	if (/notary\.signature|cosign\.(?:artifact\.)?sig/.test(artifactType)) return "signature";
	if (/sigstore\.bundle/.test(artifactType)) {
		const isSignature =
			annotations["dev.sigstore.bundle.content"] === "message-signature" ||
			/\/cosign\/sign\//.test(annotations["dev.sigstore.bundle.predicateType"] ?? "");
		return isSignature ? "signature" : "attestation";
	}
	return /spdx|cyclonedx|sbom/i.test(artifactType) ? "sbom" : "attestation";
}
