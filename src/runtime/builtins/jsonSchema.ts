/** Documents against JSON Schemas. OPA: topdown/jsonschema.go. */
import { compileSchema } from "../jsonSchema/compileSchema.ts";
import { type Schema, SchemaError } from "../jsonSchema/schema.ts";
import { validate } from "../jsonSchema/validate.ts";
import { any, arrayOf, boolean, nothing, objectOf, string, tuple, union } from "../types.ts";
import { ExactNumber } from "../values/exactNumber.ts";
import { JsonError, parseJson, toPlain } from "../values/json.ts";
import { RegoSet } from "../values/regoSet.ts";
import type { Value } from "../values/value.ts";
import { type Argument, type Builtin, type BuiltinContext, builtin, failure } from "./builtin.ts";
import { oneOf } from "./operands.ts";

const schemaOperand: Argument = {
	name: "schema",
	...oneOf(string, objectOf(any, any)),
	accepts: any,
	doc: "A JSON Schema of draft 4, 6 or 7, or its JSON text.",
};

/** A document or a schema: JSON text, or a value. */
function plainJson(given: Value, { spend }: BuiltinContext): Value | undefined {
	if (typeof given !== "string") return toPlain(given);
	spend(given.length / 16);
	try {
		return parseJson(given);
	} catch (error) {
		if (error instanceof JsonError) return undefined;
		throw error;
	}
}

const wrongType = "wrong type, expected string or object";

/** Sets and scalars but strings are neither a document nor a schema, nor the text of one. */
function isNoJson(given: Value): boolean {
	if (given instanceof RegoSet) return true;
	return typeof given === "number" || typeof given === "boolean" || given === null || given instanceof ExactNumber;
}

/** The schema, read once in an evaluation. @throws SchemaError */
function schemaOf(given: Value, context: BuiltinContext): Schema {
	const { memo } = context;
	let known = memo.get("json schemas") as Map<Value, Schema> | undefined;
	if (known === undefined) {
		known = new Map();
		memo.set("json schemas", known);
	}
	let schema = known.get(given);
	if (schema === undefined) {
		if (isNoJson(given)) throw new SchemaError(wrongType);
		const root = plainJson(given, context);
		if (root === undefined) throw new SchemaError("invalid JSON string");
		schema = compileSchema(root, context.spend);
		known.set(given, schema);
	}
	return schema;
}

const difference = objectOf(string, string);

export const jsonSchema: readonly Builtin[] = [
	builtin<[Value, Value]>(
		{
			name: "json.match_schema",
			group: "json",
			doc: "Whether a document is as a schema says, and each way in which it isn't. References out of the schema are refused.",
			args: [
				{ name: "document", ...oneOf(string, objectOf(any, any)), accepts: any, doc: "A document, or its JSON text." },
				schemaOperand,
			],
			returns: { name: "output", type: tuple(boolean, arrayOf(difference)) },
			examples: [
				{ call: 'json.match_schema({"id": 5}, {"properties": {"id": {"type": "integer"}}})', gives: "[true, []]" },
				{
					call: 'json.match_schema({"id": "x"}, {"properties": {"id": {"type": "integer"}}})',
					gives:
						'[false, [{"desc": "Invalid type. Expected: integer, given: string", "error": "id: Invalid type. Expected: integer, given: string", "field": "id", "type": "invalid_type"}]]',
				},
				{ call: 'json.match_schema({}, {"type": "nonsense"})' },
			],
		},
		(given, against, context) => {
			if (isNoJson(given)) throw failure(wrongType);
			const document = plainJson(given, context);
			if (document === undefined) throw failure("invalid JSON string");
			try {
				const found = validate(schemaOf(against, context), document, context.spend);
				const told = found.map(({ field, desc, type }) => ({ desc, error: `${field}: ${desc}`, field, type }));
				return [told.length === 0, told];
			} catch (error) {
				if (error instanceof SchemaError) throw failure(error.message);
				throw error;
			}
		},
	),
	builtin<[Value]>(
		{
			name: "json.verify_schema",
			group: "json",
			doc: "Whether a JSON Schema is one, and what is wrong with it where it isn't.",
			args: [schemaOperand],
			returns: { name: "output", type: tuple(boolean, union(string, nothing)) },
			examples: [
				{ call: 'json.verify_schema({"type": "boolean"})', gives: "[true, null]" },
				{
					call: 'json.verify_schema({"minLength": -1})',
					gives: '[false, "jsonschema: minLength must be greater than or equal to 0"]',
				},
			],
		},
		(given, context) => {
			try {
				schemaOf(given, context);
				return [true, null];
			} catch (error) {
				if (error instanceof SchemaError) return [false, `jsonschema: ${error.message}`];
				throw error;
			}
		},
	),
];
