/** The JSON Schema of a `scan`: one shape for the reports of all scanners. */
import type { JsonSchema } from "../document.ts";
import { imageReferenceSchema } from "../image-reference/schema.ts";
import { closed, definition, draft, flag, integer, listOf, oneOf, text } from "../jsonSchema.ts";

/** From worst to least. `unknown`: the scanner gives none. */
export const severities = ["critical", "high", "medium", "low", "negligible", "unknown"] as const;

const number = (description: string): JsonSchema => ({ type: "number", description });
const severity = oneOf(
	severities,
	"As the scanner judges; `negligible` is also what others call informational or minimal.",
);

const packageSchema = closed(
	{
		name: text("As its package manager knows it; empty where the report doesn't tell."),
		version: text("What is installed; empty where the report doesn't tell."),
		"type?": text("`deb`, `rpm`, `apk`, `npm`, `gem`, `jar`, … in the scanner's words."),
		"purl?": text("Package URL."),
		"path?": text("Where in the image or the repository it was found."),
	},
	"The package that has it.",
);

const cvss = closed({
	"version?": text("`2.0`, `3.1`, `4.0`."),
	"vector?": text("The vector."),
	"score?": number("Base score, 0 to 10."),
	source: text("Who judged: `nvd`, `redhat`, `ghsa`, …; empty where the report doesn't tell."),
});

const vex = closed(
	{
		status: oneOf(["not_affected", "affected", "fixed", "under_investigation"], "What it says."),
		"justification?": text("Why it isn't affected, in the format's words."),
		"impact?": text("The same in free words."),
		"action?": text("What to do about it."),
		author: text("Who says so; empty where not told. Nobody has verified it."),
		"time?": text("When it was said, RFC 3339."),
		document: text("The file that says so."),
	},
	"The VEX statement that decides: of those about this vulnerability and package the one that names the product most exactly, and of these the newest. Absent where the run has none.",
);

const vulnerability = closed(
	{
		id: text("`CVE-…`, `GHSA-…`, or what the scanner calls it."),
		aliases: listOf(text(), "Other ids of the same vulnerability, as far as the report tells."),
		package: definition("package"),
		fixed: listOf(text(), "Versions that have the fix; empty where there is none or none is known."),
		state: oneOf(
			["fixed", "not-fixed", "wont-fix", "unknown"],
			"Whether there is a fix; `wont-fix`: the distribution says that there will be none.",
		),
		severity,
		"severity_source?": text("Whose judgement the severity is: `nvd`, `redhat`, `ghsa`, …"),
		cvss: listOf(definition("cvss"), "All scores that the report has."),
		"score?": number("The highest base score of the newest CVSS version in the report."),
		"title?": text("What it is, in a few words."),
		"url?": text("Where to read more."),
		"published?": text("RFC 3339."),
		"modified?": text("RFC 3339."),
		"layer?": closed(
			{ "digest?": text("Digest of the layer."), "diff_id?": text("Digest of the unpacked layer.") },
			"The layer that brought the package.",
		),
		ecosystem: oneOf(["os", "language", "unknown"], "Whether the package is of the distribution or of a language."),
		"target?": text("What was scanned to find it: a lock file, a distribution, a path."),
		"epss?": number("Probability of exploitation in the next 30 days, 0 to 1, where the report has it."),
		"known_exploited?": flag("Whether it is on a list of those used in attacks, where the report tells."),
		"vex?": definition("vex"),
	},
	"A vulnerability of a package.",
);

const ignored = closed(
	{
		id: text("Id of the vulnerability or check."),
		package: definition("package"),
		severity,
		"status?": text("What became of it, in the scanner's words: `ignored`, `not_affected`, `dismissed`."),
		"reason?": text("Why, where somebody wrote it down."),
		"source?": text("What says so: an ignore file, a VEX document."),
		"until?": text("When it ends, RFC 3339."),
	},
	"What the scanner found and was told to leave out.",
);

export const scanSchema: JsonSchema = {
	$schema: draft,
	title: "scan",
	$defs: { package: packageSchema, cvss, vex, vulnerability, ignored, imageReference: imageReferenceSchema },
	...closed(
		{
			format: text("Whose format the report has: `trivy`, `grype`, `clair`, `sarif`, `dependabot`, `snyk`, …"),
			scanner: closed(
				{
					name: text("The scanner's name."),
					"version?": text("Its version."),
					"database_built?": text("When its vulnerability database was made, RFC 3339, where the report tells."),
				},
				"Who looked.",
			),
			"created?": text("When the scan was made, RFC 3339. Absent where the report doesn't tell."),
			"attested?": oneOf(
				["verified", "unverified"],
				"It was read from an attestation: whether somebody whom the settings trust for all images has signed it.",
			),
			subject: oneOf(
				["image", "files", "sbom", "unknown"],
				"What was scanned: an image, a folder or repository, an SBOM.",
			),
			name: text("What was scanned, as the report calls it."),
			"image?": closed(
				{
					tags: listOf(definition("imageReference"), "References that the report gives it."),
					digests: listOf(text(), "Digests of its manifest; empty where the report doesn't tell."),
					"id?": text("Digest of its config."),
					"created?": text("When it was built, RFC 3339, where the report tells."),
				},
				"The image that was scanned.",
			),
			"os?": closed(
				{
					family: text("`alpine`, `debian`, …"),
					version: text("Its release."),
					"eosl?": flag("Whether the release gets no more fixes, where the report tells."),
				},
				"The distribution that was found.",
			),
			targets: listOf(
				closed({
					name: text("A lock file, a distribution, a path."),
					class: oneOf(
						["os", "language", "secrets", "configuration", "licenses", "other"],
						"What was looked at there.",
					),
					"type?": text("`alpine`, `npm`, `gobinary`, … in the scanner's words."),
				}),
				"What was looked at, with findings or without; empty where the report doesn't tell.",
			),
			vulnerabilities: listOf(definition("vulnerability"), "What was found, in the report's order."),
			ignored: listOf(definition("ignored"), "What was found and left out on purpose."),
			secrets: listOf(
				closed({
					rule: text("The scanner's rule."),
					title: text("What it looks like."),
					severity,
					path: text("The file; empty where not told."),
					"line?": integer("From 1."),
				}),
				"Secrets that were found. What they are isn't in here.",
			),
			misconfigurations: listOf(
				closed({
					id: text("The scanner's id of the check."),
					title: text("What is wrong."),
					severity,
					path: text("The file; empty where not told."),
					"line?": integer("From 1."),
				}),
				"Failed checks of configuration, and of code where the report is SARIF.",
			),
		},
		"A scan report.",
	),
};
