/**
 * Reads a schema of draft 4, 6 or 7, keyword by keyword in OPA's order, and says the first thing that is wrong with it.
 * References lead to places of the schema itself, by pointer or `$id`; nothing is fetched.
 * Specification: json-schema.org, draft 7 validation; draft 4 for `id` and boolean `exclusiveMinimum`.
 */
import { BuiltinError } from "../builtins/builtin.ts";
import { type CompiledPattern, compilePattern } from "../regex/compilePattern.ts";
import { get, isArray, isNumber, isObject, sortedNames } from "../values/access.ts";
import { compareNumbers, type RegoNumber } from "../values/exactNumber.ts";
import { KeyIndex } from "../values/keyIndex.ts";
import { isInteger, toSafeInteger } from "../values/numbers.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { resolvePointer, SchemaIds } from "./references.ts";
import { emptySchema, type Schema, SchemaError } from "./schema.ts";

const typeNames = ["array", "boolean", "integer", "number", "null", "object", "string"];

/**
 * @param root plain JSON
 * @param spend called with one unit for each subschema
 * @throws SchemaError
 */
export function compileSchema(root: Value, spend: (units: number) => void): Schema {
	return new Compiler(root, spend).root();
}

class Compiler {
	readonly #root: Value;
	readonly #spend: (units: number) => void;
	readonly #ids: SchemaIds;
	/** By the schema's own object, so that what refers to itself ends. */
	readonly #known = new Map<Value, Schema>();

	constructor(root: Value, spend: (units: number) => void) {
		this.#root = root;
		this.#spend = spend;
		this.#ids = new SchemaIds(root, spend);
	}

	root(): Schema {
		if (typeof this.#root !== "boolean" && !isObject(this.#root)) throw new SchemaError("schema is invalid");
		return this.#schema(this.#root, "");
	}

	/** @param base the address that references here are relative to */
	#schema(node: Value, base: string): Schema {
		this.#spend(8);
		if (typeof node === "boolean") return { ...emptySchema(), pass: node };
		if (!isObject(node)) throw new SchemaError("Expected: Valid Schema, given: Invalid JSON");
		const before = this.#known.get(node);
		if (before !== undefined) return before;
		const schema = emptySchema();
		this.#known.set(node, schema);
		this.#fill(schema, node as PlainObject, base);
		return schema;
	}

	#fill(schema: Schema, node: PlainObject, outer: string): void {
		const field = (name: string): Value | undefined => get(node, name);
		if (field("$schema") !== undefined && typeof field("$schema") !== "string")
			throw new SchemaError("$schema must be of type string");
		for (const name of ["id", "$id"]) textOf(node, name);
		const base = this.#ids.baseOf(node, outer);
		this.#definitions(field("definitions"), base);
		for (const name of ["title", "description"]) textOf(node, name);
		const reference = textOf(node, "$ref");
		if (reference !== undefined) {
			schema.ref = this.#refer(reference, base);
			return;
		}
		schema.types = typesOf(field("type"));
		this.#objects(schema, node, base);
		this.#arrays(schema, node, base);
		numbersOf(schema, node);
		stringsOf(schema, node);
		countsOf(schema, node);
		if (field("contains") !== undefined) schema.contains = this.#schema(field("contains") as Value, base);
		valuesOf(schema, node);
		this.#combined(schema, node, base);
	}

	#refer(reference: string, base: string): Schema {
		const found = this.#ids.find(reference, base);
		if (found !== undefined) return this.#schema(found.node, found.base);
		return this.#schema(resolvePointer(this.#root, reference, base), base);
	}

	#definitions(node: Value | undefined, base: string): void {
		if (node === undefined) return;
		const wrong = "Invalid type. Expected: Array Of Schemas, given: definitions";
		if (!isObject(node)) throw new SchemaError(wrong);
		for (const [, inner] of membersOf(node)) {
			if (typeof inner !== "boolean" && !isObject(inner)) throw new SchemaError(wrong);
			this.#schema(inner, base);
		}
	}

	#objects(schema: Schema, node: PlainObject, base: string): void {
		const properties = get(node, "properties");
		if (properties !== undefined) {
			if (!isObject(properties)) throw new SchemaError("Properties must be of type object");
			for (const [name, inner] of membersOf(properties)) schema.properties.push([name, this.#schema(inner, base)]);
		}
		const additional = this.#schemaOrFlag(node, "additionalProperties", base);
		if (additional !== undefined) schema.additionalProperties = additional;
		const patterns = get(node, "patternProperties");
		if (patterns !== undefined) {
			if (!isObject(patterns)) throw new SchemaError("Invalid type. Expected: Valid Schema, given: patternProperties");
			for (const [pattern, inner] of membersOf(patterns)) {
				const compiled = patternOf(pattern, `Invalid regex pattern '${pattern}'`);
				schema.patternProperties.push([compiled, this.#schema(inner, base)]);
			}
		}
		const names = get(node, "propertyNames");
		if (names !== undefined) {
			if (!isSchema(names)) throw new SchemaError("Invalid type. Expected: Valid Schema, given: patternProperties");
			schema.propertyNames = this.#schema(names, base);
		}
		this.#dependencies(schema, get(node, "dependencies"), base);
	}

	#dependencies(schema: Schema, node: Value | undefined, base: string): void {
		if (node === undefined) return;
		if (!isObject(node)) throw new SchemaError("dependencies must be of type object");
		for (const [name, inner] of membersOf(node)) {
			const wrong = "Dependency must be of type Schema Or Array Of Strings";
			if (isArray(inner)) {
				if (!inner.every((item) => typeof item === "string")) throw new SchemaError(wrong);
				schema.dependencies.set(name, inner as readonly string[]);
			} else if (isSchema(inner)) schema.dependencies.set(name, this.#schema(inner, base));
			else throw new SchemaError(wrong);
		}
	}

	#arrays(schema: Schema, node: PlainObject, base: string): void {
		const items = get(node, "items");
		if (items !== undefined) {
			if (isArray(items) && items.every(isSchema)) schema.items = items.map((item) => this.#schema(item, base));
			else if (isSchema(items)) schema.items = this.#schema(items, base);
			else throw new SchemaError("Invalid type. Expected: Valid Schema/Array Of Schemas, given: items");
		}
		const additional = this.#schemaOrFlag(node, "additionalItems", base);
		if (additional !== undefined) schema.additionalItems = additional;
	}

	#schemaOrFlag(node: PlainObject, name: string, base: string): boolean | Schema | undefined {
		const found = get(node, name);
		if (found === undefined || typeof found === "boolean") return found;
		if (isObject(found)) return this.#schema(found, base);
		throw new SchemaError(`Invalid type. Expected: boolean/Valid Schema, given: ${name}`);
	}

	#combined(schema: Schema, node: PlainObject, base: string): void {
		for (const name of ["oneOf", "anyOf", "allOf"] as const) {
			const list = get(node, name);
			if (list === undefined) continue;
			if (!isArray(list)) throw new SchemaError(`${name} must be of an array`);
			schema[name].push(...list.map((inner) => this.#schema(inner, base)));
		}
		for (const name of ["not", "if", "then", "else"] as const) {
			const inner = get(node, name);
			if (inner === undefined) continue;
			if (!isSchema(inner)) throw new SchemaError(`${name} must be of an object`);
			schema[name] = this.#schema(inner, base);
		}
	}
}

const isSchema = (value: Value): boolean => typeof value === "boolean" || isObject(value);

function membersOf(node: Value): readonly (readonly [string, Value])[] {
	return sortedNames(node as PlainObject).map((name) => [name, get(node, name) as Value]);
}

/** A keyword that must be a string where it stands. */
function textOf(node: PlainObject, name: string): string | undefined {
	const found = get(node, name);
	if (found === undefined || typeof found === "string") return found;
	throw new SchemaError(`Invalid type. Expected: string, given: ${name}`);
}

function typesOf(node: Value | undefined): readonly string[] {
	if (node === undefined) return [];
	const types: string[] = [];
	for (const name of isArray(node) ? node : [node]) {
		if (typeof name !== "string") throw new SchemaError("Invalid type. Expected: type, given: string/Array Of Strings");
		if (!typeNames.includes(name)) {
			const valid = `Expected valid values are:[${typeNames.join(" ")}]`;
			throw new SchemaError(`has a primitive type that is NOT VALID -- given: /${name}/ ${valid}`);
		}
		if (types.includes(name)) throw new SchemaError(`${name} type is duplicated`);
		types.push(name);
	}
	return types;
}

function patternOf(text: string, wrong: string): CompiledPattern {
	try {
		return compilePattern(text);
	} catch (error) {
		if (error instanceof BuiltinError) throw new SchemaError(wrong);
		throw error;
	}
}

function numbersOf(schema: Schema, node: PlainObject): void {
	const multiple = get(node, "multipleOf");
	if (multiple !== undefined) {
		if (!isNumber(multiple)) throw new SchemaError("Invalid type. Expected: Number, given: multipleOf");
		if (compareNumbers(multiple, 0) <= 0) throw new SchemaError("multipleOf must be strictly greater than 0");
		schema.multipleOf = multiple;
	}
	for (const [limit, exclusive] of [
		["minimum", "exclusiveMinimum"],
		["maximum", "exclusiveMaximum"],
	] as const) {
		const bound = get(node, limit);
		if (bound !== undefined && !isNumber(bound)) throw new SchemaError(`${limit} must be of a Number`);
		const beyond = get(node, exclusive);
		if (typeof beyond === "boolean") {
			// Draft 4: it says how the limit is meant.
			if (beyond && bound === undefined) throw new SchemaError(`${exclusive} cannot be used without ${limit}`);
			if (bound !== undefined) schema[beyond ? exclusive : limit] = bound as RegoNumber;
			continue;
		}
		if (beyond !== undefined && !isNumber(beyond))
			throw new SchemaError(`Invalid type. Expected: boolean/number, given: ${exclusive}`);
		if (bound !== undefined) schema[limit] = bound as RegoNumber;
		if (beyond !== undefined) schema[exclusive] = beyond as RegoNumber;
	}
}

/** A keyword that counts: an integer from 0. What no JavaScript number holds is as good as no limit. */
function countOf(node: PlainObject, name: string): number | undefined {
	const found = get(node, name);
	if (found === undefined) return undefined;
	if (!isNumber(found) || !isInteger(found)) throw new SchemaError(`${name} must be of an integer`);
	if (compareNumbers(found, 0) < 0) throw new SchemaError(`${name} must be greater than or equal to 0`);
	return toSafeInteger(found) ?? Number.POSITIVE_INFINITY;
}

function rangeOf(schema: Schema, node: PlainObject, least: "minLength" | "minItems" | "minProperties"): void {
	const most = `max${least.slice(3)}` as "maxLength" | "maxItems" | "maxProperties";
	const from = countOf(node, least);
	const to = countOf(node, most);
	if (from !== undefined) schema[least] = from;
	if (to !== undefined) schema[most] = to;
	if (from !== undefined && to !== undefined && from > to)
		throw new SchemaError(`${least} cannot be greater than ${most}`);
}

function stringsOf(schema: Schema, node: PlainObject): void {
	rangeOf(schema, node, "minLength");
	const pattern = textOf(node, "pattern");
	if (pattern !== undefined)
		schema.pattern = { text: pattern, compiled: patternOf(pattern, "pattern must be a valid regex") };
	const format = textOf(node, "format");
	if (format !== undefined) schema.format = format;
}

function countsOf(schema: Schema, node: PlainObject): void {
	rangeOf(schema, node, "minProperties");
	const required = get(node, "required");
	if (required !== undefined) {
		if (!isArray(required)) throw new SchemaError("required must be of an array");
		for (const name of required)
			if (typeof name !== "string") throw new SchemaError("Invalid type. Expected: string, given: required");
		if (new Set(required).size < required.length) throw new SchemaError("required items must be unique");
		schema.required = required as readonly string[];
	}
	rangeOf(schema, node, "minItems");
	const unique = get(node, "uniqueItems");
	if (unique !== undefined) {
		if (typeof unique !== "boolean") throw new SchemaError("uniqueItems must be of a boolean");
		schema.uniqueItems = unique;
	}
}

function valuesOf(schema: Schema, node: PlainObject): void {
	const constant = get(node, "const");
	if (constant !== undefined) schema.constant = { value: constant };
	const list = get(node, "enum");
	if (list === undefined) return;
	if (!isArray(list)) throw new SchemaError("enum must be of an array");
	const seen = new KeyIndex();
	for (const item of list) if (seen.add(item) === -1) throw new SchemaError("enum items must be unique");
	schema.enum = list;
}
