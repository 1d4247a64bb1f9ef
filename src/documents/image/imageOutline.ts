/** What a JSON text says about an image, told from its outermost keys: a config to be read, or something that isn't one. */
import type { JsonOutline } from "../topLevelKeys.ts";

export type ImageForm = "config" | "inspect";

/** Either the form of config, or what it is instead, in words. */
export type ImageOutline = { readonly form: ImageForm } | { readonly other: string };

/** Undefined where the text has nothing to do with an image. */
export function imageOutline({ shape, keys }: JsonOutline): ImageOutline | undefined {
	const has = (...names: string[]): boolean => names.every((name) => keys.has(name));
	if (has("Id") && (has("State") || has("HostConfig"))) return { other: "the inspection of a container" };
	if (has("Id") && (has("RepoTags") || has("RepoDigests") || has("RootFS"))) return { form: "inspect" };
	if (shape === "array")
		return has("Config", "Layers") ? { other: "the table of contents of a `docker save` archive" } : undefined;
	if (has("schemaVersion")) {
		if (has("manifests")) return { other: "an image index" };
		if (has("layers") || has("config")) return { other: "an image manifest" };
		if (has("fsLayers")) return { other: "an image manifest of the old schema 1" };
		return has("mediaType") ? { other: "an artifact manifest" } : undefined;
	}
	if (has("Digest", "RepoTags", "Layers", "Architecture"))
		return { other: "the output of `skopeo inspect` without `--config`, which leaves out user, command and history" };
	if (has("ociVersion", "process")) return { other: "the config of a container (OCI runtime)" };
	if (has("imageLayoutVersion")) return { other: "the mark of an OCI layout" };
	if (has("rootfs") && (has("config") || has("history") || has("architecture"))) return { form: "config" };
	if (has("architecture") && (has("os") || has("config") || has("created"))) return { form: "config" };
	return has("container_config", "created") ? { form: "config" } : undefined;
}
