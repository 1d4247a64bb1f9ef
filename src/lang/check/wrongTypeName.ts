/** Types that there aren't, in the JSON Schemas that `# METADATA` writes out. */
import type { Annotation } from "../tree.ts";

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

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
