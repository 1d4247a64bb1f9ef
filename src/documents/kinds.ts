/** Every kind of document there is, in the order in which they are asked. Several may claim one file: a manifest is a workload too. */
import { admissionKind } from "./admission/admissionKind.ts";
import { withAttached } from "./attestation/withAttached.ts";
import { composeKind } from "./compose/composeKind.ts";
import { contextKind } from "./context/contextKind.ts";
import { dependabotKind } from "./dependabot/dependabotKind.ts";
import { dockerfile } from "./dockerfile/dockerfile.ts";
import type { Candidate, DocumentKind } from "./document.ts";
import { imageKind } from "./image/imageKind.ts";
import { imageOutline } from "./image/imageOutline.ts";
import { kustomizationKind } from "./kustomization/kustomizationKind.ts";
import { manifestKind } from "./manifest/manifestKind.ts";
import { projectKind } from "./project/projectKind.ts";
import { registryKind } from "./registry/registryKind.ts";
import { sbomKind } from "./sbom/sbomKind.ts";
import { scanKind } from "./scan/scanKind.ts";
import { signatureKind } from "./signature/signatureKind.ts";
import { topLevelKeys } from "./topLevelKeys.ts";
import { vexKind } from "./vex/vexKind.ts";
import { workloadKind } from "./workload/workloadKind.ts";

const ownTexts: readonly DocumentKind[] = [
	dockerfile,
	contextKind,
	composeKind,
	manifestKind,
	workloadKind,
	kustomizationKind,
	imageKind,
	withAttached(scanKind),
	withAttached(sbomKind),
	withAttached(vexKind),
	signatureKind,
	registryKind,
	dependabotKind,
	admissionKind,
];

export const kinds: readonly DocumentKind[] = [...ownTexts, projectKind(ownTexts)];

/** The kind with an id, as it stands after `on`. */
export function kindOf(id: string): DocumentKind | undefined {
	return kinds.find((kind) => kind.id === id);
}

/** The kinds that claim a file, in order. */
export function kindsOf(file: Candidate): DocumentKind[] {
	return kinds.filter((kind) => kind.detect(file));
}

/** Why no kind claims a file, in words for the report; says more where the text nearly is something. */
export function whyUnclaimed({ path, head }: Candidate): string {
	const outline = topLevelKeys(head);
	const image = outline === undefined ? undefined : imageOutline(outline);
	if (image !== undefined && "other" in image) return `${image.other}, not an image config`;
	if (head.startsWith("ustar", 257))
		return "a tar of files that is no image archive, as `docker export` and `crane export` write it; give what `docker save` writes";
	if (outline === undefined && /\.ya?ml$/i.test(path))
		return "YAML that is neither a Kubernetes object (no `apiVersion` and `kind`) nor a compose file";
	return "no kind of document claims it";
}
