/**
 * The type of `input` where a `# METADATA` block gives a schema for it or for a part of it (OPA docs, policy-language, schema
 * annotations): one that is named, `schema.NAME`, or one that is written out. A rule's own annotation wins over the package's.
 */
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import { intersection } from "../../runtime/types/intersection.ts";
import { any, type Field, string, type Type } from "../../runtime/types.ts";
import type { Annotation } from "../tree.ts";

/** Undefined where no annotation speaks of `input`. A schema that isn't known says nothing. */
export function annotatedInput(
	own: readonly Annotation[],
	ofPackage: readonly Annotation[],
	schemas: ReadonlyMap<string, Type> | undefined,
): Type | undefined {
	for (const annotations of [own, ofPackage]) {
		const types = annotations.flatMap((annotation) => inputTypes(annotation, schemas));
		const [first, ...others] = types;
		if (first !== undefined) return others.reduce((type, other) => intersection(type, other), first);
	}
	return undefined;
}

/** What each entry of `schemas: [{path, schema | definition}]` says of `input` as a whole. */
function inputTypes({ fields }: Annotation, schemas: ReadonlyMap<string, Type> | undefined): Type[] {
	if (!Array.isArray(fields.schemas)) return [];
	const entries: readonly unknown[] = fields.schemas;
	return entries.flatMap((entry) => {
		if (!isRecord(entry) || !isNames(entry.path) || entry.path[0] !== "input") return [];
		const type = isNames(entry.schema)
			? (schemas?.get(entry.schema.slice(1).join(".")) ?? any)
			: fromJsonSchema(entry.definition);
		return [below(entry.path.slice(1), type)];
	});
}

/** An object that has a type at a path, and of which nothing else is known. */
function below(path: readonly string[], type: Type): Type {
	return path.reduceRight((inner: Type, name): Type => {
		const field: Field = { type: inner, optional: true };
		return { kind: "object", fields: new Map([[name, field]]), rest: { key: string, value: any } };
	}, type);
}

const isNames = (value: unknown): value is readonly string[] =>
	Array.isArray(value) && value.every((word) => typeof word === "string");

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
