/**
 * The image that a container runs once kustomizations have replaced what is written. Where they disagree, what differs is unknown, and
 * `variants` has what each of them makes of it.
 */

import { compareStrings } from "../../runtime/values/order.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { DeployedImage } from "../document.ts";
import { imageOf } from "./imageOf.ts";

const parts = ["ref", "valid", "name", "registry", "registry_given", "repository", "tag", "digest"] as const;

/** @param deployed what kustomizations make of it, at least one; undefined where that can't be known */
export function deployedImage(written: string, deployed: readonly DeployedImage[] | undefined): PlainObject {
	if (deployed === undefined) {
		const unknown = new Unknown(written, ["a run with fewer kustomizations"]);
		return Object.fromEntries(parts.map((part) => [part, unknown]));
	}
	const variants = [...new Set(deployed.map(({ ref }) => ref))].map(imageOf);
	const [first] = variants as [PlainObject];
	if (variants.length === 1 && first.ref === written) return first;
	const kustomizations = [...new Set(deployed.map(({ kustomization }) => kustomization))].sort(compareStrings);
	if (variants.length === 1) return { ...first, kustomizations };
	const unknown = new Unknown(written, [`one of ${kustomizations.join(", ")}`]);
	const open = parts.filter((part) => variants.some((image) => image[part] !== first[part]));
	return { ...first, ...Object.fromEntries(open.map((part) => [part, unknown])), kustomizations, variants };
}
