/** What `aws ecr describe-image-scan-findings` prints, of basic and of enhanced scanning. docs.aws.amazon.com/AmazonECR, API_DescribeImageScanFindings */
import { scanFailed } from "../../diagnostics/catalogue/evidence.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import { type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";

export const ecr: ReportFormat = {
	id: "ecr",
	claims: ({ shape, keys }) =>
		shape === "object" &&
		(keys.has("imageScanFindings") || (keys.has("imageScanStatus") && keys.has("repositoryName"))),
	read(root, origins) {
		const report = asObject(root);
		const findings = objectOf(report, "imageScanFindings");
		const imageId = objectOf(report, "imageId");
		const repository = textOf(report, "repositoryName") ?? "";
		const digest = textOf(imageId, "imageDigest");
		const enhanced = listOf(findings, "enhancedFindings").flatMap((each, index) => {
			const finding = asObject(each);
			const made = enhancedFinding(finding);
			const where = ["imageScanFindings", "enhancedFindings", index];
			return made.map((one) =>
				origins.of(one, where, {
					"": ["packageVulnerabilityDetails", "vulnerabilityId"],
					id: ["packageVulnerabilityDetails", "vulnerabilityId"],
					severity: "severity",
				}),
			);
		});
		const basic = listOf(findings, "findings").map((each, index) =>
			origins.of(basicFinding(asObject(each)), ["imageScanFindings", "findings", index], {
				"": "name",
				id: "name",
				severity: "severity",
				package: ["attributes"],
			}),
		);
		const made = reportOf({
			format: "ecr",
			scanner: { name: "ecr", database_built: timeOf(findings, "vulnerabilitySourceUpdatedAt") },
			created: timeOf(findings, "imageScanCompletedAt"),
			subject: "image",
			name: repository,
			image: { references: [], digests: digest === undefined ? [] : [digest] },
			vulnerabilities: [...basic, ...enhanced],
		});
		origins.of(made.value, [], {
			"": "repositoryName",
			name: "repositoryName",
			image: ["imageId"],
			created: ["imageScanFindings", "imageScanCompletedAt"],
		});
		const status = objectOf(report, "imageScanStatus");
		if (!["FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED"].includes(textOf(status, "status") ?? ""))
			return [made];
		const reason = textOf(status, "description") ?? textOf(status, "status") ?? "";
		return [{ ...made, faults: [{ at: ["imageScanStatus"], message: scanFailed({ scanner: "ECR", reason }) }] }];
	},
};

function basicFinding(finding: PlainObject | undefined): PlainObject {
	const attributes = new Map(
		listOf(finding, "attributes").map((each) => [textOf(asObject(each), "key"), textOf(asObject(each), "value")]),
	);
	const vectors = ["CVSS4_VECTOR", "CVSS3_VECTOR", "CVSS2_VECTOR"].flatMap((key) => attributes.get(key) ?? []);
	const version = attributes.get("fixed_version") ?? attributes.get("fixedInVersion");
	return vulnerabilityOf({
		id: textOf(finding, "name") ?? "",
		package: { name: attributes.get("package_name"), version: attributes.get("package_version") },
		fixed: version === undefined ? [] : [version],
		severity: severityOf(textOf(finding, "severity")),
		cvss: vectors.map((vector) => ({ vector, source: "" })),
		title: textOf(finding, "description"),
		url: textOf(finding, "uri"),
		ecosystem: "os",
	});
}

/** One for each package that it is in. */
function enhancedFinding(finding: PlainObject | undefined): PlainObject[] {
	const details = objectOf(finding, "packageVulnerabilityDetails");
	const status = textOf(finding, "status") ?? "ACTIVE";
	if (details === undefined || status !== "ACTIVE") return [];
	return listOf(details, "vulnerablePackages").map((each) => {
		const named = asObject(each);
		const fixed = textOf(named, "fixedInVersion");
		const release = textOf(named, "release");
		const version = textOf(named, "version");
		const manager = textOf(named, "packageManager");
		const hasFix = fixed !== undefined && fixed !== "NotAvailable";
		const isSystem = manager !== undefined && ["OS", "DPKG", "RPM", "APK"].includes(manager);
		return vulnerabilityOf({
			id: textOf(details, "vulnerabilityId") ?? "",
			aliases: textsOf(details, "relatedVulnerabilities"),
			package: {
				name: textOf(named, "name"),
				version: version === undefined || release === undefined ? version : `${version}-${release}`,
				type: manager?.toLowerCase(),
				path: textOf(named, "filePath"),
			},
			fixed: hasFix ? [fixed] : [],
			state: hasFix ? "fixed" : fixed === "NotAvailable" ? "not-fixed" : "unknown",
			severity: severityOf(textOf(finding, "severity")),
			severity_source: textOf(details, "source")?.toLowerCase(),
			cvss: listOf(details, "cvss").map((each) => ({
				vector: textOf(asObject(each), "scoringVector"),
				score: fieldOf(asObject(each), "baseScore"),
				source: textOf(asObject(each), "source") ?? "",
			})),
			title: textOf(finding, "title"),
			url: textOf(details, "sourceUrl"),
			published: timeOf(details, "vendorCreatedAt"),
			modified: timeOf(details, "vendorUpdatedAt"),
			layer: { digest: textOf(named, "sourceLayerHash") },
			ecosystem: isSystem ? "os" : manager === undefined ? "unknown" : "language",
			epss: fieldOf(objectOf(finding, "epss"), "score") as Value | undefined,
		});
	});
}
