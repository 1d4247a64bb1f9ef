/**
 * The image of a container, taken apart. A reference with a placeholder in it, for a script or a template to fill in, is unknown
 * where the placeholder may reach: `$REGISTRY/app:1` has a known tag, `app:${TAG}` a known name.
 */
import { Unknown } from "../../runtime/values/unknown.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { hole } from "../dockerfile/expand.ts";
import { imageFields } from "../dockerfile/imageFields.ts";

/** Of shells, envsubst, Tekton, charts, and people who mean to fill it in themselves. None can stand in a reference. */
const placeholder =
	/\$\{([^{}]*)\}|\$\(([^()]*)\)|\$([A-Za-z_]\w*)|\{\{([^{}]*)\}\}|\{([A-Za-z_]\w*)\}|<([A-Za-z][\w -]*)>|%([A-Z_]\w*)%/g;

/** The value that policies see of a reference as written: a reference, or one with Unknown in it. */
export function imageOf(written: string): PlainObject {
	const needs = new Set<string>();
	const text = written.replaceAll("\0", "").replace(placeholder, (_, ...groups: unknown[]) => {
		const name = groups.slice(0, 7).find((group) => typeof group === "string");
		needs.add(typeof name === "string" ? name.trim() : "");
		return hole;
	});
	const names = [...needs].sort();
	const parts: Record<string, Value> = {};
	const valid = imageFields(parts, { text: names.length === 0 ? written : text, needs: names }, written);
	return { ref: names.length === 0 ? written : new Unknown(written, names), valid, ...parts };
}
