/** Anchore Enterprise's lists of vulnerabilities, as anchorectl prints them: in snake or camel case, alone or within a report. */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import { type ReportFormat, reportOf, severityOf, timeOf, vulnerabilityOf } from "./report.ts";

export const anchore: ReportFormat = {
	id: "anchore",
	claims({ shape, keys }, head) {
		if (shape === "array")
			return (
				(keys.has("vuln") || keys.has("vulnerabilityId") || keys.has("vulnerability_id")) &&
				(keys.has("packageName") || keys.has("package_name"))
			);
		if (keys.has("policyEvaluation") && keys.has("vulnerabilities")) return true;
		return (
			keys.has("vulnerabilities") &&
			(keys.has("sbomId") ||
				keys.has("sbom_id") ||
				keys.has("imageDigest") ||
				/"(?:packageName|package_name)"\s*:/.test(head)) &&
			!/"id"\s*:\s*"SNYK-/.test(head)
		);
	},
	read(root, origins) {
		const report = asObject(root);
		const inner = objectOf(report, "vulnerabilities");
		const at: Pointer = isArray(root)
			? []
			: inner === undefined
				? ["vulnerabilities"]
				: ["vulnerabilities", "vulnerabilities"];
		const list = isArray(root) ? root : listOf(inner ?? report, "vulnerabilities");
		const digest = either(report, "imageDigest");
		const made = reportOf({
			format: "anchore",
			scanner: { name: "anchore" },
			subject: digest === undefined ? "unknown" : "image",
			...(digest !== undefined && { image: { references: [], digests: [digest] } }),
			vulnerabilities: list.map((each, index) => vulnerability(asObject(each), [...at, index], origins)),
		});
		return [made];
	},
};

/** A text under its name in camel case or in snake case. */
function either(object: PlainObject | undefined, name: string): string | undefined {
	return textOf(object, name) ?? textOf(object, snake(name));
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function vulnerability(found: PlainObject | undefined, at: Pointer, origins: Origins): PlainObject {
	const fix = either(found, "fix");
	const versions = [...textsOf(found, "fixVersions"), ...textsOf(found, "fix_versions")];
	const fixed = versions.length > 0 ? versions : fix === undefined || fix === "None" ? [] : fix.split(/\s*,\s*/);
	const state = either(found, "fixState")?.replaceAll("_", "-");
	const wontFix =
		fieldOf(found, "willNotFix") === true || fieldOf(found, "will_not_fix") === true || state === "wont-fix";
	const records = [...listOf(found, "nvdData"), ...listOf(found, "nvd_data")].map(asObject);
	const exploited =
		records.some((each) => fieldOf(each, "isKev") === true || fieldOf(each, "is_kev") === true) ||
		fieldOf(found, "kev") === true;
	const type = either(found, "packageType");
	const idKey =
		["vuln", "vulnerabilityId", "vulnerability_id"].find((key) => textOf(found, key) !== undefined) ?? "vuln";
	const made = vulnerabilityOf({
		id: textOf(found, idKey) ?? "",
		aliases: records.flatMap((each) => textOf(each, "id") ?? []),
		package: {
			name: either(found, "packageName"),
			version: either(found, "packageVersion"),
			type,
			purl: textOf(found, "purl"),
			path: either(found, "packagePath"),
		},
		fixed,
		state: wontFix ? "wont-fix" : fixed.length > 0 ? "fixed" : "not-fixed",
		severity: severityOf(textOf(found, "severity")),
		cvss: records.flatMap((each) => {
			const score = fieldOf(objectOf(each, "cvssV3") ?? objectOf(each, "cvss_v3"), "baseScore") as Value | undefined;
			return score === undefined ? [] : [{ version: "3", score, source: "nvd" }];
		}),
		url: textOf(found, "url"),
		published: timeOf(found, "detectedAt"),
		ecosystem: type === undefined ? "unknown" : /^(?:apkg|apk|rpm|deb|dpkg)$/i.test(type) ? "os" : "language",
		...(exploited && { known_exploited: true }),
	});
	return origins.of(made, at, { "": idKey, id: idKey, package: "packageName", severity: "severity", fixed: ["fix"] });
}
