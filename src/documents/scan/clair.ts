/** Clair's reports: the matcher's of version 4 (quay.io/clair), layers of the API before it (as Quay shows them), and clair-scanner's. */
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, listOf, objectOf, textOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import { type Report, type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";
import { firstId, idsIn } from "./vulnerabilityIds.ts";

export const clair: ReportFormat = {
	id: "clair",
	claims({ shape, keys }, head) {
		if (shape !== "object") return false;
		if (keys.has("manifest_hash")) return true;
		if (keys.has("Layer") || (keys.has("status") && keys.has("data"))) return /"Features"\s*:/.test(head);
		return keys.has("image") && keys.has("unapproved");
	},
	read(root, origins) {
		const report = asObject(root);
		if (textOf(report, "manifest_hash") !== undefined) return [matcherReport(report as PlainObject, origins)];
		const data = objectOf(report, "data");
		const layer = objectOf(data ?? report, "Layer");
		if (layer !== undefined) return [layerReport(layer, data === undefined ? ["Layer"] : ["data", "Layer"], origins)];
		return report === undefined ? [] : [scannerReport(report, origins)];
	},
};

function matcherReport(report: PlainObject, origins: Origins): Report {
	const packages = objectOf(report, "packages");
	const distributions = objectOf(report, "distributions");
	const all = objectOf(report, "vulnerabilities");
	const vulnerabilities = Object.entries(objectOf(report, "package_vulnerabilities") ?? {}).flatMap(([key]) => {
		const named = objectOf(packages, key);
		const environment = asObject(listOf(objectOf(report, "environments"), key)[0]);
		return listOf(objectOf(report, "package_vulnerabilities"), key).flatMap((id) => {
			const found = typeof id === "string" ? objectOf(all, id) : undefined;
			if (found === undefined || typeof id !== "string") return [];
			const fixed = textOf(found, "fixed_in_version");
			const ofSystem =
				Object.keys(objectOf(found, "distribution") ?? {}).length > 0 &&
				textOf(objectOf(found, "distribution"), "did") !== undefined;
			const made = vulnerabilityOf({
				id: firstId(textOf(found, "name")) ?? textOf(found, "name") ?? "",
				aliases: idsIn(`${textOf(found, "name") ?? ""} ${textOf(found, "links") ?? ""}`),
				package: {
					name: textOf(named, "name"),
					version: textOf(named, "version"),
					path: textOf(named, "filepath") ?? textOf(environment, "package_db"),
				},
				fixed: fixed === undefined || fixed === "0" ? [] : [fixed],
				state: fixed === undefined || fixed === "0" ? "not-fixed" : "fixed",
				severity: severityOf(textOf(found, "normalized_severity") ?? textOf(found, "severity")),
				severity_source: textOf(found, "updater"),
				title: textOf(found, "description"),
				url: textOf(found, "links")?.split(" ")[0],
				published: timeOf(found, "issued"),
				layer: { digest: textOf(environment, "introduced_in") },
				ecosystem: ofSystem ? "os" : "language",
			});
			return [
				origins.of(made, ["vulnerabilities", id], {
					"": "name",
					id: "name",
					package: ["package"],
					fixed: ["fixed_in_version"],
					severity: "normalized_severity",
				}),
			];
		});
	});
	const [distribution] = Object.values(distributions ?? {}).map(asObject);
	const digest = textOf(report, "manifest_hash") ?? "";
	const made = reportOf({
		format: "clair",
		scanner: { name: "clair" },
		subject: "image",
		name: digest,
		image: { references: [], digests: [digest] },
		...(distribution && {
			os: {
				family: textOf(distribution, "did") ?? "",
				version: textOf(distribution, "version_id") ?? textOf(distribution, "version") ?? "",
			},
		}),
		targets:
			distribution === undefined
				? []
				: [{ name: textOf(distribution, "pretty_name") ?? textOf(distribution, "name") ?? "", class: "os" }],
		vulnerabilities,
	});
	origins.of(made.value, [], {
		"": "manifest_hash",
		image: ["manifest_hash"],
		name: "manifest_hash",
		os: ["distributions"],
	});
	return made;
}

function layerReport(layer: PlainObject, at: Pointer, origins: Origins): Report {
	const vulnerabilities = listOf(layer, "Features").flatMap((each, feature) =>
		listOf(asObject(each), "Vulnerabilities").map((found, index) =>
			entry(asObject(found), [...at, "Features", feature, "Vulnerabilities", index], origins, {
				id: "Name",
				severity: "Severity",
				fixed: "FixedBy",
				url: "Link",
				title: "Description",
				name: textOf(asObject(each), "Name"),
				version: textOf(asObject(each), "Version"),
			}),
		),
	);
	const made = reportOf({
		format: "clair",
		scanner: { name: "clair" },
		subject: "image",
		name: textOf(layer, "Name"),
		vulnerabilities,
	});
	origins.of(made.value, at, { "": "Name", name: "Name" });
	return made;
}

function scannerReport(report: PlainObject, origins: Origins): Report {
	const name = textOf(report, "image") ?? "";
	const vulnerabilities = listOf(report, "vulnerabilities").map((each, index) =>
		entry(asObject(each), ["vulnerabilities", index], origins, {
			id: "vulnerability",
			severity: "severity",
			fixed: "fixedby",
			url: "link",
			title: "description",
			name: textOf(asObject(each), "featurename"),
			version: textOf(asObject(each), "featureversion"),
		}),
	);
	const made = reportOf({
		format: "clair",
		scanner: { name: "clair-scanner" },
		subject: "image",
		name,
		image: { references: [name] },
		vulnerabilities,
	});
	origins.of(made.value, [], { "": "image", name: "image", image: ["image"] });
	return made;
}

interface EntryNames {
	readonly id: string;
	readonly severity: string;
	readonly fixed: string;
	readonly url: string;
	readonly title: string;
	readonly name: string | undefined;
	readonly version: string | undefined;
}

function entry(found: PlainObject | undefined, at: Pointer, origins: Origins, names: EntryNames): PlainObject {
	const fixed = textOf(found, names.fixed);
	const made = vulnerabilityOf({
		id: textOf(found, names.id) ?? "",
		package: { name: names.name, version: names.version },
		fixed: fixed === undefined ? [] : [fixed],
		state: fixed === undefined ? "not-fixed" : "fixed",
		severity: severityOf(textOf(found, names.severity)),
		title: textOf(found, names.title),
		url: textOf(found, names.url),
		ecosystem: "os",
	});
	return origins.of(made, at, { "": names.id, id: names.id, severity: names.severity, fixed: [names.fixed] });
}
