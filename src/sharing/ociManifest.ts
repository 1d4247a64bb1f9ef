/** A pack's manifest in an OCI registry (image-spec 1.1, manifest.md): an artifact of our own type whose one layer is the archive. */
import { asObject, listOf, textOf } from "../documents/fields.ts";
import { type Descriptor, readDescriptor } from "../registry/descriptor.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import { packLimits } from "./archive/packLimits.ts";

export const packArtifact = "application/vnd.holystone.pack.v1+json";
export const packConfig = "application/vnd.holystone.pack.config.v1+json";
export const packContent = "application/vnd.holystone.pack.content.v1.tar+gzip";
export const sigstoreBundle = "application/vnd.dev.sigstore.bundle.v0.3+json";

/** The layer with the archive, or why there is none. */
export function contentLayer(object: PlainObject): Descriptor | string {
	const type = textOf(object, "artifactType") ?? textOf(asObject(object.config), "mediaType");
	if (type !== packArtifact && type !== packConfig) return "that is an artifact or image, but no pack";
	const layers = listOf(object, "layers").map(readDescriptor);
	const [layer, ...others] = layers.filter((each) => each?.mediaType === packContent);
	if (layer === undefined || others.length > 0) return "its manifest doesn't name one archive";
	return layer.size > packLimits.packed ? `its archive is larger than ${packLimits.packed} bytes` : layer;
}
