/**
 * The fields that linking puts beside the parts of an image reference. A field is there where the run holds evidence of its sort; its list is
 * empty where none of it is about this image. What they refer to is in evidenceSchema.ts, which needs the schemas of all evidence.
 */
import { definition, type Fields, listOf } from "../jsonSchema.ts";

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
