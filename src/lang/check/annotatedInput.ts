/**
 * The type of `input` where a `# METADATA` block gives a schema for it (OPA docs, policy-language, schema annotations):
 * `schemas: [{input: schema.NAME}]` or a schema written out. The rule's own annotation wins over the package's.
 */

import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import type { Type } from "../../runtime/types.ts";
import type { Annotation } from "../tree.ts";

/** Undefined where no annotation speaks of `input`, or its schema isn't known. */
export function schemaInput(
	own: readonly Annotation[],
	ofPackage: readonly Annotation[],
	schemas: ReadonlyMap<string, Type> | undefined,
): Type | undefined {
	for (const annotation of [...own, ...ofPackage]) {
		const list = annotation.fields.schemas;
		if (!Array.isArray(list)) continue;
		for (const entry of list) {
			const schema: unknown = isRecord(entry) && Object.hasOwn(entry, "input") ? entry.input : undefined;
			if (schema !== undefined)
				return typeof schema === "string" ? schemas?.get(schemaName(schema)) : fromJsonSchema(schema);
		}
	}
	return undefined;
}

/** `schema.kubernetes["pod"]` is named `kubernetes.pod`, `schema["dockerfile"]` is named `dockerfile`. */
function schemaName(reference: string): string {
	return reference
		.replace(/\["([^"]*)"\]/g, ".$1")
		.split(".")
		.slice(1)
		.join(".");
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
