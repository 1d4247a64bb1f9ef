/** What the fields of evidence refer to: the kinds' own schemas, as definitions of another. */
import type { JsonSchema } from "../document.ts";
import { imageSchema } from "../image/schema.ts";
import { embedded } from "../jsonSchema.ts";
import { sbomSchema } from "../sbom/schema.ts";
import { scanSchema } from "../scan/schema.ts";
import { signatureSchema } from "../signature/schema.ts";

export const evidenceDefinitions: Readonly<Record<string, JsonSchema>> = {
	imageConfig: embedded(imageSchema, "imageConfig"),
	scan: embedded(scanSchema, "scan"),
	sbom: embedded(sbomSchema, "sbom"),
	signature: embedded(signatureSchema, "signature"),
};
