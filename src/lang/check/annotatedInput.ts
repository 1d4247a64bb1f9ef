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

/** A word that is said to be a type and is none, in the schemas that an annotation writes out: `{type: objekt}`. */
export function wrongTypeName({ fields }: Annotation): string | undefined {
	const find = (schema: unknown): string | undefined => {
		if (Array.isArray(schema)) return firstOf(schema, find);
		if (!isRecord(schema)) return undefined;
		const names = Array.isArray(schema.type) ? schema.type : [schema.type];
		const wrong = names.find((name) => typeof name === "string" && !typeNames.has(name));
		if (wrong !== undefined) return wrong;
		// What stands under `properties` are names, and one of them may well be `type`.
		const inner = Object.entries(schema).flatMap(([key, value]) =>
			named.has(key) && isRecord(value) ? Object.values(value) : literal.has(key) ? [] : [value],
		);
		return firstOf(inner, find);
	};
	const entries: readonly unknown[] = Array.isArray(fields.schemas) ? fields.schemas : [];
	return firstOf(entries, (entry) => (isRecord(entry) ? find(entry.definition) : undefined));
}

const typeNames = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);
/** Keywords whose members are schemas under names of their own, and those that hold values. */
const named = new Set(["properties", "patternProperties", "$defs", "definitions", "dependencies", "dependentSchemas"]);
const literal = new Set(["const", "default", "enum", "examples"]);

function firstOf<T, R>(all: readonly T[], find: (one: T) => R | undefined): R | undefined {
	for (const one of all) {
		const found = find(one);
		if (found !== undefined) return found;
	}
	return undefined;
}

const isNames = (value: unknown): value is readonly string[] =>
	Array.isArray(value) && value.every((word) => typeof word === "string");

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
