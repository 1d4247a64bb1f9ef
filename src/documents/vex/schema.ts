/** The JSON Schema of a `vex`: one shape for the statements of all formats. */
import type { JsonSchema } from "../document.ts";
import { closed, definition, draft, listOf, oneOf, text } from "../jsonSchema.ts";

export const statuses = ["not_affected", "affected", "fixed", "under_investigation"] as const;

const product = closed(
	{
		id: text("What the statement calls it."),
		"purl?": text("Package URL."),
		digests: listOf(text(), "`sha256:…` of it, where told."),
		components: listOf(text(), "Package URLs of what in the product it is about; empty: the product as a whole."),
	},
	"A product that a statement is about.",
);

const statement = closed(
	{
		vulnerability: text("`CVE-…`"),
		aliases: listOf(text(), "Other ids of it."),
		status: oneOf(statuses, "What it says."),
		"justification?": text("Why it isn't affected, in the format's words."),
		"impact?": text("The same in free words."),
		"action?": text("What to do about it."),
		"time?": text("When it was said, RFC 3339."),
		products: listOf(definition("product"), "What it is about."),
	},
	"One statement.",
);

export const vexSchema: JsonSchema = {
	$schema: draft,
	title: "vex",
	$defs: { product, statement },
	...closed(
		{
			format: oneOf(["openvex", "csaf", "cyclonedx"], "Whose format it is."),
			id: text("The document's own id; empty where it has none."),
			author: text("Who says so; empty where not told."),
			"created?": text("RFC 3339."),
			"attested?": oneOf(
				["verified", "unverified"],
				"It was read from an attestation: whether somebody whom the settings trust for all images has signed it.",
			),
			statements: listOf(definition("statement"), "In the document's order."),
		},
		"VEX statements.",
	),
};
