/**
 * Building blocks for the kinds' JSON Schemas (draft 2020-12): plain data comes out, short and readable source goes in.
 * Every field has a description; an object is closed unless it is said to be open.
 */
import type { JsonSchema } from "./document.ts";

export const draft = "https://json-schema.org/draft/2020-12/schema";

const described = (description: string | undefined): JsonSchema => (description === undefined ? {} : { description });

export const text = (description?: string): JsonSchema => ({ type: "string", ...described(description) });
export const flag = (description?: string): JsonSchema => ({ type: "boolean", ...described(description) });
export const integer = (description?: string): JsonSchema => ({ type: "integer", ...described(description) });
export const anything = (description?: string): JsonSchema => described(description);
/** One of a few strings, and no other. */
export const oneOf = (values: readonly string[], description?: string): JsonSchema => ({
	type: "string",
	enum: values,
	...described(description),
});
/** A whole number or a string: a port by number or name, a count or a percentage, a quantity. */
export const integerOrText = (description?: string): JsonSchema => ({
	anyOf: [{ type: "integer" }, { type: "string" }],
	...described(description),
});
/** A quantity as Kubernetes has it: `500m`, `1Gi`, or a bare number. */
export const quantity = (description?: string): JsonSchema => ({
	anyOf: [{ type: "number" }, { type: "string" }],
	...described(description),
});
export const listOf = (items: JsonSchema, description?: string): JsonSchema => ({
	type: "array",
	items,
	...described(description),
});
/** An object with any keys and values of one schema. */
export const mapOf = (values: JsonSchema, description?: string): JsonSchema => ({
	type: "object",
	additionalProperties: values,
	...described(description),
});
/** The same schema with `null` allowed. */
export const orNull = (schema: JsonSchema): JsonSchema => {
	const { description, ...rest } = schema;
	return { anyOf: [rest, { type: "null" }], ...(description === undefined ? {} : { description }) };
};

/** Fields by name. A name that ends with `?` may be absent; the others are always there. */
export type Fields = Readonly<Record<string, JsonSchema>>;

/** An object with these fields and no others. */
export const closed = (fields: Fields, description?: string): JsonSchema => ({
	type: "object",
	...properties(fields),
	additionalProperties: false,
	...described(description),
});
/** An object with these fields and any others. */
export const open = (fields: Fields, description?: string): JsonSchema => ({
	type: "object",
	...properties(fields),
	...described(description),
});
/** A reference to one of the schema's own definitions. */
export const definition = (name: string, description?: string): JsonSchema => ({
	$ref: `#/$defs/${name}`,
	...described(description),
});

/** A whole schema as the definition `name` of another: its own references lead into it. */
export function embedded(schema: JsonSchema, name: string): JsonSchema {
	const { $schema: _, ...rest } = schema;
	return moved(rest, `#/$defs/${name}`) as JsonSchema;
}

function moved(part: unknown, root: string): unknown {
	if (Array.isArray(part)) return part.map((item) => moved(item, root));
	if (typeof part !== "object" || part === null) return part;
	return Object.fromEntries(
		Object.entries(part).map(([key, value]) => [
			key,
			key === "$ref" && typeof value === "string" && value.startsWith("#") ? root + value.slice(1) : moved(value, root),
		]),
	);
}

/** What another thing is said to be: the same schema with another description. */
export const as = (schema: JsonSchema, description: string): JsonSchema => ({ ...schema, description });

function properties(fields: Fields): JsonSchema {
	const required: string[] = [];
	const named: [string, JsonSchema][] = [];
	for (const [name, schema] of Object.entries(fields)) {
		if (name.endsWith("?")) named.push([name.slice(0, -1), schema]);
		else {
			named.push([name, schema]);
			required.push(name);
		}
	}
	return { properties: Object.fromEntries(named), ...(required.length === 0 ? {} : { required }) };
}
