/** Trivy's JSON: schema 2, the lists of results before it, and the report on a cluster. github.com/aquasecurity/trivy, pkg/types/report.go */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, flagOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import {
	type CvssParts,
	ignoredOf,
	placedOf,
	type Report,
	type ReportFormat,
	type ReportParts,
	reportOf,
	severalOf,
	severityOf,
	timeOf,
	vulnerabilityOf,
} from "./report.ts";

export const trivy: ReportFormat = {
	id: "trivy",
	claims({ shape, keys }, head) {
		if (shape === "array")
			return keys.has("Target") && (keys.has("Vulnerabilities") || keys.has("Type") || keys.has("Class"));
		if (keys.has("SchemaVersion") && (keys.has("ArtifactName") || keys.has("Results") || keys.has("Trivy")))
			return true;
		if (keys.has("ClusterName") && (keys.has("Resources") || keys.has("Vulnerabilities"))) return true;
		return keys.has("Results") && (keys.has("ImageID") || /"Target"\s*:/.test(head));
	},
	read(root, origins) {
		if (isArray(root)) return [readOne({ Results: root }, [], origins, { resultsAt: [] })];
		const report = asObject(root);
		if (report === undefined) return [];
		const resources = listOf(report, "Resources").concat(listOf(report, "Vulnerabilities"));
		if (fieldOf(report, "ClusterName") === undefined || resources.length === 0)
			return [readOne(report, [], origins, { resultsAt: ["Results"] })];
		const field = listOf(report, "Resources").length > 0 ? "Resources" : "Vulnerabilities";
		return listOf(report, field).flatMap((each, index) => {
			const resource = asObject(each);
			if (listOf(resource, "Results").length === 0 || resource === undefined) return [];
			const name = ["Kind", "Namespace", "Name"].flatMap((key) => textOf(resource, key) ?? []).join("/");
			const at: Pointer = [field, index];
			return [
				{
					...readOne(resource, at, origins, { resultsAt: [...at, "Results"], created: timeOf(report, "CreatedAt") }),
					name,
				},
			];
		});
	},
};

interface Frame {
	readonly resultsAt: Pointer;
	readonly created?: string;
}

function readOne(report: PlainObject, at: Pointer, origins: Origins, { resultsAt, created }: Frame): Report {
	const metadata = objectOf(report, "Metadata") ?? asObject(listOf(report, "Metadata")[0]);
	const name = textOf(report, "ArtifactName") ?? textOf(report, "Name");
	const type = textOf(report, "ArtifactType");
	const results = listOf(report, "Results").map((each) => asObject(each) ?? {});
	const parts = results.map((result, index) => readResult(result, [...resultsAt, index], origins));
	const image = imageOf(report, metadata, name, type, results);
	const os = objectOf(metadata, "OS");
	const made = reportOf({
		format: "trivy",
		scanner: { name: "trivy", version: textOf(objectOf(report, "Trivy"), "Version") },
		created: timeOf(report, "CreatedAt") ?? created,
		subject: image === undefined ? subjectOf(type) : "image",
		name,
		image,
		...(os && {
			os: { family: textOf(os, "Family") ?? "", version: textOf(os, "Name") ?? "", eosl: flagOf(os, "EOSL") },
		}),
		targets: parts.map(({ target }) => target),
		vulnerabilities: parts.flatMap(({ vulnerabilities }) => vulnerabilities),
		ignored: parts.flatMap(({ ignored }) => ignored),
		secrets: parts.flatMap(({ secrets }) => secrets),
		misconfigurations: parts.flatMap(({ misconfigurations }) => misconfigurations),
	});
	origins.of(made.value, at, {
		"": "ArtifactName",
		name: "ArtifactName",
		created: "CreatedAt",
		image: ["ArtifactName"],
		os: ["Metadata", "OS"],
		scanner: "Trivy",
	});
	return made;
}

function subjectOf(type: string | undefined): ReportParts["subject"] {
	if (type === "filesystem" || type === "repository" || type === "vm") return "files";
	return type === "cyclonedx" || type === "spdx" ? "sbom" : "unknown";
}

/** Old reports don't say what was scanned: then only what images have tells. */
function imageOf(
	report: PlainObject,
	metadata: PlainObject | undefined,
	name: string | undefined,
	type: string | undefined,
	results: readonly PlainObject[],
): ReportParts["image"] {
	const holder = textOf(report, "ImageID") === undefined ? metadata : report;
	const id = textOf(holder, "ImageID");
	if (type !== undefined ? type !== "container_image" : id === undefined) return undefined;
	const written = [...textsOf(holder, "RepoTags"), ...textsOf(holder, "RepoDigests")];
	const scanned = name ?? textOf(results[0], "Target")?.replace(/ \(.*\)$/, "");
	const references = scanned === undefined || /\.(?:tar|tgz|tar\.gz)$/.test(scanned) ? written : [...written, scanned];
	return { references, id, created: timeOf(objectOf(metadata, "ImageConfig"), "created") };
}

const classes: Readonly<Record<string, string>> = {
	"os-pkgs": "os",
	"lang-pkgs": "language",
	secret: "secrets",
	config: "configuration",
	license: "licenses",
	"license-file": "licenses",
};

interface ResultParts {
	readonly target: PlainObject;
	readonly vulnerabilities: readonly PlainObject[];
	readonly ignored: readonly PlainObject[];
	readonly secrets: readonly PlainObject[];
	readonly misconfigurations: readonly PlainObject[];
}

function readResult(result: PlainObject, at: Pointer, origins: Origins): ResultParts {
	const name = textOf(result, "Target") ?? "";
	const type = textOf(result, "Type");
	const written = textOf(result, "Class") ?? "";
	const known = Object.hasOwn(classes, written) ? (classes[written] as string) : "other";
	const items = (key: string) =>
		listOf(result, key).map((each, index) => ({ item: asObject(each), at: [...at, key, index] }));
	return {
		target: origins.of({ name, class: known, ...(type !== undefined && { type }) }, at, {
			"": "Target",
			name: "Target",
		}),
		vulnerabilities: items("Vulnerabilities").map(({ item, at }) =>
			vulnerability(item, at, origins, name, type, known),
		),
		ignored: items("ExperimentalModifiedFindings").map(({ item, at }) => ignoredFinding(item, at, origins)),
		secrets: items("Secrets").map(({ item, at }) =>
			origins.of(placedOf("rule", placed(item, "RuleID", name, item)), at, {
				"": "RuleID",
				rule: "RuleID",
				severity: "Severity",
				title: "Title",
			}),
		),
		misconfigurations: items("Misconfigurations")
			.filter(({ item }) => textOf(item, "Status") !== "PASS")
			.map(({ item, at }) =>
				origins.of(placedOf("id", placed(item, "ID", name, objectOf(item, "CauseMetadata"))), at, {
					"": "ID",
					id: "ID",
					severity: "Severity",
					title: "Title",
				}),
			),
	};
}

function placed(item: PlainObject | undefined, key: string, path: string, lines: PlainObject | undefined) {
	return {
		id: textOf(item, key) ?? "",
		title: textOf(item, "Title"),
		severity: severityOf(textOf(item, "Severity")),
		path,
		line: fieldOf(lines, "StartLine"),
	};
}

const states: Readonly<Record<string, "fixed" | "not-fixed" | "wont-fix" | "unknown">> = {
	fixed: "fixed",
	affected: "not-fixed",
	fix_deferred: "not-fixed",
	will_not_fix: "wont-fix",
	end_of_life: "wont-fix",
};

function vulnerability(
	item: PlainObject | undefined,
	at: Pointer,
	origins: Origins,
	target: string,
	type: string | undefined,
	known: string,
): PlainObject {
	const fixed = severalOf(item, "FixedVersion");
	const status = textOf(item, "Status") ?? "";
	const layer = objectOf(item, "Layer");
	const made = vulnerabilityOf({
		id: textOf(item, "VulnerabilityID") ?? "",
		aliases: textsOf(item, "VendorIDs"),
		package: {
			name: textOf(item, "PkgName"),
			version: textOf(item, "InstalledVersion"),
			type,
			purl: textOf(objectOf(item, "PkgIdentifier"), "PURL") ?? textOf(item, "PkgRef"),
			path: textOf(item, "PkgPath") ?? (known === "language" ? target : undefined),
		},
		fixed,
		state: fixed.length > 0 ? "fixed" : Object.hasOwn(states, status) ? states[status] : "unknown",
		severity: severityOf(textOf(item, "Severity")),
		severity_source: textOf(item, "SeveritySource"),
		cvss: cvssOf(objectOf(item, "CVSS")),
		title: textOf(item, "Title"),
		url: textOf(item, "PrimaryURL"),
		published: timeOf(item, "PublishedDate"),
		modified: timeOf(item, "LastModifiedDate"),
		layer: { digest: textOf(layer, "Digest"), diff_id: textOf(layer, "DiffID") },
		ecosystem: known === "os" || known === "language" ? known : "unknown",
		target,
	});
	return origins.of(made, at, fieldOrigins);
}

const fieldOrigins = {
	"": "VulnerabilityID",
	id: "VulnerabilityID",
	package: "PkgName",
	fixed: ["FixedVersion"],
	state: "Status",
	severity: "Severity",
	cvss: ["CVSS"],
	score: ["CVSS"],
	title: "Title",
	url: "PrimaryURL",
	published: "PublishedDate",
	modified: "LastModifiedDate",
	layer: ["Layer"],
};

function ignoredFinding(item: PlainObject | undefined, at: Pointer, origins: Origins): PlainObject {
	const finding = objectOf(item, "Finding");
	const made = ignoredOf({
		id: textOf(finding, "VulnerabilityID") ?? textOf(finding, "ID") ?? textOf(finding, "RuleID") ?? "",
		package: {
			name: textOf(finding, "PkgName"),
			version: textOf(finding, "InstalledVersion"),
			purl: textOf(objectOf(finding, "PkgIdentifier"), "PURL"),
		},
		severity: severityOf(textOf(finding, "Severity")),
		status: textOf(item, "Status"),
		reason: textOf(item, "Statement"),
		source: textOf(item, "Source"),
	});
	return origins.of(made, at, {
		"": ["Finding", "VulnerabilityID"],
		id: ["Finding", "VulnerabilityID"],
		reason: "Statement",
		source: "Source",
	});
}

function cvssOf(holder: PlainObject | undefined): CvssParts[] {
	return Object.entries(holder ?? {}).flatMap(([source, value]: [string, Value]) => {
		const judged = asObject(value);
		return (["V2", "V3", "V40"] as const).flatMap((version) => {
			const vector = textOf(judged, `${version}Vector`);
			const score = fieldOf(judged, `${version}Score`);
			return vector === undefined && score === undefined ? [] : [{ vector, score, source }];
		});
	});
}
