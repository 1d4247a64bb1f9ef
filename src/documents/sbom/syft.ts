/** Syft's own JSON. github.com/anchore/syft, schema/json */

import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import { timeOf } from "../scan/report.ts";
import { type BillFormat, billOf, componentOf } from "./bill.ts";

export const syft: BillFormat = {
	id: "syft",
	claims: (keys) =>
		keys.has("artifacts") &&
		(keys.has("artifactRelationships") || keys.has("descriptor") || keys.has("source") || keys.has("distro")),
	read(root, origins) {
		const source = objectOf(root, "source");
		const target = objectOf(source, "target") ?? objectOf(source, "metadata");
		const descriptor = objectOf(root, "descriptor");
		const digest = textOf(target, "manifestDigest");
		const input = textOf(target, "userInput");
		const made = billOf({
			format: "syft",
			version: textOf(objectOf(root, "schema"), "version") ?? "",
			created: timeOf(descriptor, "timestamp"),
			tools: [
				[textOf(descriptor, "name") ?? "syft", textOf(descriptor, "version")]
					.filter((part) => part !== undefined)
					.join(" "),
			],
			authors: [],
			name: input ?? textOf(source, "name") ?? textOf(source, "target") ?? "",
			...(textOf(source, "type") === "image" && {
				image: {
					references: [
						...textsOf(target, "tags"),
						...textsOf(target, "repoDigests"),
						...(input === undefined ? [] : [input]),
					],
					digests: digest === undefined ? [] : [digest],
					...(textOf(target, "imageID") !== undefined && { id: textOf(target, "imageID") }),
				},
			}),
			components: listOf(root, "artifacts").flatMap((each, index) => {
				const written = asObject(each);
				if (written === undefined) return [];
				const made = componentOf({
					id: textOf(written, "id") ?? "",
					type: "library",
					name: textOf(written, "name") ?? "",
					version: textOf(written, "version") ?? "",
					purl: textOf(written, "purl"),
					cpe: cpeOf(written),
					licenses: listOf(written, "licenses").flatMap((license) => {
						if (typeof license === "string") return [license];
						const object = asObject(license);
						return textOf(object, "spdxExpression") ?? textOf(object, "value") ?? [];
					}),
					hashes: [],
				});
				return [
					origins.of(made, ["artifacts", index], {
						"": "name",
						id: "id",
						name: "name",
						version: "version",
						purl: "purl",
						cpe: "cpes",
						license: "licenses",
						license_choices: "licenses",
					}),
				];
			}),
			dependencies: listOf(root, "artifactRelationships").flatMap((each) => {
				const [parent, child] = [textOf(asObject(each), "parent"), textOf(asObject(each), "child")];
				if (textOf(asObject(each), "type") !== "dependency-of" || parent === undefined || child === undefined)
					return [];
				return [{ from: child, to: [parent] }];
			}),
		});
		origins.of(made.value, [], {
			"": "source",
			name: "source",
			image: ["source"],
			version: "schema",
			tools: "descriptor",
			components: "artifacts",
		});
		return made;
	},
};

/** Texts in old versions, objects in new ones. */
function cpeOf(written: PlainObject): string | undefined {
	const [first] = listOf(written, "cpes");
	return typeof first === "string" ? first : textOf(asObject(first), "cpe");
}
