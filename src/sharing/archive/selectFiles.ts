/** Which files of a folder go into a pack: policies, what tells of the pack, and what its manifest names. Nothing else, so that nothing is published by accident. */
import { globMatches } from "../../findings/glob.ts";
import { MANIFEST } from "../packManifest.ts";
import { isShown } from "../sources/tree.ts";

/** At the top of the pack. */
const telling = /^(readme|license|licence|notice|changelog)(\.[a-z]+)?$/i;

/** @param globs the manifest's `files` */
export function isPublished(name: string, globs: readonly string[]): boolean {
	if (!isShown(name)) return false;
	const isPolicy = name.endsWith(".policy") || name.endsWith(".rego");
	return name === MANIFEST || isPolicy || telling.test(name) || globs.some((glob) => globMatches(glob, name));
}
