/** What a reference tells of the image that it names. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { ImageIdentity, ImageMention, Pointer } from "../document.ts";
import { type ImageReference, parseImageReference } from "./parseImageReference.ts";

/** The identity of what some references name, as texts; those that are none say nothing. A reference without tag and digest names `latest`. */
export function identityOfReferences(texts: readonly string[], ids: readonly string[] = []): ImageIdentity {
	const parsed = texts.map(parseImageReference).filter((reference) => reference !== undefined);
	return {
		digests: unique(parsed.flatMap(({ digest }) => digest ?? [])),
		ids: unique(ids),
		references: unique(parsed.flatMap(referenceOf)),
		repositories: unique(parsed.map(repositoryOf)),
	};
}

/** The identity of an image reference as a document holds it; undefined for what names no image, and where a part isn't known. */
function identityOfNode(node: Readonly<Record<string, Value>>): ImageIdentity | undefined {
	const { registry, repository, tag, digest } = node;
	const digests = typeof digest === "string" ? [digest] : [];
	const isKnown = (part: Value | undefined): part is string | undefined =>
		part === undefined || typeof part === "string";
	if (typeof registry !== "string" || typeof repository !== "string" || !isKnown(tag) || !isKnown(digest))
		return digests.length === 0 ? undefined : { digests, ids: [], references: [] };
	return {
		digests,
		ids: [],
		references: referenceOf({ registry, repository, tag, digest }),
		repositories: [repositoryOf({ registry, repository })],
	};
}

/** A node as a mention; none where it doesn't say which image it is. */
export function mentionOf(node: PlainObject | undefined, pointer: Pointer): ImageMention[] {
	const identity = node === undefined ? undefined : identityOfNode(node);
	// Normalizing made the node for this document alone, so linking may add to it.
	return identity === undefined ? [] : [{ node: node as Record<string, Value>, pointer, identity }];
}

function referenceOf({
	registry,
	repository,
	tag,
	digest,
}: Pick<ImageReference, "registry" | "repository" | "tag" | "digest">): string[] {
	if (tag !== undefined) return [`${registry}/${repository}:${tag}`];
	return digest === undefined ? [`${registry}/${repository}:latest`] : [];
}

const repositoryOf = ({ registry, repository }: Pick<ImageReference, "registry" | "repository">): string =>
	`${registry}/${repository}`;

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
