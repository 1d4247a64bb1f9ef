/** A schema that has been read: what each keyword asks, with references followed. Plain data; made by compileSchema. */
import type { CompiledPattern } from "../regex/compilePattern.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import type { Value } from "../values/value.ts";

export interface Schema {
	/** `true` and `false` as schemas: they ask nothing else. */
	pass?: boolean;
	/** `$ref`: nothing beside it counts. */
	ref?: Schema;
	/** In the order written; empty where any type will do. */
	types: readonly string[];
	readonly properties: (readonly [name: string, schema: Schema])[];
	additionalProperties?: boolean | Schema;
	readonly patternProperties: (readonly [pattern: CompiledPattern, schema: Schema])[];
	propertyNames?: Schema;
	readonly dependencies: Map<string, readonly string[] | Schema>;
	/** One schema for all items, or one for each of the first ones. */
	items?: Schema | readonly Schema[];
	additionalItems?: boolean | Schema;
	contains?: Schema;
	uniqueItems?: boolean;
	minItems?: number;
	maxItems?: number;
	minProperties?: number;
	maxProperties?: number;
	required: readonly string[];
	multipleOf?: RegoNumber;
	minimum?: RegoNumber;
	exclusiveMinimum?: RegoNumber;
	maximum?: RegoNumber;
	exclusiveMaximum?: RegoNumber;
	minLength?: number;
	maxLength?: number;
	pattern?: { readonly text: string; readonly compiled: CompiledPattern };
	format?: string;
	constant?: { readonly value: Value };
	enum?: readonly Value[];
	readonly anyOf: Schema[];
	readonly oneOf: Schema[];
	readonly allOf: Schema[];
	not?: Schema;
	if?: Schema;
	then?: Schema;
	else?: Schema;
}

export function emptySchema(): Schema {
	return {
		types: [],
		properties: [],
		patternProperties: [],
		dependencies: new Map(),
		required: [],
		anyOf: [],
		oneOf: [],
		allOf: [],
	};
}

/** What is wrong with a schema, in OPA's words. */
export class SchemaError extends Error {}
