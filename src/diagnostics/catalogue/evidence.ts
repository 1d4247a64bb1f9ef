/** What is wrong with what scanners and builders write about images: reports, SBOMs, VEX statements, attestations. */
import { define } from "../diagnostic.ts";

export const jsonSyntax = define<{ reason: string }>(
	{
		code: "json-syntax",
		severity: "error",
		title: "A report is not valid JSON",
		cause:
			"The text can't be read, so nothing that it says was seen. A report that is cut off comes from a scanner that was stopped, or from a full disk: a check that passes without it proves nothing.",
		wrong: '{"SchemaVersion": 2, "Results": [',
		right: '{"SchemaVersion": 2, "Results": []}',
	},
	({ reason }) => `cannot read this as JSON: ${reason}`,
	() => "make the report again",
);

export const scanUnknownFormat = define<void>(
	{
		code: "scan-unknown-format",
		severity: "warning",
		title: "This is no scan report that can be read",
		cause: "The text is JSON, but of no scanner whose reports are known, so nothing was read from it.",
		wrong: "policy eval --kind scan package.json",
		right: "trivy image --format json web:1.0 | policy eval --kind scan -",
	},
	() => "this is no report of a scanner that is known here",
	() => "have the scanner write its own JSON, or SARIF",
);

export const scanFailed = define<{ scanner: string; reason: string }>(
	{
		code: "scan-failed",
		severity: "error",
		title: "A scan report says that the scan failed",
		cause:
			"The scanner wrote a report although it could not do its work. An empty list in it means that nobody looked, not that nothing is there.",
		wrong: '{"version": "15.0.7", "vulnerabilities": [], "scan": {"status": "failure"}}',
		right: '{"version": "15.0.7", "vulnerabilities": [], "scan": {"status": "success"}}',
	},
	({ scanner, reason }) => `${scanner} says that it failed: ${reason}`,
	() => "mend the cause and scan again",
);

export const scannerMissing = define<{ names: readonly string[] }>(
	{
		code: "scanner-missing",
		severity: "error",
		title: "There is no scanner to call",
		cause:
			"`--scan` runs Trivy or Grype, and the one that was asked for isn't on PATH. Nobody looked at the image therefore.",
		wrong: "policy eval --scan registry.example/app:1.2   # without Trivy and Grype",
		right: "trivy --version && policy eval --scan=trivy registry.example/app:1.2",
	},
	({ names }) => `cannot scan this: ${names.length === 0 ? "no scanner" : names.join(" or ")} isn't on PATH`,
	() => "install Trivy or Grype, or have a report of theirs checked along: `policy eval IMAGE report.json`",
);

export const scannerUnused = define<void>(
	{
		code: "scanner-unused",
		severity: "warning",
		title: "There was no image for a scanner to look at",
		cause:
			"`--scan` has images looked at that the command names or finds: in registries, layouts and archives. There was none.",
		wrong: "policy eval --scan Dockerfile",
		right: "policy eval --scan registry.example/app:1.2 Dockerfile",
	},
	() => "no scanner was called: there is no image among what was named",
	() => "name the image, too",
);

export const scannerFailed = define<{ scanner: string; reason: string }>(
	{
		code: "scanner-failed",
		severity: "error",
		title: "A scanner that was called failed",
		cause:
			"The scanner ended without a report, so nobody knows of the image's vulnerabilities. The rest of the run goes on.",
		wrong: "policy eval --scan=trivy registry.example/app:1.2   # without its database, offline",
		right: "trivy image --download-db-only && policy eval --scan=trivy registry.example/app:1.2",
	},
	({ scanner, reason }) => `${scanner} failed: ${reason}`,
	({ scanner }) => `try it by itself: \`${scanner} --help\``,
);

export const sbomUnknownFormat = define<void>(
	{
		code: "sbom-unknown-format",
		severity: "warning",
		title: "This is no bill of materials that can be read",
		cause: "The text is neither CycloneDX nor SPDX nor Syft's own format, so nothing was read from it.",
		wrong: "policy eval --kind sbom package.json",
		right: "syft web:1.0 -o cyclonedx-json | policy eval --kind sbom -",
	},
	() => "this is no bill of materials in a format that is known here",
	() => "have it written as CycloneDX or SPDX 2.3",
);

export const sbomRdf = define<void>(
	{
		code: "sbom-rdf",
		severity: "warning",
		title: "SPDX as RDF/XML isn't read",
		cause:
			"RDF can be written in many ways that mean the same, and hardly any tool writes SPDX so any more. Nothing was read from the file, so no policy saw a component of it.",
		wrong: "policy eval sbom.spdx.rdf",
		right: "pyspdxtools -i sbom.spdx.rdf -o sbom.spdx.json && policy eval sbom.spdx.json",
	},
	() => "SPDX as RDF/XML isn't read",
	() => "convert it to JSON: `pyspdxtools -i FILE -o FILE.spdx.json` (PyPI: spdx-tools), or have it written as JSON",
);
