/** Grype's JSON. github.com/anchore/grype, grype/presenter/models */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import {
	asTime,
	type CvssParts,
	ignoredOf,
	type ReportFormat,
	type ReportParts,
	reportOf,
	severityOf,
	timeOf,
	vulnerabilityOf,
} from "./report.ts";

export const grype: ReportFormat = {
	id: "grype",
	claims({ shape, keys }, head) {
		if (shape !== "object" || keys.has("artifacts")) return false;
		if (keys.has("matches"))
			return (
				keys.has("source") ||
				/"matches"\s*:\s*(?:null|\[\s*(?:\]|\{\s*"(?:vulnerability|artifact|matchDetails|relatedVulnerabilities)"))/.test(
					head,
				)
			);
		return keys.has("descriptor") && keys.has("distro");
	},
	read(root, origins) {
		const report = asObject(root);
		if (report === undefined) return [];
		const source = objectOf(report, "source");
		const descriptor = objectOf(report, "descriptor");
		const distro = objectOf(report, "distro");
		const family = textOf(distro, "name") ?? "";
		const database = objectOf(descriptor, "db");
		const target = objectOf(source, "target");
		const image = textOf(source, "type") === "image" ? imageOf(target) : undefined;
		const matches = listOf(report, "matches").map((each, index) => match(asObject(each), ["matches", index], origins));
		const made = reportOf({
			format: "grype",
			scanner: {
				name: textOf(descriptor, "name") ?? "grype",
				version: textOf(descriptor, "version"),
				database_built: timeOf(objectOf(database, "status"), "built") ?? timeOf(database, "built"),
			},
			created: timeOf(descriptor, "timestamp"),
			subject: image !== undefined ? "image" : subjectOf(textOf(source, "type")),
			name: textOf(target, "userInput") ?? textOf(source, "target"),
			image,
			...(family !== "" && { os: { family, version: textOf(distro, "version") ?? "" } }),
			targets: family === "" ? [] : [{ name: family, class: "os", type: family }],
			vulnerabilities: matches,
			ignored: listOf(report, "ignoredMatches").map((each, index) =>
				ignoredMatch(asObject(each), ["ignoredMatches", index], origins),
			),
		});
		origins.of(made.value, [], {
			"": "source",
			name: ["source", "target"],
			image: ["source", "target", "userInput"],
			created: ["descriptor", "timestamp"],
			scanner: "descriptor",
			os: "distro",
		});
		return [made];
	},
};

function subjectOf(type: string | undefined): ReportParts["subject"] {
	if (type === "directory" || type === "file") return "files";
	return type === "sbom-file" || type === "sbom" ? "sbom" : "unknown";
}

function imageOf(target: PlainObject | undefined): ReportParts["image"] {
	const digest = textOf(target, "manifestDigest");
	const input = textOf(target, "userInput");
	return {
		references: [
			...textsOf(target, "tags"),
			...textsOf(target, "repoDigests"),
			...(input === undefined ? [] : [input]),
		],
		digests: digest === undefined ? [] : [digest],
		id: textOf(target, "imageID"),
	};
}

const systemPackages: ReadonlySet<string> = new Set([
	"deb",
	"rpm",
	"apk",
	"alpm",
	"portage",
	"msrc-kb",
	"linux-kernel",
]);

const states: Readonly<Record<string, "fixed" | "not-fixed" | "wont-fix">> = {
	fixed: "fixed",
	"not-fixed": "not-fixed",
	"wont-fix": "wont-fix",
};

function match(item: PlainObject | undefined, at: Pointer, origins: Origins): PlainObject {
	const found = objectOf(item, "vulnerability");
	const related = listOf(item, "relatedVulnerabilities").map(asObject);
	const fix = objectOf(found, "fix");
	const state = textOf(fix, "state") ?? "";
	const type = textOf(objectOf(item, "artifact"), "type");
	const own = cvssOf(found);
	const layer = textOf(asObject(listOf(objectOf(item, "artifact"), "locations")[0]), "layerID");
	const made = vulnerabilityOf({
		id: textOf(found, "id") ?? "",
		aliases: related.flatMap((each) => textOf(each, "id") ?? []),
		package: packageParts(item),
		fixed: textsOf(fix, "versions"),
		state: Object.hasOwn(states, state) ? states[state] : "unknown",
		severity: severityOf(textOf(found, "severity")),
		severity_source: textOf(found, "namespace"),
		cvss: own.length > 0 ? own : related.flatMap(cvssOf),
		title: textOf(found, "description"),
		url: textOf(found, "dataSource"),
		layer: { diff_id: layer },
		ecosystem: type === undefined ? "unknown" : systemPackages.has(type) ? "os" : "language",
		epss: probability(found) ?? probability(related[0]),
		...([found, ...related].some((each) => listOf(each, "knownExploited").length > 0) && { known_exploited: true }),
	});
	return origins.of(made, at, fieldOrigins);
}

const fieldOrigins = {
	"": ["vulnerability", "id"],
	id: ["vulnerability", "id"],
	package: ["artifact", "name"],
	fixed: ["vulnerability", "fix"],
	state: ["vulnerability", "fix", "state"],
	severity: ["vulnerability", "severity"],
	cvss: ["vulnerability", "cvss"],
	score: ["vulnerability", "cvss"],
	epss: ["vulnerability", "epss"],
	known_exploited: ["vulnerability", "knownExploited"],
};

function packageParts(item: PlainObject | undefined) {
	const artifact = objectOf(item, "artifact");
	const location = asObject(listOf(artifact, "locations")[0]);
	return {
		name: textOf(artifact, "name"),
		version: textOf(artifact, "version"),
		type: textOf(artifact, "type"),
		purl: textOf(artifact, "purl"),
		path: textOf(location, "path"),
	};
}

function probability(found: PlainObject | undefined): Value | undefined {
	return fieldOf(asObject(listOf(found, "epss")[0]), "epss");
}

function cvssOf(found: PlainObject | undefined): CvssParts[] {
	return listOf(found, "cvss").map((each) => {
		const judged = asObject(each);
		return {
			version: textOf(judged, "version"),
			vector: textOf(judged, "vector"),
			score: fieldOf(objectOf(judged, "metrics"), "baseScore"),
			source: textOf(judged, "source") ?? "",
		};
	});
}

function ignoredMatch(item: PlainObject | undefined, at: Pointer, origins: Origins): PlainObject {
	const rule = asObject(listOf(item, "appliedIgnoreRules")[0]);
	const found = objectOf(item, "vulnerability");
	const made = ignoredOf({
		id: textOf(found, "id") ?? "",
		package: packageParts(item),
		severity: severityOf(textOf(found, "severity")),
		status: textOf(rule, "vex-status") ?? "ignored",
		reason: textOf(rule, "reason") ?? textOf(rule, "vex-justification"),
		source: textOf(rule, "namespace"),
		until: asTime(fieldOf(rule, "expiration")),
	});
	return origins.of(made, at, {
		"": ["vulnerability", "id"],
		id: ["vulnerability", "id"],
		reason: ["appliedIgnoreRules", 0],
	});
}
