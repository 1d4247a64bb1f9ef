/** Snyk's JSON, as `snyk test` and `snyk container test` write it: one project or a list of them. docs.snyk.io, snyk-cli/commands/test */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import { type Report, type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";

export const snyk: ReportFormat = {
	id: "snyk",
	claims({ keys }, head) {
		if (!keys.has("vulnerabilities")) return false;
		if (keys.has("ok") || keys.has("dependencyCount") || keys.has("packageManager")) return true;
		return /"id"\s*:\s*"(?:SNYK-|npm:)/.test(head) || /"semver"\s*:\s*\{/.test(head);
	},
	read(root, origins) {
		const projects = isArray(root) ? root : [root];
		return projects.flatMap((each, index) => {
			const project = asObject(each);
			if (project === undefined) return [];
			const report = readProject(project, isArray(root) ? [index] : [], origins);
			return [
				projects.length === 1
					? report
					: {
							...report,
							name: textOf(project, "projectName") ?? textOf(project, "displayTargetFile") ?? `project ${index + 1}`,
						},
			];
		});
	},
};

function readProject(project: PlainObject, at: Pointer, origins: Origins): Report {
	const path = textOf(project, "path");
	const isImage = objectOf(project, "docker") !== undefined;
	const manager = textOf(project, "packageManager");
	const file = textOf(project, "displayTargetFile") ?? textOf(project, "targetFile");
	const isSystem = ["deb", "rpm", "apk", "linux"].includes(manager ?? "");
	const vulnerabilities = listOf(project, "vulnerabilities").flatMap((each, index) => {
		const found = asObject(each);
		// Licenses that somebody doesn't want are in the same list.
		if (textOf(found, "type") === "license") return [];
		const identifiers = objectOf(found, "identifiers");
		const fixed = textsOf(found, "fixedIn");
		const nearest = textOf(found, "nearestFixedInVersion");
		const vector = textOf(found, "CVSSv3");
		const from = textsOf(found, "from");
		const [, upgrade] = /^(?:.*[^@])@([^@]+)$/.exec(String(textsOf(found, "upgradePath").at(-1) ?? "")) ?? [];
		const isDirect = from.length === 2;
		const versions =
			fixed.length > 0 ? fixed : nearest !== undefined ? [nearest] : isDirect && upgrade !== undefined ? [upgrade] : [];
		const made = vulnerabilityOf({
			id: textsOf(identifiers, "CVE")[0] ?? textOf(found, "id") ?? "",
			aliases: [textOf(found, "id") ?? "", ...textsOf(identifiers, "CVE"), ...textsOf(identifiers, "GHSA")],
			package: {
				name: textOf(found, "packageName") ?? textOf(found, "name"),
				version: textOf(found, "version") ?? textOf(found, "packageVersion"),
				type: textOf(found, "packageManager") ?? manager,
				path: file ?? textOf(found, "filePath"),
			},
			fixed: versions,
			// Without `fixedIn` only an upgrade tells that there is one.
			...(versions.length === 0 && fieldOf(found, "isUpgradable") === true && { state: "fixed" as const }),
			severity: severityOf(textOf(found, "severity")),
			severity_source: "snyk",
			cvss: vector === undefined ? [] : [{ vector, score: fieldOf(found, "cvssScore"), source: "snyk" }],
			title: textOf(found, "title"),
			published: timeOf(found, "publicationTime"),
			modified: timeOf(found, "modificationTime"),
			ecosystem: isSystem ? "os" : "language",
			target: file,
			epss: epssOf(objectOf(found, "epssDetails")),
		});
		return [
			origins.of(made, [...at, "vulnerabilities", index], {
				"": "id",
				id: "id",
				package: "packageName",
				severity: "severity",
				fixed: ["fixedIn"],
			}),
		];
	});
	const made = reportOf({
		format: "snyk",
		scanner: { name: "snyk" },
		subject: isImage ? "image" : "files",
		name: path ?? textOf(project, "projectName"),
		...(isImage && path !== undefined && { image: { references: [path.replace(/^docker-image\|/, "")] } }),
		targets: [
			{
				name: file ?? manager ?? "",
				class: isSystem ? "os" : "language",
				...(manager !== undefined && { type: manager }),
			},
		],
		vulnerabilities,
	});
	origins.of(made.value, at, { "": "projectName", name: "path", image: ["path"] });
	return made;
}

function epssOf(details: PlainObject | undefined): number | undefined {
	const probability = Number(fieldOf(details, "probability") ?? Number.NaN);
	return Number.isNaN(probability) ? undefined : probability;
}
