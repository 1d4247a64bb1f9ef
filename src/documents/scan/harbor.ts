/** Harbor's reports: what its API gives under the media type of a scanner's report. github.com/goharbor/pluggable-scanner-spec */
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import { type Report, type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";

export const harbor: ReportFormat = {
	id: "harbor",
	claims: ({ shape, keys }) =>
		shape === "object" &&
		([...keys].some((key) => key.startsWith("application/vnd.") && key.includes("vuln")) ||
			(keys.has("generated_at") && keys.has("scanner"))),
	read(root, origins) {
		const whole = asObject(root) ?? {};
		const wrapped = Object.keys(whole).filter((key) => key.startsWith("application/vnd."));
		const at = (key: string | undefined) => (key === undefined ? [] : [key]);
		return (wrapped.length > 0 ? wrapped : [undefined]).map((key): Report => {
			const report = key === undefined ? whole : objectOf(whole, key);
			const scanner = objectOf(report, "scanner");
			const digests = new Set<string>();
			const vulnerabilities = listOf(report, "vulnerabilities").map((each, index) => {
				const found = asObject(each);
				for (const digest of textsOf(found, "artifact_digests")) digests.add(digest);
				const fixed = textOf(found, "fix_version");
				const cvss = objectOf(found, "preferred_cvss");
				const vector = textOf(cvss, "vector_v3");
				const made = vulnerabilityOf({
					id: textOf(found, "id") ?? "",
					package: { name: textOf(found, "package"), version: textOf(found, "version") },
					fixed: fixed === undefined ? [] : fixed.split(/\s*,\s*/),
					state: fixed === undefined ? "not-fixed" : "fixed",
					severity: severityOf(textOf(found, "severity")),
					cvss: vector === undefined ? [] : [{ vector, score: fieldOf(cvss, "score_v3"), source: "" }],
					title: textOf(found, "description"),
					url: textsOf(found, "links")[0],
				});
				return origins.of(made, [...at(key), "vulnerabilities", index], {
					"": "id",
					id: "id",
					package: "package",
					fixed: ["fix_version"],
					severity: "severity",
				});
			});
			const made = reportOf({
				format: "harbor",
				scanner: { name: textOf(scanner, "name") ?? "", version: textOf(scanner, "version") },
				created: timeOf(report, "generated_at"),
				subject: "image",
				image: { references: [], digests: [...digests] },
				vulnerabilities,
			});
			origins.of(made.value, at(key), { "": "scanner", scanner: "scanner", created: "generated_at" });
			return wrapped.length > 1 ? { ...made, name: String(key) } : made;
		});
	},
};
