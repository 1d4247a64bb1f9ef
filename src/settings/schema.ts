/** The part of JSON Schema (draft 2020-12) that schemas of settings use, so that holding a file to one needs no validator. */

export interface Schema {
	readonly description?: string;
	readonly type?: "object" | "array" | "string" | "boolean" | "number";
	readonly enum?: readonly string[];
	readonly minLength?: number;
	readonly properties?: Readonly<Record<string, Schema>>;
	/** False: a key that isn't listed is a mistake. */
	readonly additionalProperties?: Schema | false;
	readonly required?: readonly string[];
	readonly items?: Schema;
	readonly anyOf?: readonly Schema[];
	readonly title?: string;
	readonly $schema?: string;
}
