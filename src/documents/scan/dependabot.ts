/** GitHub's Dependabot alerts, as its REST API lists them. docs.github.com/rest/dependabot/alerts */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, fieldOf, listOf, objectOf, textOf } from "../fields.ts";
import { ignoredOf, type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";

export const dependabot: ReportFormat = {
	id: "dependabot",
	claims: ({ keys }) =>
		keys.has("state") && keys.has("dependency") && (keys.has("security_advisory") || keys.has("number")),
	read(root, origins) {
		const alerts = isArray(root) ? root.map(asObject) : [asObject(root)];
		const vulnerabilities: PlainObject[] = [];
		const ignored: PlainObject[] = [];
		for (const [index, alert] of alerts.entries()) {
			const advisory = objectOf(alert, "security_advisory");
			const parts = partsOf(alert, advisory);
			const at = isArray(root) ? [index] : [];
			const id = ["security_advisory", textOf(advisory, "cve_id") === undefined ? "ghsa_id" : "cve_id"];
			const origin = {
				"": id,
				id,
				package: ["dependency", "package", "name"],
				severity: ["security_advisory", "severity"],
				fixed: ["security_vulnerability", "first_patched_version"],
				reason: "dismissed_reason",
			};
			const state = textOf(alert, "state") ?? "open";
			if (state === "open") vulnerabilities.push(origins.of(vulnerabilityOf(parts), at, origin));
			else if (state !== "fixed") {
				const reason = [textOf(alert, "dismissed_reason"), textOf(alert, "dismissed_comment")].filter(
					(text) => text !== undefined,
				);
				ignored.push(
					origins.of(
						ignoredOf({ ...parts, status: state, ...(reason.length > 0 && { reason: reason.join(": ") }) }),
						at,
						origin,
					),
				);
			}
		}
		const made = reportOf({
			format: "dependabot",
			scanner: { name: "dependabot" },
			subject: "files",
			vulnerabilities,
			ignored,
		});
		return [made];
	},
};

function partsOf(alert: PlainObject | undefined, advisory: PlainObject | undefined) {
	const dependency = objectOf(alert, "dependency");
	const named = objectOf(dependency, "package");
	const affected = objectOf(alert, "security_vulnerability");
	const patched =
		textOf(objectOf(affected, "first_patched_version"), "identifier") ?? textOf(affected, "first_patched_version");
	const cve = textOf(advisory, "cve_id");
	const ghsa = textOf(advisory, "ghsa_id");
	const cvss = objectOf(advisory, "cvss");
	const path = textOf(dependency, "manifest_path");
	return {
		id: cve ?? ghsa ?? "",
		aliases: [ghsa ?? "", ...listOf(advisory, "identifiers").flatMap((each) => textOf(asObject(each), "value") ?? [])],
		package: { name: textOf(named, "name"), type: textOf(named, "ecosystem"), path },
		fixed: patched === undefined ? [] : [patched],
		state: patched === undefined ? ("not-fixed" as const) : ("fixed" as const),
		severity: severityOf(textOf(affected, "severity") ?? textOf(advisory, "severity")),
		severity_source: "ghsa",
		cvss:
			textOf(cvss, "vector_string") === undefined
				? []
				: [{ vector: textOf(cvss, "vector_string"), score: fieldOf(cvss, "score"), source: "ghsa" }],
		title: textOf(advisory, "summary"),
		url: textOf(alert, "html_url"),
		published: timeOf(advisory, "published_at"),
		modified: timeOf(advisory, "updated_at"),
		ecosystem: "language" as const,
		target: path,
		epss: fieldOf(objectOf(advisory, "epss"), "percentage"),
	};
}
