/** The analyses that CycloneDX 1.4 and later has of its vulnerabilities, as statements. cyclonedx.org/docs, vulnerabilities/analysis */
import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import { defined, timeOf } from "../scan/report.ts";

const states: Readonly<Record<string, string>> = {
	not_affected: "not_affected",
	false_positive: "not_affected",
	exploitable: "affected",
	in_triage: "under_investigation",
	resolved: "fixed",
	resolved_with_pedigree: "fixed",
};

/** Undefined where nothing was analysed. */
export function readCycloneDxAnalysis(root: PlainObject, origins: Origins): PlainObject | undefined {
	const metadata = objectOf(root, "metadata");
	const main = objectOf(metadata, "component");
	const created = timeOf(metadata, "timestamp");
	const purls = new Map(
		[main, ...listOf(root, "components").map(asObject)].map((each) => [textOf(each, "bom-ref"), textOf(each, "purl")]),
	);
	const statements = listOf(root, "vulnerabilities").flatMap((each, index) => {
		const found = asObject(each);
		const analysis = objectOf(found, "analysis");
		const state = textOf(analysis, "state") ?? "";
		if (!Object.hasOwn(states, state)) return [];
		const made: PlainObject = {
			vulnerability: textOf(found, "id") ?? "",
			aliases: listOf(found, "references").flatMap((reference) => textOf(asObject(reference), "id") ?? []),
			status: states[state] as string,
			...defined({
				justification: textOf(analysis, "justification") ?? (state === "false_positive" ? state : undefined),
				impact: textOf(analysis, "detail"),
				action: textsOf(analysis, "response")[0] ?? textOf(found, "recommendation"),
				time: timeOf(analysis, "lastUpdated") ?? timeOf(found, "updated") ?? created,
			}),
			products: listOf(found, "affects").map((affected) => {
				const ref = textOf(asObject(affected), "ref") ?? "";
				const local = ref.replace(/^urn:cdx:[^#]*#/, "");
				const purl = purls.get(ref) ?? purls.get(local) ?? (local.startsWith("pkg:") ? local : undefined);
				return { id: ref, ...defined({ purl }), digests: [], components: [] };
			}),
		};
		return [
			origins.of(made, ["vulnerabilities", index], {
				"": ["analysis", "state"],
				vulnerability: "id",
				status: ["analysis", "state"],
				justification: ["analysis", "justification"],
				impact: ["analysis", "detail"],
				products: "affects",
			}),
		];
	});
	if (statements.length === 0) return undefined;
	const author = listOf(metadata, "authors")
		.map(asObject)
		.flatMap((each) => textOf(each, "name") ?? [])[0];
	const value: PlainObject = {
		format: "cyclonedx",
		id: textOf(root, "serialNumber") ?? "",
		author: author ?? "",
		...defined({ created }),
		statements,
	};
	return origins.of(value, [], {
		"": "serialNumber",
		id: "serialNumber",
		author: ["metadata", "authors"],
		created: ["metadata", "timestamp"],
		statements: "vulnerabilities",
	});
}
