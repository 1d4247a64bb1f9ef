/**
 * The types of `input` and of parts of `data` where `# METADATA` gives schemas for them (OPA docs, policy-language, schema
 * annotations): ones that are named, `schema.NAME`, or written out. What is nearer to a rule has the last word on its path.
 */
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import { any, type Field, string, type Type } from "../../runtime/types.ts";
import type { Operand } from "../core.ts";
import type { Annotation } from "../tree.ts";

/** Schemas that annotations may name: by their words, with `/` between them. The one without a name is that of `input` everywhere. */
export type Schemas = ReadonlyMap<string, Type>;

/** A document below `data` of which a type is known. */
export interface TypedDocument {
	readonly path: readonly string[];
	readonly type: Type;
}

export interface AnnotatedDocuments {
	/** Undefined where no annotation speaks of `input`. */
	readonly input?: Type;
	readonly data: readonly TypedDocument[];
}

/** `annotations`: from the farthest to the nearest. A named schema that isn't there says nothing. */
export function annotatedDocuments(
	annotations: readonly Annotation[],
	schemas: Schemas | undefined,
): AnnotatedDocuments {
	let input = schemas?.get("");
	let data: readonly TypedDocument[] = [];
	for (const { root, path, name, definition } of annotations.flatMap(entriesOf)) {
		const type = name === undefined ? fromJsonSchema(definition) : schemas?.get(name);
		if (type === undefined) continue;
		if (root === "input") input = replaced(input, path, type);
		else data = withDocument(data, path, type);
	}
	return { ...(input === undefined ? {} : { input }), data };
}

/** Names of schemas that an annotation refers to. */
export function namedSchemas(annotation: Annotation): readonly string[] {
	return entriesOf(annotation).flatMap(({ name }) => name ?? []);
}

/** The typed document that a path leads into, and how many of its steps that takes. */
export function documentAt(
	documents: readonly TypedDocument[],
	path: readonly Operand[],
): { readonly type: Type; readonly taken: number } | undefined {
	const found = documents.find(({ path: words }) =>
		words.every((word, at) => {
			const step = path[at];
			return step?.kind === "constant" && step.value === word;
		}),
	);
	return found && { type: found.type, taken: found.path.length };
}

interface SchemaEntry {
	readonly root: "input" | "data";
	readonly path: readonly string[];
	/** Of a named schema; else it is `definition`. */
	readonly name?: string;
	readonly definition: unknown;
}

/** `schemas: [{path, schema | definition}]`, as the reader of annotations gives it. */
function entriesOf({ fields }: Annotation): readonly SchemaEntry[] {
	const entries: readonly unknown[] = Array.isArray(fields.schemas) ? fields.schemas : [];
	return entries.flatMap((entry): SchemaEntry[] => {
		if (!isRecord(entry) || !isNames(entry.path)) return [];
		const [root, ...path] = entry.path;
		if (root !== "input" && root !== "data") return [];
		const name = isNames(entry.schema) ? { name: entry.schema.slice(1).join("/") } : {};
		return [{ root, path, ...name, definition: entry.definition }];
	});
}

function withDocument(
	documents: readonly TypedDocument[],
	path: readonly string[],
	type: Type,
): readonly TypedDocument[] {
	const around = documents.find((other) => isWithin(path, other.path));
	if (around === undefined) return [...documents.filter((other) => !isWithin(other.path, path)), { path, type }];
	const inner = replaced(around.type, path.slice(around.path.length), type);
	return documents.map((other) => (other === around ? { ...around, type: inner } : other));
}

const isWithin = (path: readonly string[], around: readonly string[]): boolean =>
	around.every((word, at) => path[at] === word);

/** A type with another one at a path in it. Nothing else is known of objects on the way that weren't there before. */
function replaced(type: Type | undefined, [name, ...rest]: readonly string[], by: Type): Type {
	if (name === undefined) return by;
	if (type?.kind !== "object") {
		const field: Field = { type: replaced(undefined, rest, by), optional: true };
		return { kind: "object", fields: new Map([[name, field]]), rest: { key: string, value: any } };
	}
	const known = type.fields.get(name);
	const field: Field = { type: replaced(known?.type, rest, by), optional: known?.optional ?? true };
	return { ...type, fields: new Map([...type.fields, [name, field]]) };
}

const isNames = (value: unknown): value is readonly string[] =>
	Array.isArray(value) && value.every((word) => typeof word === "string");

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
