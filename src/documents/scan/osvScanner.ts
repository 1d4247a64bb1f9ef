/** OSV-Scanner's JSON (google.github.io/osv-scanner/output), whose entries are OSV records (ossf.github.io/osv-schema). */
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import {
	type ReportFormat,
	reportOf,
	type Severity,
	severityOf,
	severityOfScore,
	timeOf,
	vulnerabilityOf,
} from "./report.ts";

export const osvScanner: ReportFormat = {
	id: "osv-scanner",
	claims: ({ shape, keys }, head) =>
		shape === "object" &&
		keys.has("results") &&
		(keys.has("experimental_config") ||
			/"packages"\s*:\s*\[\s*\{\s*"package"\s*:/.test(head) ||
			/"results"\s*:\s*\[\s*\{\s*"source"\s*:\s*\{\s*"path"/.test(head)),
	read(root, origins) {
		const report = asObject(root);
		const results = listOf(report, "results").map(asObject);
		const metadata = objectOf(report, "image_metadata");
		const vulnerabilities = results.flatMap((result, r) =>
			listOf(result, "packages").flatMap((each, p) =>
				readPackage(asObject(each), objectOf(result, "source"), ["results", r, "packages", p], origins),
			),
		);
		const made = reportOf({
			format: "osv-scanner",
			scanner: { name: "osv-scanner" },
			subject: metadata === undefined ? "files" : "image",
			...(textOf(metadata, "os") !== undefined && { os: { family: textOf(metadata, "os") ?? "", version: "" } }),
			targets: results.map((result, index) => {
				const source = objectOf(result, "source");
				return origins.of(
					{ name: textOf(source, "path") ?? "", class: textOf(source, "type") === "os" ? "os" : "language" },
					["results", index, "source"],
					{ "": "path", name: "path" },
				);
			}),
			vulnerabilities,
		});
		return [made];
	},
};

const systems =
	/^(?:Alpine|Debian|Ubuntu|Red Hat|Rocky|AlmaLinux|Alma|SUSE|openSUSE|Wolfi|Chainguard|Photon|Mageia|Azure Linux|MinimOS)/i;

function readPackage(
	entry: PlainObject | undefined,
	source: PlainObject | undefined,
	at: Pointer,
	origins: Origins,
): PlainObject[] {
	const named = objectOf(entry, "package");
	const ecosystem = textOf(named, "ecosystem");
	const groups = listOf(entry, "groups").map(asObject);
	return listOf(entry, "vulnerabilities").map((each, index) => {
		const found = asObject(each);
		const id = textOf(found, "id") ?? "";
		const group = groups.find((group) => textsOf(group, "ids").includes(id));
		const fixed = fixesOf(found, textOf(named, "name"));
		const aliases = [...textsOf(found, "aliases"), ...textsOf(group, "aliases"), ...textsOf(group, "ids")];
		const made = vulnerabilityOf({
			id: [id, ...aliases].find((name) => name.startsWith("CVE-")) ?? id,
			aliases: [id, ...aliases],
			package: {
				name: textOf(named, "name"),
				version: textOf(named, "version"),
				type: ecosystem,
				path: textOf(source, "path"),
			},
			fixed,
			severity: judge(found, textOf(group, "max_severity")),
			cvss: listOf(found, "severity").flatMap((each) => {
				const vector = textOf(asObject(each), "score");
				return vector === undefined ? [] : [{ vector, source: "" }];
			}),
			title: textOf(found, "summary"),
			published: timeOf(found, "published"),
			modified: timeOf(found, "modified"),
			ecosystem: ecosystem === undefined ? "unknown" : systems.test(ecosystem) ? "os" : "language",
			target: textOf(source, "path"),
		});
		return origins.of(made, [...at, "vulnerabilities", index], {
			"": "id",
			id: "id",
			fixed: ["affected"],
			severity: ["database_specific", "severity"],
			cvss: ["severity"],
		});
	});
}

function fixesOf(found: PlainObject | undefined, name: string | undefined): string[] {
	const affected = listOf(found, "affected")
		.map(asObject)
		.filter((each) => name === undefined || textOf(objectOf(each, "package"), "name") === name);
	const events = affected.flatMap((each) =>
		listOf(each, "ranges")
			.filter((range) => textOf(asObject(range), "type") !== "GIT")
			.flatMap((range) => listOf(asObject(range), "events")),
	);
	return [...new Set(events.flatMap((event) => textOf(asObject(event), "fixed") ?? []))];
}

function judge(found: PlainObject | undefined, greatest: string | undefined): Severity {
	const word = severityOf(textOf(objectOf(found, "database_specific"), "severity"));
	if (word !== "unknown") return word;
	const score = Number(greatest ?? fieldOf(found, "score") ?? Number.NaN);
	return Number.isNaN(score) ? "unknown" : severityOfScore(score);
}
