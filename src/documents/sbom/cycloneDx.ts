/** CycloneDX 1.2 to 1.7 as JSON (cyclonedx.org/docs); XML is read into the same shape. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import { timeOf } from "../scan/report.ts";
import { type BillFormat, billOf, componentOf, imageOfMain } from "./bill.ts";

const DEEPEST = 100;

export const cycloneDx: BillFormat = {
	id: "cyclonedx",
	claims: (keys) => keys.has("bomFormat"),
	read(root, origins) {
		const metadata = objectOf(root, "metadata");
		const main = objectOf(metadata, "component");
		const components: PlainObject[] = [];
		collect(listOf(root, "components"), ["components"], 0, components, origins);
		collect(listOf(main, "components"), ["metadata", "component", "components"], 0, components, origins);
		const properties = listOf(main, "properties").map(asObject);
		const told = (suffix: string) =>
			properties.flatMap((each) => (textOf(each, "name")?.endsWith(suffix) ? (textOf(each, "value") ?? []) : []));
		const made = billOf({
			format: "cyclonedx",
			version: textOf(root, "specVersion") ?? "",
			created: timeOf(metadata, "timestamp"),
			tools: toolsOf(fieldOf(metadata, "tools")),
			authors: [
				...listOf(metadata, "authors").map(asObject),
				objectOf(metadata, "supplier"),
				objectOf(metadata, "manufacture"),
				objectOf(metadata, "manufacturer"),
			].flatMap((each) => textOf(each, "name") ?? []),
			name: textOf(main, "name") ?? "",
			image:
				main &&
				imageOfMain({
					isImage: textOf(main, "type") === "container",
					name: textOf(main, "name") ?? "",
					version: textOf(main, "version") ?? "",
					purl: textOf(main, "purl"),
					references: [...told(":RepoTag"), ...told(":RepoDigest")],
					id: told(":ImageID")[0],
				}),
			completeness: completenessOf(root, textOf(main, "bom-ref")),
			components,
			dependencies: listOf(root, "dependencies").flatMap((each, index) => {
				const from = textOf(asObject(each), "ref");
				return from === undefined
					? []
					: [
							origins.of({ from, to: textsOf(asObject(each), "dependsOn") }, ["dependencies", index], {
								"": "ref",
								from: "ref",
								to: "dependsOn",
							}),
						];
			}),
		});
		origins.of(made.value, [], {
			"": ["metadata", "component", "name"],
			name: ["metadata", "component", "name"],
			image: ["metadata", "component"],
			created: ["metadata", "timestamp"],
			tools: ["metadata", "tools"],
			authors: ["metadata"],
			version: "specVersion",
			format: "bomFormat",
			completeness: "compositions",
			components: "components",
		});
		return made;
	},
};

function collect(list: readonly Value[], at: Pointer, depth: number, into: PlainObject[], origins: Origins): void {
	if (depth > DEEPEST) return;
	for (const [index, each] of list.entries()) {
		const written = asObject(each);
		if (written === undefined) continue;
		const where = [...at, index];
		const supplier = objectOf(written, "supplier");
		const made = componentOf({
			id: textOf(written, "bom-ref") ?? "",
			type: textOf(written, "type") ?? "",
			name: textOf(written, "name") ?? "",
			group: textOf(written, "group"),
			version: textOf(written, "version") ?? "",
			purl: textOf(written, "purl"),
			cpe: textOf(written, "cpe"),
			supplier: textOf(supplier, "name") ?? textOf(written, "publisher"),
			licenses: licensesOf(written),
			hashes: listOf(written, "hashes").map((hash) => ({
				algorithm: textOf(asObject(hash), "alg") ?? "",
				value: textOf(asObject(hash), "content") ?? "",
			})),
		});
		into.push(
			origins.of(made, where, {
				"": "name",
				id: "bom-ref",
				type: "type",
				name: "name",
				group: "group",
				version: "version",
				purl: "purl",
				cpe: "cpe",
				supplier: "supplier",
				license: "licenses",
				license_choices: "licenses",
				hashes: "hashes",
			}),
		);
		collect(listOf(written, "components"), [...where, "components"], depth + 1, into, origins);
	}
}

/** What was concluded counts where both are there (1.6). */
function licensesOf(written: PlainObject): string[] {
	const all = listOf(written, "licenses").map((each) => {
		const choice = asObject(each);
		const license = objectOf(choice, "license");
		const text = textOf(choice, "expression") ?? textOf(license, "id") ?? textOf(license, "name");
		return { text, acknowledgement: textOf(choice, "acknowledgement") ?? textOf(license, "acknowledgement") };
	});
	const concluded = all.filter(({ acknowledgement }) => acknowledgement === "concluded");
	return (concluded.length > 0 ? concluded : all).flatMap(({ text }) => text ?? []);
}

/** A list of tools until 1.4, an object with components and services from 1.5 on. */
function toolsOf(tools: Value | undefined): string[] {
	const object = asObject(tools);
	const list =
		object === undefined
			? listOf({ tools: tools ?? null }, "tools")
			: [...listOf(object, "components"), ...listOf(object, "services")];
	return list.flatMap((each) => {
		const tool = asObject(each);
		const name = textOf(tool, "name");
		return name === undefined
			? []
			: [[textOf(tool, "vendor"), name, textOf(tool, "version")].filter((part) => part !== undefined).join(" ")];
	});
}

/** That of the composition which holds the main component, or that names nothing. */
function completenessOf(root: PlainObject, main: string | undefined): string | undefined {
	for (const each of listOf(root, "compositions")) {
		const composition = asObject(each);
		const assemblies = textsOf(composition, "assemblies");
		if (assemblies.length === 0 || (main !== undefined && assemblies.includes(main)))
			return textOf(composition, "aggregate");
	}
	return undefined;
}
