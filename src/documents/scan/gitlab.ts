/** GitLab's security reports on containers and dependencies, which Docker Scout and Trivy write too. gitlab.com/gitlab-org/security-products/security-report-schemas */
import { scanFailed } from "../../diagnostics/catalogue/evidence.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, listOf, objectOf, textOf } from "../fields.ts";
import { type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";

export const gitlab: ReportFormat = {
	id: "gitlab",
	claims: ({ shape, keys }, head) =>
		shape === "object" &&
		keys.has("vulnerabilities") &&
		(keys.has("scan") || (keys.has("version") && /"category"\s*:\s*"(?:container|dependency)_scanning"/.test(head))),
	read(root, origins) {
		const report = asObject(root);
		const scan = objectOf(report, "scan");
		const scanner = objectOf(scan, "scanner");
		const name = textOf(scanner, "name") ?? textOf(scanner, "id") ?? "";
		const found = listOf(report, "vulnerabilities").map(asObject);
		const image = found.map((each) => textOf(objectOf(each, "location"), "image")).find((each) => each !== undefined);
		const isContainer = textOf(scan, "type") === "container_scanning" || image !== undefined;
		const made = reportOf({
			format: "gitlab",
			scanner: { name, version: textOf(scanner, "version") },
			created: timeOf(scan, "end_time") ?? timeOf(scan, "start_time"),
			subject: isContainer ? "image" : "files",
			name: image,
			...(image !== undefined && { image: { references: [image] } }),
			vulnerabilities: found.map((each, index) =>
				origins.of(vulnerability(each, isContainer), ["vulnerabilities", index], {
					"": "name",
					id: ["identifiers"],
					severity: "severity",
					package: ["location", "dependency"],
					fixed: ["solution"],
				}),
			),
		});
		origins.of(made.value, [], { "": "scan", scanner: ["scan", "scanner"], created: ["scan", "end_time"] });
		if (textOf(scan, "status") !== "failure") return [made];
		const reason =
			listOf(scan, "messages")
				.map((each) => textOf(asObject(each), "value"))
				.find((text) => text !== undefined) ?? "its status is `failure`";
		return [
			{
				...made,
				faults: [
					{ at: ["scan", "status"], message: scanFailed({ scanner: name === "" ? "the scanner" : name, reason }) },
				],
			},
		];
	},
};

function vulnerability(found: PlainObject | undefined, isContainer: boolean): PlainObject {
	const location = objectOf(found, "location");
	const dependency = objectOf(location, "dependency");
	const identifiers = listOf(found, "identifiers").map(asObject);
	const id = identifiers.map((each) => textOf(each, "value") ?? "").find((value) => value.startsWith("CVE-"));
	const solution = textOf(found, "solution");
	const fixed = /\bto (?:version )?v?(\d[^\s,;]*)/i.exec(solution ?? "")?.[1];
	return vulnerabilityOf({
		id: id ?? textOf(identifiers[0], "value") ?? textOf(found, "name") ?? "",
		aliases: identifiers.flatMap((each) => (textOf(each, "type") === "cwe" ? [] : (textOf(each, "value") ?? []))),
		package: {
			name: textOf(objectOf(dependency, "package"), "name"),
			version: textOf(dependency, "version"),
			path: textOf(location, "file"),
		},
		fixed: fixed === undefined ? [] : [fixed.replace(/\.$/, "")],
		// A solution in other words may be a fix or may not.
		severity: severityOf(textOf(found, "severity")),
		title: textOf(found, "name") ?? textOf(found, "description"),
		url: textOf(asObject(listOf(found, "links")[0]), "url"),
		ecosystem: isContainer && textOf(location, "operating_system") !== undefined ? "os" : "unknown",
	});
}
