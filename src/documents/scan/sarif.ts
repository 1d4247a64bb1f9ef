/**
 * Vulnerabilities in SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0): as Trivy, Grype, Snyk, Docker Scout and others write them, with
 * what the format has no field for in the texts of rules and messages. Results that name no vulnerability are misconfigurations or secrets.
 */
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import {
	type CvssParts,
	ignoredOf,
	placedOf,
	type Report,
	type ReportFormat,
	type ReportParts,
	reportOf,
	type Severity,
	severityOf,
	severityOfScore,
	timeOf,
	vulnerabilityOf,
} from "./report.ts";
import { idsIn } from "./vulnerabilityIds.ts";

export const sarif: ReportFormat = {
	id: "sarif",
	claims({ shape, keys }, head) {
		if (shape !== "object" || !(keys.has("runs") || keys.has("$schema"))) return false;
		return (
			/"\$schema"\s*:\s*"[^"]*sarif/i.test(head) || (keys.has("runs") && /"(?:tool|results|driver)"\s*:/.test(head))
		);
	},
	read(root, origins) {
		const runs = listOf(asObject(root), "runs");
		return runs.flatMap((run, index) => {
			const object = asObject(run);
			if (object === undefined) return [];
			const report = readRun(object, ["runs", index], origins);
			return [runs.length === 1 ? report : { ...report, name: `run ${index + 1}` }];
		});
	},
};

function readRun(run: PlainObject, at: Pointer, origins: Origins): Report {
	const driver = objectOf(objectOf(run, "tool"), "driver");
	const rules = new Map(listOf(driver, "rules").map((rule) => [textOf(asObject(rule), "id") ?? "", asObject(rule)]));
	const properties = objectOf(run, "properties");
	const name = textOf(properties, "imageName");
	const invocation = asObject(listOf(run, "invocations")[0]);
	const vulnerabilities: PlainObject[] = [];
	const ignored: PlainObject[] = [];
	const secrets: PlainObject[] = [];
	const misconfigurations: PlainObject[] = [];
	for (const [index, each] of listOf(run, "results").entries()) {
		const result = asObject(each);
		const where: Pointer = [...at, "results", index];
		const rule = ruleOf(result, driver, rules);
		const parts = partsOf(result, rule);
		const origin = { "": "ruleId", id: "ruleId", rule: "ruleId", severity: "level" };
		// `none`, `pass` and the like are results too, and say that all is well.
		if (["pass", "notApplicable", "informational"].includes(textOf(result, "kind") ?? "fail")) continue;
		if (listOf(result, "suppressions").length > 0) {
			const suppression = asObject(listOf(result, "suppressions")[0]);
			const made = ignoredOf({
				...parts,
				status: textOf(suppression, "status") ?? "suppressed",
				reason: textOf(suppression, "justification"),
				source: textOf(suppression, "kind"),
			});
			ignored.push(origins.of(made, where, origin));
		} else if (parts.isVulnerability)
			vulnerabilities.push(
				origins.of(vulnerabilityOf(parts), where, { ...origin, package: ["message"], fixed: ["message"] }),
			);
		else if (parts.isSecret) secrets.push(origins.of(placedOf("rule", parts), where, origin));
		else misconfigurations.push(origins.of(placedOf("id", parts), where, origin));
	}
	const made = reportOf({
		format: "sarif",
		scanner: {
			name: textOf(driver, "name") ?? "",
			version: textOf(driver, "semanticVersion") ?? textOf(driver, "version"),
		},
		created: timeOf(invocation, "endTimeUtc") ?? timeOf(invocation, "startTimeUtc"),
		subject: imageOf(properties) === undefined ? "unknown" : "image",
		name,
		image: imageOf(properties),
		vulnerabilities,
		ignored,
		secrets,
		misconfigurations,
	});
	origins.of(made.value, at, {
		"": ["tool", "driver", "name"],
		scanner: ["tool", "driver"],
		image: ["properties", "imageName"],
		name: ["properties", "imageName"],
		created: ["invocations", 0],
	});
	return made;
}

/** Trivy notes in the run's properties which image it was. */
function imageOf(properties: PlainObject | undefined): ReportParts["image"] {
	const id = textOf(properties, "imageID");
	const name = textOf(properties, "imageName");
	if (id === undefined) return undefined;
	return {
		references: [
			...textsOf(properties, "repoTags"),
			...textsOf(properties, "repoDigests"),
			...(name === undefined || /\.(?:tar|tgz|tar\.gz)$/.test(name) ? [] : [name]),
		],
		id,
	};
}

function ruleOf(
	result: PlainObject | undefined,
	driver: PlainObject | undefined,
	rules: ReadonlyMap<string, PlainObject | undefined>,
): PlainObject | undefined {
	const index = fieldOf(result, "ruleIndex") ?? fieldOf(objectOf(result, "rule"), "index");
	const byIndex = typeof index === "number" && index >= 0 ? asObject(listOf(driver, "rules")[index]) : undefined;
	return byIndex ?? rules.get(textOf(result, "ruleId") ?? "");
}

function partsOf(result: PlainObject | undefined, rule: PlainObject | undefined) {
	const ruleId = textOf(result, "ruleId") ?? textOf(rule, "id") ?? "";
	const properties = objectOf(rule, "properties");
	const tags = textsOf(properties, "tags").map((tag) => tag.toLowerCase());
	const message = textOf(objectOf(result, "message"), "text") ?? "";
	const help = textOf(objectOf(rule, "help"), "text") ?? "";
	const full = textOf(objectOf(rule, "fullDescription"), "text") ?? "";
	const title = textOf(objectOf(rule, "shortDescription"), "text");
	const physical = objectOf(asObject(listOf(result, "locations")[0]), "physicalLocation");
	const path = textOf(objectOf(physical, "artifactLocation"), "uri");
	const said = (...labels: string[]): string | undefined => labelled(`${message}\n${help}`, labels);
	const named = [...textsOf(properties, "cve"), ...textsOf(properties, "aliases")].concat(
		idsIn(ruleId),
		/^(?:SNYK|GHSA)/i.test(ruleId) ? idsIn(`${title} ${help}`) : [],
	);
	const [id] = idsIn(ruleId);
	const isSecret = tags.some((tag) => tag.startsWith("secret")) || /secret/i.test(textOf(rule, "name") ?? "");
	const purl = textsOf(properties, "purls")[0] ?? textOf(properties, "purl");
	const fixed = said("Fixed Version", "Fix Version", "Fixed version", "Fixed in");
	return {
		id: id ?? ruleId,
		isVulnerability: !isSecret && (id !== undefined || tags.includes("vulnerability")),
		isSecret,
		aliases: named.filter((alias) => /^[A-Z]+-/.test(alias)),
		package: {
			name: said("Package", "Affected package") ?? nameOf(purl) ?? packageInMessage(message),
			version: said("Installed Version", "Version") ?? versionOf(purl),
			purl,
			path,
		},
		fixed: fixed === undefined || /^(?:not fixed|none|no fix|n\/a)/i.test(fixed) ? [] : fixed.split(/\s*,\s*/),
		severity: severityIn(result, rule, said("Severity")),
		cvss: cvssOf(properties),
		title,
		url: textOf(rule, "helpUri"),
		path,
		line: fieldOf(objectOf(physical, "region"), "startLine"),
		...(full !== "" && title === undefined && { title: full }),
	};
}

/** Trivy gives scores and vectors of two versions. */
function cvssOf(properties: PlainObject | undefined): CvssParts[] {
	return ["cvssv3", "cvssv2"].flatMap((version) => {
		const vector = textOf(properties, `${version}_vector`);
		const score = fieldOf(properties, `${version}_baseScore`) ?? fieldOf(properties, `${version}_score`);
		return vector === undefined ? [] : [{ vector, score, source: "" }];
	});
}

/** What stands behind a label, `Package: openssl`, in a line of its own. */
function labelled(text: string, labels: readonly string[]): string | undefined {
	for (const line of text.split("\n")) {
		const colon = line.indexOf(":");
		if (colon === -1 || !labels.includes(line.slice(0, colon).trim())) continue;
		const value = line.slice(colon + 1).trim();
		if (value !== "") return value;
	}
	return undefined;
}

/** Scanners say their own word in the text; `security-severity` is a CVSS score for GitHub; `level` has three words only. */
function severityIn(
	result: PlainObject | undefined,
	rule: PlainObject | undefined,
	word: string | undefined,
): Severity {
	const spoken = severityOf(word);
	if (spoken !== "unknown") return spoken;
	const properties = objectOf(rule, "properties");
	const score = Number(fieldOf(properties, "security-severity") ?? Number.NaN);
	if (!Number.isNaN(score)) return severityOfScore(score);
	const level = textOf(result, "level") ?? textOf(objectOf(rule, "defaultConfiguration"), "level");
	return level === undefined ? "unknown" : severityOf(level);
}

const purlPattern = /^pkg:[^/]+\/(?:.*\/)?([^/@?#]+)(?:@([^?#]+))?/;

function nameOf(purl: string | undefined): string | undefined {
	return purl === undefined ? undefined : purlPattern.exec(purl)?.[1];
}

function versionOf(purl: string | undefined): string | undefined {
	return purl === undefined ? undefined : purlPattern.exec(purl)?.[2];
}

/** Grype's sentence. */
function packageInMessage(message: string): string | undefined {
	return /vulnerability in [\w-]+ package: ([^\s,]+)/.exec(message)?.[1];
}
