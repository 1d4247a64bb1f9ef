/** SPDX 2.2 and 2.3 (spdx.github.io/spdx-spec) as JSON or YAML; tag-value is read into the same shape. */
import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import { timeOf } from "../scan/report.ts";
import { type BillFormat, billOf, componentOf, imageOfMain } from "./bill.ts";

export const spdx: BillFormat = {
	id: "spdx",
	claims: (keys) => keys.has("spdxVersion") || keys.has("SPDXID"),
	read(root, origins) {
		const creation = objectOf(root, "creationInfo");
		const creators = textsOf(creation, "creators");
		const packages = listOf(root, "packages").map(asObject);
		const relationships = listOf(root, "relationships").map(asObject);
		const described = new Set([
			...textsOf(root, "documentDescribes"),
			...relationships.flatMap((each) => {
				const type = textOf(each, "relationshipType");
				if (type === "DESCRIBES") return textOf(each, "relatedSpdxElement") ?? [];
				return type === "DESCRIBED_BY" ? (textOf(each, "spdxElementId") ?? []) : [];
			}),
		]);
		const main = packages.find((each) => described.has(textOf(each, "SPDXID") ?? ""));
		const isAbout = (each: PlainObject | undefined): boolean =>
			each === main && described.size === 1 && packages.length > 1;
		const dependencies = new Map<string, string[]>();
		for (const each of relationships) {
			const [a, b, type] = [
				textOf(each, "spdxElementId"),
				textOf(each, "relatedSpdxElement"),
				textOf(each, "relationshipType"),
			];
			if (a === undefined || b === undefined) continue;
			if (type === "DEPENDS_ON") append(dependencies, a, b);
			if (type === "DEPENDENCY_OF") append(dependencies, b, a);
		}
		const made = billOf({
			format: "spdx",
			version: textOf(root, "spdxVersion")?.replace(/^SPDX-/, "") ?? "",
			created: timeOf(creation, "created"),
			tools: creators.flatMap((creator) => /^Tool:\s*(.+)$/.exec(creator)?.[1] ?? []),
			authors: creators.flatMap((creator) => /^(?:Person|Organization):\s*(.+)$/.exec(creator)?.[1] ?? []),
			name: textOf(root, "name") ?? "",
			image: main && imageOfPackage(main),
			components: packages.flatMap((each, index) => {
				if (each === undefined || isAbout(each)) return [];
				const made = componentOf(partsOf(each));
				return [
					origins.of(made, ["packages", index], {
						"": "name",
						id: "SPDXID",
						name: "name",
						version: "versionInfo",
						purl: "externalRefs",
						cpe: "externalRefs",
						supplier: "supplier",
						license: "licenseConcluded",
						license_choices: "licenseConcluded",
						hashes: "checksums",
					}),
				];
			}),
			dependencies: [...dependencies].map(([from, to]) => ({ from, to })),
		});
		origins.of(made.value, [], {
			"": "name",
			name: "name",
			version: "spdxVersion",
			created: ["creationInfo", "created"],
			tools: ["creationInfo", "creators"],
			authors: ["creationInfo", "creators"],
			components: "packages",
			dependencies: "relationships",
			image: "name",
		});
		return made;
	},
};

function append(lists: Map<string, string[]>, key: string, item: string): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [item]);
	else list.push(item);
}

function referenceOf(written: PlainObject, ...types: string[]): string | undefined {
	for (const each of listOf(written, "externalRefs")) {
		const reference = asObject(each);
		if (types.includes(textOf(reference, "referenceType") ?? "")) return textOf(reference, "referenceLocator");
	}
	return undefined;
}

function partsOf(written: PlainObject) {
	const supplier = /^(?:Organization|Person):\s*(.+)$/.exec(
		textOf(written, "supplier") ?? textOf(written, "originator") ?? "",
	)?.[1];
	const concluded = textOf(written, "licenseConcluded");
	const declared = textOf(written, "licenseDeclared");
	const license = concluded === undefined || concluded === "NOASSERTION" ? declared : concluded;
	return {
		id: textOf(written, "SPDXID") ?? "",
		type: (textOf(written, "primaryPackagePurpose") ?? "").toLowerCase().replaceAll("_", "-"),
		name: textOf(written, "name") ?? "",
		version: textOf(written, "versionInfo") ?? "",
		purl: referenceOf(written, "purl"),
		cpe: referenceOf(written, "cpe23Type", "cpe22Type"),
		supplier,
		licenses: license === undefined ? [] : [license],
		hashes: listOf(written, "checksums").map((each) => ({
			algorithm: (textOf(asObject(each), "algorithm") ?? "").replace(/^SHA(\d)/, "SHA-$1"),
			value: textOf(asObject(each), "checksumValue") ?? "",
		})),
	};
}

function imageOfPackage(written: PlainObject) {
	const { type, name, version, purl } = partsOf(written);
	const named = (attribution: string): string[] =>
		textsOf(written, "attributionTexts").flatMap((text) =>
			text.startsWith(`${attribution}: `) ? [text.slice(attribution.length + 2)] : [],
		);
	const digests = listOf(written, "checksums")
		.map(asObject)
		.flatMap((each) =>
			textOf(each, "algorithm") === "SHA256" ? [`sha256:${textOf(each, "checksumValue") ?? ""}`] : [],
		);
	return imageOfMain({
		isImage: type === "container",
		name,
		version,
		purl,
		references: [...named("RepoTag"), ...named("RepoDigest")],
		digests: type === "container" ? digests : [],
		id: named("ImageID")[0],
	});
}
