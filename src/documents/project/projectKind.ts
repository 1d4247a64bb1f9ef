/** The `project` kind: every document of a run, by kind. Its nodes are those of the documents, so a finding points into their files. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import type { Document, DocumentKind, JsonSchema, Pointer } from "../document.ts";
import { closed, definition, draft, embedded, listOf, text } from "../jsonSchema.ts";

const id = "project";

/** @param others the kinds whose documents it is made of */
export function projectKind(others: readonly DocumentKind[]): DocumentKind {
	return {
		id,
		title: "All documents of a run",
		get schema() {
			return schemaOf(others);
		},
		detect: () => false,
		parse: () => ({ documents: [], diagnostics: [] }),
	};
}

function schemaOf(others: readonly DocumentKind[]): JsonSchema {
	const entries = others.map(
		({ id, title, schema }) =>
			[
				id,
				listOf(
					closed({
						path: text("The file that it was read from."),
						name: text("What tells it from others of its file; empty where it is alone."),
						document: definition(id, `The document, as policies on ${id} see it.`),
					}),
					`${title}: all of the run, in the order of their files.`,
				),
				schema,
			] as const,
	);
	return {
		$schema: draft,
		title: id,
		$defs: Object.fromEntries(entries.map(([id, , schema]) => [id, embedded(schema, id)])),
		...closed(Object.fromEntries(entries.map(([id, list]) => [id, list])), "All documents of a run, by kind."),
	};
}

/** The document of a run's documents, and the way from a pointer in it to the one that it lies in. */
export interface Project {
	readonly document: Document;
	/** The lists that somebody looked at so far; nodes of the others are nobody's yet. */
	seen(): PlainObject;
	/** Undefined for what belongs to no document, such as the list of a kind. */
	inside(pointer: Pointer): { readonly document: Document; readonly pointer: Pointer } | undefined;
}

/**
 * A run may have more documents than go into memory together, and most policies look at few kinds: a list is made when somebody
 * first looks at it.
 * @param kinds the kinds whose documents it lists, also those of which there is none
 * @param documentsOf gives a kind's documents, in the order of their files; asked once
 */
export function projectOf(kinds: readonly string[], documentsOf: (kind: string) => readonly Document[]): Project {
	const documents = new Map<string, readonly Document[]>();
	const seen: Record<string, Value> = {};
	const listOf = (kind: string): Value => {
		const known = seen[kind];
		if (known !== undefined) return known;
		const found = documentsOf(kind);
		const list = found.map(({ source, name, value }) => ({ path: source.name, name, document: value }));
		documents.set(kind, found);
		seen[kind] = list;
		return list;
	};
	const value = Object.defineProperties(
		{},
		Object.fromEntries(kinds.map((kind) => [kind, { get: () => listOf(kind), enumerable: true }])),
	) as PlainObject;
	return {
		document: { kind: id, source: new Source(".", ""), name: "", value, locate: () => undefined },
		seen: () => ({ ...seen }),
		inside: ([kind, index, ...rest]) => {
			const document = typeof index === "number" ? documents.get(String(kind))?.[index] : undefined;
			if (document === undefined) return undefined;
			return { document, pointer: rest[0] === "document" ? rest.slice(1) : [] };
		},
	};
}
