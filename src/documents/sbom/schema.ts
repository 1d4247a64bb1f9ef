/** The JSON Schema of an `sbom`: one shape for bills of materials of all formats. */
import type { JsonSchema } from "../document.ts";
import { imageReferenceSchema } from "../image-reference/schema.ts";
import { closed, definition, draft, listOf, oneOf, text } from "../jsonSchema.ts";

const component = closed(
	{
		id: text("What the document calls it: bom-ref, SPDXID; empty where it has no name."),
		type: text(
			"`library`, `application`, `operating-system`, `container`, `file`, … in CycloneDX' words; empty where not told.",
		),
		name: text("Its name, without group."),
		"group?": text("Group, scope or namespace."),
		version: text("Empty where not told."),
		"purl?": text("Package URL."),
		"package_type?": text("The type of the package URL: `deb`, `npm`, `maven`, …"),
		"cpe?": text("CPE name."),
		"supplier?": text("Who supplies it."),
		"license?": text(
			"The license as the document has it: an SPDX expression, an id or a name; what was concluded before what was declared.",
		),
		license_choices: listOf(
			listOf(text(), "Licenses that hold together."),
			"The ways to comply with the license: one of them is enough, and then all licenses in it hold. Empty where none is known.",
		),
		hashes: listOf(closed({ algorithm: text("`SHA-256`, …"), value: text("In hex.") }), "Digests of it."),
	},
	"One component.",
);

export const sbomSchema: JsonSchema = {
	$schema: draft,
	title: "sbom",
	$defs: { component, imageReference: imageReferenceSchema },
	...closed(
		{
			format: oneOf(["cyclonedx", "spdx", "syft"], "Whose format it is."),
			version: text("Version of the format."),
			"created?": text("RFC 3339."),
			tools: listOf(text(), "What made it."),
			authors: listOf(text(), "Who made it: people and organizations."),
			"attested?": oneOf(
				["verified", "unverified"],
				"It was read from an attestation: whether somebody whom the settings trust for all images has signed it.",
			),
			name: text("What it is about, in the document's words."),
			"image?": closed(
				{
					tags: listOf(definition("imageReference"), "References that the document gives it."),
					digests: listOf(text(), "Digests of its manifest; empty where the document doesn't tell."),
					"id?": text("Digest of its config."),
				},
				"The image that it is about.",
			),
			"completeness?": text("What CycloneDX' compositions say of the whole: `complete`, `incomplete`, `unknown`, …"),
			components: listOf(definition("component"), "Its components, nested ones too, without what it is about itself."),
			dependencies: listOf(
				closed({ from: text("Id of a component."), to: listOf(text(), "Ids of those it depends on.") }),
				"What depends on what.",
			),
		},
		"A bill of materials.",
	),
};
