/** Occurrences of Google's Artifact Analysis, as `gcloud artifacts docker images list-vulnerabilities --format json` and its API list them. */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, fieldOf, listOf, objectOf, textOf } from "../fields.ts";
import { type Report, type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";

export const artifactAnalysis: ReportFormat = {
	id: "artifact-analysis",
	claims: ({ shape, keys }, head) =>
		(shape === "array" && keys.has("noteName") && keys.has("resourceUri")) ||
		(keys.has("occurrences") && /"noteName"\s*:/.test(head)),
	read(root, origins) {
		const list = isArray(root) ? root : listOf(asObject(root), "occurrences");
		const base = isArray(root) ? [] : ["occurrences"];
		const byResource = new Map<string, PlainObject[]>();
		let newest: string | undefined;
		for (const [index, each] of list.entries()) {
			const occurrence = asObject(each);
			const found = objectOf(occurrence, "vulnerability");
			const resource = textOf(occurrence, "resourceUri") ?? "";
			const list = byResource.get(resource) ?? [];
			byResource.set(resource, list);
			const updated = timeOf(occurrence, "updateTime");
			if (updated !== undefined && (newest === undefined || updated > newest)) newest = updated;
			if (found === undefined) continue;
			const made = vulnerability(occurrence, found);
			list.push(
				origins.of(made, [...base, index], {
					"": "noteName",
					id: "noteName",
					severity: ["vulnerability", "effectiveSeverity"],
					package: ["vulnerability", "packageIssue"],
					fixed: ["vulnerability", "packageIssue"],
				}),
			);
		}
		return [...byResource].map(([resource, vulnerabilities]): Report => {
			const reference = resource.replace(/^https?:\/\//, "");
			const report = reportOf({
				format: "artifact-analysis",
				scanner: { name: "artifact-analysis" },
				created: newest,
				subject: "image",
				name: reference,
				image: { references: [reference] },
				vulnerabilities,
			});
			return byResource.size === 1 ? report : { ...report, name: reference };
		});
	},
};

function vulnerability(occurrence: PlainObject | undefined, found: PlainObject): PlainObject {
	const issue = asObject(listOf(found, "packageIssue")[0]);
	const fixed = objectOf(issue, "fixedVersion");
	const version = textOf(fixed, "fullName");
	const cvss = objectOf(found, "cvssv3") ?? objectOf(found, "cvssV3");
	const location = asObject(listOf(issue, "fileLocation")[0]);
	return vulnerabilityOf({
		id: textOf(occurrence, "noteName")?.replace(/^.*\//, "") ?? "",
		package: {
			name: textOf(issue, "affectedPackage"),
			version: textOf(objectOf(issue, "affectedVersion"), "fullName"),
			type: textOf(issue, "packageType")?.toLowerCase(),
			path: textOf(location, "filePath"),
		},
		// `MAXIMUM` stands for no version at all.
		fixed: version === undefined || textOf(fixed, "kind") === "MAXIMUM" ? [] : [version],
		state: textOf(fixed, "kind") === "MAXIMUM" ? "not-fixed" : version === undefined ? "unknown" : "fixed",
		severity: severityOf(
			textOf(issue, "effectiveSeverity") ?? textOf(found, "effectiveSeverity") ?? textOf(found, "severity"),
		),
		cvss: cvss === undefined ? [] : [{ version: "3.1", score: fieldOf(cvss, "baseScore"), source: "" }],
		title: textOf(found, "shortDescription"),
		ecosystem: textOf(issue, "packageType") === "OS" ? "os" : "unknown",
	});
}
