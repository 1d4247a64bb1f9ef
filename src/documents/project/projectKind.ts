/** The `project` kind: every document of a run, by kind. Its nodes are those of the documents, so a finding points into their files. */
import type { PlainObject } from "../../runtime/values/value.ts";
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
	/** Undefined for what belongs to no document, such as the list of a kind. */
	inside(pointer: Pointer): { readonly document: Document; readonly pointer: Pointer } | undefined;
}

/** @param kinds the kinds whose documents it lists, also those of which there is none */
export function projectOf(documents: readonly Document[], kinds: readonly string[]): Project {
	const lists = new Map(kinds.map((kind): [string, Document[]] => [kind, []]));
	for (const document of documents) lists.get(document.kind)?.push(document);
	const value: PlainObject = Object.fromEntries(
		[...lists].map(([kind, list]) => [
			kind,
			list.map(({ source, name, value: document }) => ({ path: source.name, name, document })),
		]),
	);
	return {
		document: { kind: id, source: new Source(".", ""), name: "", value, locate: () => undefined },
		inside: ([kind, index, ...rest]) => {
			const document = typeof index === "number" ? lists.get(String(kind))?.[index] : undefined;
			if (document === undefined) return undefined;
			return { document, pointer: rest[0] === "document" ? rest.slice(1) : [] };
		},
	};
}
