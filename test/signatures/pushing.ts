/** The few requests by which tests put things into a registry that asks nobody for a name. */
import { createHash } from "node:crypto";

const imageManifest = "application/vnd.oci.image.manifest.v1+json";
const sha256 = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

export interface Descriptor {
	readonly mediaType: string;
	readonly digest: string;
	readonly size: number;
}

async function pushBlob(host: string, repository: string, bytes: Uint8Array, mediaType: string): Promise<Descriptor> {
	const digest = sha256(bytes);
	const begun = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: "POST" });
	const place = new URL(begun.headers.get("location") ?? "", `http://${host}`);
	place.searchParams.set("digest", digest);
	const { status } = await fetch(place, { method: "PUT", body: Buffer.from(bytes) });
	if (status !== 201) throw new Error(`the registry doesn't take a blob: ${status}`);
	return { mediaType, digest, size: bytes.length };
}

/** @param tag else it is only there by its digest */
export async function pushManifest(
	host: string,
	repository: string,
	manifest: object,
	tag?: string,
): Promise<Descriptor> {
	const bytes = Buffer.from(JSON.stringify(manifest));
	const { mediaType = imageManifest } = manifest as { readonly mediaType?: string };
	const { status } = await fetch(`http://${host}/v2/${repository}/manifests/${tag ?? sha256(bytes)}`, {
		method: "PUT",
		body: bytes,
		headers: { "content-type": mediaType },
	});
	if (status !== 201) throw new Error(`the registry doesn't take a manifest: ${status}`);
	return { mediaType, digest: sha256(bytes), size: bytes.length };
}

/** An image that nothing but its tag tells from others. @returns its digest */
export async function pushImage(host: string, repository: string, tag: string): Promise<string> {
	const layer = Buffer.alloc(1024);
	const config = {
		os: "linux",
		architecture: "amd64",
		config: { Labels: { tag } },
		rootfs: { type: "layers", diff_ids: [sha256(layer)] },
		history: [],
	};
	const { digest } = await pushManifest(
		host,
		repository,
		{
			schemaVersion: 2,
			mediaType: imageManifest,
			config: await pushBlob(
				host,
				repository,
				Buffer.from(JSON.stringify(config)),
				"application/vnd.oci.image.config.v1+json",
			),
			layers: [await pushBlob(host, repository, layer, "application/vnd.oci.image.layer.v1.tar")],
		},
		tag,
	);
	return digest;
}

/** A manifest like another one, with other bytes in its one part; they are pushed, and the manifest isn't. */
export async function pushArtifact(
	host: string,
	repository: string,
	bytes: Uint8Array,
	like: { readonly mediaType: string; readonly annotations?: object },
	manifest: object,
): Promise<object> {
	const part = await pushBlob(host, repository, bytes, like.mediaType);
	return { ...manifest, layers: [{ ...part, ...(like.annotations && { annotations: like.annotations }) }] };
}

/** Undefined where there is none. */
export async function readManifest(
	host: string,
	repository: string,
	reference: string,
): Promise<Record<string, unknown> | undefined> {
	const answer = await fetch(`http://${host}/v2/${repository}/manifests/${reference}`, {
		headers: { accept: `${imageManifest}, application/vnd.oci.image.index.v1+json` },
	});
	return answer.ok ? ((await answer.json()) as Record<string, unknown>) : undefined;
}

export async function readBlob(host: string, repository: string, digest: string): Promise<Buffer> {
	return Buffer.from(await (await fetch(`http://${host}/v2/${repository}/blobs/${digest}`)).arrayBuffer());
}
