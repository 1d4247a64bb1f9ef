/** Puts images and what is about them into the registry of the tests, past its door. */
import { configOf, type ImageParts } from "../documents/image/archive.ts";
import { sha256, type TestRegistry } from "./testRegistry.ts";

export const ociManifest = "application/vnd.oci.image.manifest.v1+json";
export const ociIndex = "application/vnd.oci.image.index.v1+json";

export interface Put {
	readonly digest: string;
	readonly size: number;
	readonly mediaType: string;
}

const bytesOf = (value: unknown): Buffer =>
	Buffer.isBuffer(value)
		? value
		: value instanceof Uint8Array
			? Buffer.from(value)
			: Buffer.from(JSON.stringify(value));

export function putBlob(registry: TestRegistry, name: string, value: unknown, mediaType: string): Put {
	const bytes = bytesOf(value);
	registry.blobs.set(`${name} ${sha256(bytes)}`, bytes);
	return { mediaType, digest: sha256(bytes), size: bytes.length };
}

export function putManifest(registry: TestRegistry, name: string, value: object, tag?: string): Put {
	const bytes = bytesOf(value);
	const { mediaType = ociManifest } = value as { readonly mediaType?: string };
	const digest = sha256(bytes);
	registry.manifests.set(`${name} ${digest}`, { bytes, mediaType });
	if (tag !== undefined) registry.tags.set(`${name} ${tag}`, digest);
	return { mediaType, digest, size: bytes.length };
}

export function putImage(registry: TestRegistry, name: string, image: ImageParts, tag?: string): Put {
	const manifest = {
		schemaVersion: 2,
		mediaType: ociManifest,
		config: putBlob(registry, name, Buffer.from(configOf(image)), "application/vnd.oci.image.config.v1+json"),
		layers: image.layers.map((layer) =>
			putBlob(registry, name, layer.packed ?? layer.tar, layer.mediaType ?? "application/vnd.oci.image.layer.v1.tar"),
		),
	};
	return putManifest(registry, name, manifest, tag);
}

/** An artifact of one part, with what it is about; `more` are fields of its manifest, and `annotations` those of the part. */
export function putArtifact(
	registry: TestRegistry,
	name: string,
	part: {
		readonly value: unknown;
		readonly mediaType: string;
		readonly annotations?: Readonly<Record<string, string>>;
	},
	more: object,
	tag?: string,
): Put {
	const { value, mediaType, annotations } = part;
	const config = putBlob(registry, name, {}, "application/vnd.oci.empty.v1+json");
	const layer = { ...putBlob(registry, name, value, mediaType), ...(annotations && { annotations }) };
	return putManifest(
		registry,
		name,
		{ schemaVersion: 2, mediaType: ociManifest, config, layers: [layer], ...more },
		tag,
	);
}
