/**
 * The fields that linking puts beside the parts of an image reference, and the definitions they refer to. A field is there where
 * the run holds evidence of its sort; its list is empty where none of it is about this image.
 */

import type { JsonSchema } from "../document.ts";
import { imageSchema } from "../image/schema.ts";
import { definition, embedded, type Fields, listOf } from "../jsonSchema.ts";
import { sbomSchema } from "../sbom/schema.ts";
import { scanSchema } from "../scan/schema.ts";
import { signatureSchema } from "../signature/schema.ts";

export const evidenceFields: Fields = {
	"configs?": listOf(
		definition("imageConfig"),
		"Configs of this image among the run's files. Absent where the run has no image config at all.",
	),
	"scans?": listOf(
		definition("scan"),
		"Scan reports on this image among the run's files. Absent where the run has no report on any image.",
	),
	"sboms?": listOf(
		definition("sbom"),
		"Bills of materials of this image among the run's files. Absent where the run has none of any image.",
	),
	"signatures?": listOf(
		definition("signature"),
		"Signatures and attestations of this image among the run's files, verified as the settings trust signers. Absent where the run has none of any image.",
	),
};

export const evidenceDefinitions: Readonly<Record<string, JsonSchema>> = {
	imageConfig: embedded(imageSchema, "imageConfig"),
	scan: embedded(scanSchema, "scan"),
	sbom: embedded(sbomSchema, "sbom"),
	signature: embedded(signatureSchema, "signature"),
};
