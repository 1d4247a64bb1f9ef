/** A client of all registries that a run speaks with: one place for tokens and connections. Every method throws RegistryFault and nothing else. */
import type { ImageReference } from "../documents/image-reference/parseImageReference.ts";
import type { BlobName } from "./blobStore.ts";
import { Connection, type RegistryAccess } from "./connection.ts";
import type { Descriptor } from "./descriptor.ts";
import { listReferrers, listTags } from "./listing.ts";
import { headManifest, type MakeDigester, type Manifest, pullBlob, pullManifest } from "./pull.ts";
import { deleteManifest, type PushedBytes, pushBlob, pushManifest } from "./push.ts";
import type { Repository } from "./repository.ts";

export class RegistryClient {
	readonly #connection: Connection;
	readonly #digester: MakeDigester;

	constructor(access: RegistryAccess & { readonly digester: MakeDigester }) {
		this.#connection = new Connection(access);
		this.#digester = access.digester;
	}

	/** The manifest or index that a reference leads to; without tag and digest, that of `latest`. */
	resolve(reference: ImageReference): Promise<Manifest> {
		return this.manifest(reference, reference.digest ?? reference.tag ?? "latest");
	}

	/** @param reference a tag or a digest */
	manifest(repository: Repository, reference: string): Promise<Manifest> {
		return pullManifest(this.#connection, repository, reference, this.#digester);
	}

	/** What the registry says, unchecked, of a tag or digest; undefined where it isn't there. */
	head(repository: Repository, reference: string): ReturnType<typeof headManifest> {
		return headManifest(this.#connection, repository, reference);
	}

	/** A blob's bytes from an offset on, checked where they begin at 0. */
	blob(
		repository: Repository,
		blob: BlobName & { readonly size: number },
		offset?: number,
	): AsyncGenerator<Uint8Array> {
		return pullBlob(this.#connection, repository, blob, this.#digester, offset);
	}

	/** All tags, as the registry orders them. */
	tags(repository: Repository): Promise<string[]> {
		return listTags(this.#connection, repository);
	}

	/** What refers to a manifest, by the referrers API or the tag that stands in for it. */
	referrers(repository: Repository, digest: string, artifactType?: string): Promise<Descriptor[]> {
		return listReferrers(this.#connection, repository, digest, this.#digester, artifactType);
	}

	/** Puts a blob there unless it is; gives whether it had to be sent. `from`: a repository of the same registry that may have it. */
	pushBlob(repository: Repository, digest: string, bytes: PushedBytes, from?: Repository): Promise<boolean> {
		return pushBlob(this.#connection, repository, digest, bytes, from);
	}

	/** Puts a manifest under a tag, or without one under its digest; gives its digest. */
	pushManifest(
		repository: Repository,
		manifest: { readonly bytes: Uint8Array; readonly mediaType: string; readonly tag?: string },
	): Promise<string> {
		return pushManifest(this.#connection, repository, manifest, this.#digester);
	}

	/** @param reference a digest, or a tag where the registry can do that */
	deleteManifest(repository: Repository, reference: string): Promise<void> {
		return deleteManifest(this.#connection, repository, reference);
	}
}
