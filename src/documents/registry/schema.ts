/** The JSON Schema of a `registry` document: what is known of one repository, whichever registry exported it. */
import type { JsonSchema } from "../document.ts";
import { anything, closed, definition, draft, flag, integer, listOf, oneOf, text } from "../jsonSchema.ts";
import { formats } from "./formatOf.ts";

export const artifactTypes = ["image", "index", "signature", "attestation", "sbom"] as const;

const times = {
	"created?": text("When the image was built, as RFC 3339 in UTC."),
	"pushed?": text("When it was pushed."),
	"pulled?": text("When it was last pulled. Absent: never, or not recorded."),
	"size?": integer("Bytes, compressed, as the registry counts them."),
};

const tag = closed({
	name: text("The tag."),
	"digest?": text("What it points at; absent where the export has names only."),
	type: oneOf(
		artifactTypes,
		"What it stands for: cosign's `sha256-….sig`, `.att` and `.sbom` are about another image.",
	),
	"subject?": text("For evidence: the digest of the image that it is about."),
	signed: flag("Whether the listing holds a signature of what it points at."),
	"immutable?": flag("Whether it can't be moved."),
	...times,
});

const manifest = closed({
	digest: text("`sha256:…`."),
	tags: listOf(text(), "The tags that point at it; empty for an untagged one."),
	type: oneOf(artifactTypes, "What it is, as far as media types and tags tell."),
	"subject?": text("For evidence: the digest of the image that it is about."),
	"media_type?": text("Media type of the manifest."),
	platforms: listOf(text(), "os/arch[/variant] of what is in it; empty where it isn't said."),
	children: listOf(text(), "Digests of the manifests that an index lists."),
	...times,
});

const rule = closed({
	text: text("The rule's name or description; empty where it has none."),
	priority: integer("Order in which rules take effect, the lowest first."),
	action: oneOf(["expire", "keep"], "Whether what it matches goes or stays. `keep` wins."),
	tagged: oneOf(["tagged", "untagged", "any"], "Which manifests it is about."),
	patterns: listOf(text(), "Regular expressions for tags; empty where any tag will do."),
	match: oneOf(["any", "all"], "Whether one pattern is enough, or each must match some tag of the manifest."),
	excludes: listOf(text(), "Regular expressions for tags that it isn't about."),
	"older_than_days?": integer("Only what is older."),
	"newer_than_days?": integer("Only what is younger."),
	"keep_newest?": integer(
		"For `expire`: the newest so many of what it matches stay. For `keep`: only the newest so many stay.",
	),
	since: oneOf(["pushed", "pulled", "created"], "Which time says how old something is."),
});

export const registrySchema: JsonSchema = {
	$schema: draft,
	title: "registry",
	$defs: { tag, manifest, rule },
	...closed(
		{
			format: oneOf(formats, "Which export it was read from."),
			"registry?": text("The registry's host; absent where the export doesn't say."),
			repository: text("The path in the registry; empty where the export doesn't say."),
			complete: flag("False where the export says that there is more than it holds."),
			"listed?": text("When the listing was made, where somebody wrote that down."),
			"visibility?": oneOf(["public", "private"], "Who may pull, where the export says."),
			"immutable_tags?": flag("Whether no tag can be moved, where the export says."),
			"scan_on_push?": flag("Whether images are scanned when they are pushed, where the export says."),
			"encryption?": oneOf(["default", "managed-key"], "With whose key it is encrypted, where the export says."),
			tags: listOf(definition("tag"), "Tags; empty where the export has none."),
			manifests: listOf(definition("manifest"), "Manifests by digest; empty where the export has names only."),
			"retention?": closed(
				{
					default: oneOf(["keep", "expire"], "What becomes of what no rule matches."),
					rules: listOf(definition("rule"), "Rules in the order of their priority."),
				},
				"Rules that prune. Absent where the export says nothing of them; without rules where it says that there are none.",
			),
			object: anything("The export as written."),
		},
		"What is known of one repository.",
	),
};
