/** A pack is published in an OCI registry: its archive, its facts, the manifest under its version; and signatures that refer to it. */
import { packVersionTaken } from "../diagnostics/catalogue/packs.ts";
import type { RegistryClient } from "../registry/registryClient.ts";
import type { Repository } from "../registry/repository.ts";
import { toUtf8 } from "../runtime/bytes/utf8.ts";
import { digestOf } from "./digest.ts";
import { contentLayer, packArtifact, packConfig, packContent, sigstoreBundle } from "./ociManifest.ts";
import type { PackManifest } from "./packManifest.ts";
import { tagOf } from "./sources/oci.ts";
import { PackFault } from "./sources/packSource.ts";

export type PushClient = Pick<RegistryClient, "head" | "manifest" | "pushBlob" | "pushManifest">;

const ociManifest = "application/vnd.oci.image.manifest.v1+json";
const emptyConfig = { mediaType: "application/vnd.oci.empty.v1+json", bytes: toUtf8("{}") };

/** What is pushed, worked out before anything is sent: the same pack gives the same bytes. */
export interface PackArtifact {
	readonly archive: Uint8Array;
	readonly config: Uint8Array;
	readonly manifest: Uint8Array;
	/** Of the manifest: what is signed. */
	readonly digest: string;
	readonly version: string;
}

export function packArtifactOf(archive: Uint8Array, pack: PackManifest & { readonly version: string }): PackArtifact {
	const { name, version, license, about, source, kinds, engine, dependencies } = pack;
	const facts = { name, version, license, about, source, kinds, engine, dependencies };
	const config = json(facts);
	const annotations = {
		"org.opencontainers.image.title": name,
		"org.opencontainers.image.version": version,
		"org.opencontainers.image.licenses": license,
		"org.opencontainers.image.description": about,
		"org.opencontainers.image.source": source,
	};
	const layer = {
		...descriptorOf(packContent, archive),
		annotations: { "org.opencontainers.image.title": `${name}-${version}.tgz` },
	};
	const manifest = json({
		schemaVersion: 2,
		mediaType: ociManifest,
		artifactType: packArtifact,
		config: descriptorOf(packConfig, config),
		layers: [layer],
		annotations,
	});
	return { archive, config, manifest, digest: digestOf(manifest), version };
}

/**
 * Pushes a pack under its version and other tags.
 * @returns whether it had to be sent; false where this very pack is there already
 * @throws RegistryFault; PackFault where the version is there with other content
 */
export async function publishPack(
	client: PushClient,
	repository: Repository,
	{ archive, config, manifest, digest, version }: PackArtifact,
	tags: readonly string[],
): Promise<boolean> {
	const there = await client.head(repository, tagOf(version));
	const known = there === undefined ? undefined : await client.manifest(repository, tagOf(version));
	if (known !== undefined && known.digest !== digest) {
		const layer = contentLayer(known.object);
		// Its facts may be written in another way; what counts is what is in it.
		if (typeof layer === "string" || layer.digest !== digestOf(archive))
			throw new PackFault([packVersionTaken({ version, where: `${repository.registry}/${repository.repository}` })]);
	}
	await client.pushBlob(repository, digestOf(archive), archive);
	await client.pushBlob(repository, digestOf(config), config);
	const tagged = known?.digest === digest ? tags : [tagOf(version), ...tags];
	for (const tag of tagged) await client.pushManifest(repository, { bytes: manifest, mediaType: ociManifest, tag });
	return known === undefined;
}

/** Attaches a Sigstore bundle to a manifest as cosign does, so that cosign finds it. Gives the digest of what refers. */
export async function attachBundle(
	client: PushClient,
	repository: Repository,
	subject: { readonly digest: string; readonly size: number },
	bundle: Uint8Array,
	kind: { readonly content: "dsse-envelope" | "message-signature"; readonly predicateType?: string },
): Promise<string> {
	await client.pushBlob(repository, digestOf(emptyConfig.bytes), emptyConfig.bytes);
	await client.pushBlob(repository, digestOf(bundle), bundle);
	const manifest = json({
		schemaVersion: 2,
		mediaType: ociManifest,
		artifactType: sigstoreBundle,
		config: { ...descriptorOf(emptyConfig.mediaType, emptyConfig.bytes), artifactType: sigstoreBundle },
		layers: [descriptorOf(sigstoreBundle, bundle)],
		subject: { mediaType: ociManifest, digest: subject.digest, size: subject.size },
		annotations: {
			"dev.sigstore.bundle.content": kind.content,
			"dev.sigstore.bundle.predicateType": kind.predicateType,
		},
	});
	return client.pushManifest(repository, { bytes: manifest, mediaType: ociManifest });
}

function descriptorOf(mediaType: string, bytes: Uint8Array) {
	return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

const json = (value: object): Uint8Array => toUtf8(JSON.stringify(value));
