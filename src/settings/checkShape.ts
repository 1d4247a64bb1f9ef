/** Holds plain data to a schema of `schema.ts`: just the keywords it uses, so that a run needn't load a whole validator. */
import type { Schema } from "./schema.ts";

export type Path = readonly (string | number)[];

export type ShapeFault =
	| { readonly fault: "unknown-key"; readonly path: Path; readonly key: string; readonly known: readonly string[] }
	| { readonly fault: "wrong"; readonly path: Path; readonly expected: string; readonly allowed?: readonly string[] }
	| { readonly fault: "missing"; readonly path: Path; readonly key: string };

/** Everything about `value` that doesn't fit, in the order of the schema's walk. */
export function checkShape(schema: Schema, value: unknown, path: Path = []): readonly ShapeFault[] {
	if (schema.anyOf !== undefined) return checkAny(schema.anyOf, value, path);
	if (schema.enum !== undefined && !schema.enum.some((allowed) => allowed === value))
		return [{ fault: "wrong", path, expected: `one of ${schema.enum.join(", ")}`, allowed: schema.enum }];
	if (schema.type !== undefined && typeOf(value) !== schema.type)
		return [{ fault: "wrong", path, expected: nounOf(schema) }];
	if (schema.minLength !== undefined && typeof value === "string" && value.trim().length < schema.minLength)
		return [{ fault: "wrong", path, expected: "some text" }];
	if (schema.type === "array")
		return (value as unknown[]).flatMap((item, index) => checkShape(schema.items ?? {}, item, [...path, index]));
	if (schema.type === "object") return checkObject(schema, value as Readonly<Record<string, unknown>>, path);
	return [];
}

function checkObject(schema: Schema, value: Readonly<Record<string, unknown>>, path: Path): readonly ShapeFault[] {
	const { properties = {}, additionalProperties, required = [] } = schema;
	const faults: ShapeFault[] = [];
	for (const [key, item] of Object.entries(value)) {
		const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
		if (known === false)
			faults.push({ fault: "unknown-key", path: [...path, key], key, known: Object.keys(properties) });
		else faults.push(...checkShape(known ?? {}, item, [...path, key]));
	}
	for (const key of required) if (!Object.hasOwn(value, key)) faults.push({ fault: "missing", path, key });
	return faults;
}

/** The faults of the alternative that has the right type, so that a message is about what was meant. */
function checkAny(schemas: readonly Schema[], value: unknown, path: Path): readonly ShapeFault[] {
	const fitting = schemas.filter((schema) => schema.type === undefined || schema.type === typeOf(value));
	const [only] = fitting;
	if (only === undefined) return [{ fault: "wrong", path, expected: schemas.map(nounOf).join(" or ") }];
	const faults = fitting.map((schema) => checkShape(schema, value, path));
	return faults.find((each) => each.length === 0) ?? (faults[0] as readonly ShapeFault[]);
}

function typeOf(value: unknown): string {
	return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

const nouns: Readonly<Record<string, string>> = {
	object: "a mapping",
	array: "a list",
	string: "text",
	number: "a number",
	boolean: "true or false",
};

function nounOf(schema: Schema): string {
	return schema.type === undefined ? "something else" : (nouns[schema.type] ?? schema.type);
}
