/** Type to JSON Schema (draft 2020-12): what the parameters of a policy and the results of a rule are published as. */
import type { ArrayType, NamedType, ObjectType, Type } from "../types.ts";

/** A schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a type's values as JSON, where a set is an array without doubles. Named types become `$defs`. */
export function toJsonSchema(type: Type): JsonSchema {
	const definitions = new Map<string, JsonSchema>();
	const schema = write(type, definitions);
	return definitions.size === 0 ? schema : { $defs: Object.fromEntries(definitions), ...schema };
}

type Definitions = Map<string, JsonSchema>;

function write(type: Type, definitions: Definitions): JsonSchema {
	switch (type.kind) {
		case "any":
			return {};
		case "null":
		case "boolean":
		case "number":
			return { type: type.kind };
		case "string":
			return type.values === undefined ? { type: "string" } : { type: "string", enum: [...type.values] };
		case "set":
			return { type: "array", uniqueItems: true, items: write(type.of, definitions) };
		case "array":
			return writeArray(type, definitions);
		case "object":
			return writeObject(type, definitions);
		case "union":
			return type.of.length === 0 ? { not: {} } : { anyOf: type.of.map((member) => write(member, definitions)) };
		case "named":
			return writeName(type, definitions);
	}
}

function writeName(type: NamedType, definitions: Definitions): JsonSchema {
	if (!definitions.has(type.name)) {
		// The entry must be there before its content is written: it may speak of itself.
		definitions.set(type.name, {});
		definitions.set(type.name, write(type.resolve(), definitions));
	}
	return { $ref: `#/$defs/${type.name.replaceAll("~", "~0").replaceAll("/", "~1")}` };
}

function writeArray({ items, rest }: ArrayType, definitions: Definitions): JsonSchema {
	const further = rest === undefined ? false : write(rest, definitions);
	if (items.length === 0) return { type: "array", items: further };
	return {
		type: "array",
		minItems: items.length,
		prefixItems: items.map((item) => write(item, definitions)),
		items: further,
	};
}

function writeObject({ fields, rest }: ObjectType, definitions: Definitions): JsonSchema {
	const properties = Object.fromEntries(
		[...fields].map(([name, field]) => {
			const schema = write(field.type, definitions);
			return [name, field.doc === undefined ? schema : { ...schema, description: field.doc }];
		}),
	);
	const required = [...fields].filter(([, field]) => !field.optional).map(([name]) => name);
	return {
		type: "object",
		...(fields.size === 0 ? {} : { properties }),
		...(required.length === 0 ? {} : { required }),
		additionalProperties: rest === undefined ? false : write(rest.value, definitions),
	};
}
