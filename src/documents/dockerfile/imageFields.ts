/**
 * The parts of an image reference as fields of a document, also where build arguments that aren't given leave holes in it.
 * A hole makes unknown what may lie in it: `${REGISTRY}/app:1` has a known tag, `node:${TAG}` a known name.
 */
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import {
	normalizeReference,
	parseImageReference,
	splitImageReference,
} from "../image-reference/parseImageReference.ts";
import { type Expansion, hole } from "./expand.ts";
import type { Fields } from "./reading.ts";

/** Puts the parts into `into`; says whether the reference is well-formed, as far as it is known. */
export function imageFields(into: Fields, expansion: Expansion, written: string): Value {
	const { text, needs } = expansion;
	if (needs.length === 0) {
		const reference = parseImageReference(text);
		if (reference !== undefined) Object.assign(into, reference);
		return reference !== undefined;
	}
	const unknown = new Unknown(written, needs);
	const parts = splitImageReference(text);
	const first =
		parts.registry ?? (parts.path.includes("/") ? parts.path.slice(0, parts.path.indexOf("/")) : parts.path);
	if (first.includes(hole)) {
		into.name = unknown;
		into.registry = unknown;
		into.registry_given = unknown;
		into.repository = unknown;
	} else {
		const { name, registry, registry_given, repository } = normalizeReference(parts);
		const open = parts.path.includes(hole);
		into.name = open ? unknown : name;
		into.registry = registry;
		into.registry_given = registry_given;
		into.repository = open ? unknown : repository;
	}
	// A hole at the end of the name may hold a tag, and one at the end of name or tag a digest.
	if (parts.tag !== undefined) into.tag = parts.tag.includes(hole) ? unknown : parts.tag;
	else if (parts.digest === undefined && parts.path.endsWith(hole)) into.tag = unknown;
	if (parts.digest !== undefined) into.digest = parts.digest.includes(hole) ? unknown : parts.digest;
	else if ((parts.tag ?? parts.path).endsWith(hole)) into.digest = unknown;
	return unknown;
}
