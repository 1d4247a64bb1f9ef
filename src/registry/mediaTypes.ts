/** Media types of manifests, of OCI (image-spec, media-types.md) and of Docker ("Image Manifest V 2, Schema 2"). */

export const ociManifest = "application/vnd.oci.image.manifest.v1+json";
export const ociIndex = "application/vnd.oci.image.index.v1+json";
export const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
export const dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

const indexes: ReadonlySet<string> = new Set([ociIndex, dockerList]);
const manifests: ReadonlySet<string> = new Set([ociManifest, dockerManifest]);

export const manifestTypes: readonly string[] = [ociIndex, ociManifest, dockerList, dockerManifest];

/** A list of manifests, one a platform. */
export const isIndex = (mediaType: string): boolean => indexes.has(mediaType);

/** A manifest with a config and layers. */
export const isManifest = (mediaType: string): boolean => manifests.has(mediaType);
