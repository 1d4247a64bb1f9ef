/** Where a part of an image reference stands in its text. */
import type { Span } from "../../text/span.ts";
import { splitImageReference } from "./parseImageReference.ts";

/** The offsets of a part (`registry`, `repository`, `name`, `tag`, `digest`) in a reference; undefined where it isn't written. */
export function partOfReference(text: string, part: string): Span | undefined {
	const { registry, path, tag, digest } = splitImageReference(text);
	const pathStart = registry === undefined ? 0 : registry.length + 1;
	const pathEnd = pathStart + path.length;
	if (part === "registry") return registry === undefined ? undefined : { start: 0, end: registry.length };
	if (part === "repository") return { start: pathStart, end: pathEnd };
	if (part === "name") return { start: 0, end: pathEnd };
	if (part === "tag" && tag !== undefined) return { start: pathEnd + 1, end: pathEnd + 1 + tag.length };
	if (part === "digest" && digest !== undefined) return { start: text.length - digest.length, end: text.length };
	return undefined;
}
