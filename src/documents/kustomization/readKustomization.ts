/** A kustomization in one shape, `bases` of old among its resources. Format: kubectl.docs.kubernetes.io, "The Kustomization File". */
import type { PlainObject } from "../../runtime/values/value.ts";
import { asObject, listOf, textOf } from "../fields.ts";
import type { Origins } from "../origins.ts";

const takingFields = ["resources", "bases", "components"] as const;

/** Each field of an override, and what it is called in the file. */
const overrideFields = {
	new_name: "newName",
	new_tag: "newTag",
	tag_suffix: "tagSuffix",
	digest: "digest",
} as const;

export function readKustomization(object: PlainObject, origins: Origins): PlainObject {
	const takes = takingFields.flatMap((field) =>
		listOf(object, field).flatMap((path, index) =>
			typeof path === "string" ? [origins.of({ path, field }, [field, index], { path: [], field: [] })] : [],
		),
	);
	const images = listOf(object, "images").flatMap((written, index) => {
		const override = asObject(written);
		const name = textOf(override, "name");
		if (name === undefined) return [];
		const fields = Object.entries(overrideFields).flatMap(([field, called]) => {
			const text = textOf(override, called);
			return text === undefined ? [] : [[field, text] as const];
		});
		return [origins.of({ name, ...Object.fromEntries(fields) }, ["images", index], overrideFields)];
	});
	const value: PlainObject = {
		type: textOf(object, "kind") === "Component" ? "Component" : "Kustomization",
		takes,
		images,
		object,
	};
	return origins.of(value, [], { type: "kind", object: [], takes: "resources" });
}
