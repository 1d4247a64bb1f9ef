/**
 * The file that an object was rendered from. `helm template` begins each document with `# Source: CHART/templates/FILE`; kustomize
 * with `buildMetadata: [originAnnotations]` puts `config.kubernetes.io/origin` on each object, a YAML text with `path` and `repo`.
 */
import { objectOf, textOf } from "../fields.ts";
import type { Manifest } from "./readManifests.ts";

/** A path as the renderer has it, after the repository where it came from another one; undefined where nobody left a note. */
export function renderedFrom({ object, document }: Manifest): string | undefined {
	const note = textOf(objectOf(objectOf(object, "metadata"), "annotations"), "config.kubernetes.io/origin");
	const field = (name: string): string | undefined => new RegExp(`^${name}: *(\\S+) *$`, "m").exec(note ?? "")?.[1];
	const path = field("path");
	if (path !== undefined) {
		const repository = field("repo");
		return repository === undefined ? path : `${repository}//${path}`;
	}
	for (const line of document.text.split(/\r?\n/, MOST_LINES)) {
		const found = /^# Source: (\S.*?)\s*$/.exec(line);
		if (found !== null) return found[1];
		if (!/^(?:---.*|\s*#.*|\s*)$/.test(line)) return undefined;
	}
	return undefined;
}

/** Comments may stand before the note, but not many. */
const MOST_LINES = 50;
