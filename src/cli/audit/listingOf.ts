/** What a survey found, as the `registry` kind reads it from a file of one's own: policies see the same as of an export. */

import type { Repository } from "../../registry/repository.ts";
import type { Survey, SurveyedManifest } from "../../registry/surveyRepository.ts";
import type { PlainObject } from "../../runtime/values/value.ts";

/** Bytes of all that a manifest keeps. */
export function sizeOf({ blobs }: Pick<SurveyedManifest, "blobs">): number {
	return [...blobs.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * @param listed when, as RFC 3339
 * @param retention rules in the one vocabulary, where some are to be tried
 */
export function listingOf(
	{ registry, repository }: Repository,
	{ manifests, faults }: Survey,
	listed: string,
	retention?: PlainObject,
): string {
	const listing = {
		registry,
		repository,
		listed,
		complete: faults.length === 0,
		...(retention === undefined ? {} : { retention }),
		manifests: manifests.map((manifest) => ({
			digest: manifest.digest,
			tags: manifest.tags,
			type: manifest.type,
			...(manifest.subject === undefined ? {} : { subject: manifest.subject }),
			media_type: manifest.mediaType,
			platforms: manifest.platforms,
			children: manifest.children,
			...(manifest.created === undefined ? {} : { created: manifest.created }),
			size: sizeOf(manifest),
		})),
	};
	return `${JSON.stringify(listing, null, 2)}\n`;
}
