/** A pack in an OCI registry: an artifact of our own type whose one layer is the archive; signatures refer to it (image-spec 1.1, distribution-spec 1.1). */

import { packSourceFailed } from "../../diagnostics/catalogue/packs.ts";
import { listOf } from "../../documents/fields.ts";
import { type Descriptor, readDescriptor } from "../../registry/descriptor.ts";
import type { RegistryClient } from "../../registry/registryClient.ts";
import { RegistryFault } from "../../registry/registryFault.ts";
import type { Repository } from "../../registry/repository.ts";
import { joinBytes } from "../../runtime/bytes/joinBytes.ts";
import { contentLayer } from "../ociManifest.ts";
import { LARGEST_BUNDLE, MOST_BUNDLES } from "../signature.ts";
import { versionOfTag } from "../versions.ts";
import { type FetchedPack, type OnBytes, PackFault, type PackSource } from "./packSource.ts";

export type PullClient = Pick<RegistryClient, "manifest" | "blob" | "tags" | "referrers">;

export function ociSource(client: PullClient, text: string, repository: Repository, onBytes?: OnBytes): PackSource {
	const fetch = (reference: string): Promise<FetchedPack> =>
		asPackFault(async () => {
			const manifest = await client.manifest(repository, reference);
			const layer = contentLayer(manifest.object);
			if (typeof layer === "string") throw new PackFault([packSourceFailed({ from: text, reason: layer })]);
			const archive = await readBlob(client, repository, layer, onBytes);
			return {
				archive,
				manifest: manifest.bytes,
				bundles: () => asPackFault(() => readBundles(client, repository, manifest.digest)),
			};
		});
	let tags: Promise<ReadonlyMap<string, string>> | undefined;
	const tagsByVersion = (): Promise<ReadonlyMap<string, string>> => {
		tags ??= asPackFault(async () => {
			const known = new Map<string, string>();
			for (const tag of await client.tags(repository)) {
				const version = versionOfTag(tag);
				if (version !== undefined && (!known.has(version) || tag === tagOf(version))) known.set(version, tag);
			}
			return known;
		});
		return tags;
	};
	return {
		versions: async () => [...(await tagsByVersion()).keys()],
		fetch: async (version = "") => fetch((await tagsByVersion()).get(version) ?? tagOf(version)),
		fetchPinned: ({ manifest, version }) => fetch(manifest ?? tagOf(version)),
	};
}

/** The tag of a version: a tag can't have the `+` of build metadata. */
export function tagOf(version: string): string {
	return version.replace("+", "_");
}

async function readBlob(
	client: PullClient,
	repository: Repository,
	blob: Descriptor,
	onBytes?: OnBytes,
): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of client.blob(repository, blob)) {
		parts.push(part);
		size += part.length;
		onBytes?.(size, blob.size);
	}
	return joinBytes(parts);
}

async function readBundles(client: PullClient, repository: Repository, digest: string): Promise<readonly Uint8Array[]> {
	const referrers = await client.referrers(repository, digest);
	const signatures = referrers.filter(
		({ artifactType }) => artifactType?.startsWith("application/vnd.dev.sigstore.bundle") ?? false,
	);
	const bundles: Uint8Array[] = [];
	for (const { digest: each } of signatures.slice(0, MOST_BUNDLES)) {
		const { object } = await client.manifest(repository, each);
		const [layer] = listOf(object, "layers").map(readDescriptor);
		if (layer === undefined || layer.size > LARGEST_BUNDLE) continue;
		bundles.push(await readBlob(client, repository, layer));
	}
	return bundles;
}

async function asPackFault<Result>(action: () => Promise<Result>): Promise<Result> {
	try {
		return await action();
	} catch (error) {
		if (error instanceof RegistryFault) throw new PackFault([error.diagnostic]);
		throw error;
	}
}
