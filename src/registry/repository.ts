/** Names in registries. */
import type { ImageReference } from "../documents/image-reference/parseImageReference.ts";

/** A repository of a registry: what an image reference says without its tag. */
export type Repository = Pick<ImageReference, "registry" | "repository">;

/** `registry.example/shop/web`, as people write it. */
export function nameOfRepository({ registry, repository }: Repository): string {
	return `${registry}/${repository}`;
}

/** Docker Hub is known by one name, and lives under another. */
export function hostOf(registry: string): string {
	return registry === "docker.io" ? "registry-1.docker.io" : registry;
}
