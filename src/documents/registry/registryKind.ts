/** The `registry` kind: what a registry says of a repository. */
import { registryUnreadable } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Document, DocumentKind, Pointer } from "../document.ts";
import { textOf } from "../fields.ts";
import { Origins } from "../origins.ts";
import { loadYaml, type YamlDocument } from "../yaml/loadYaml.ts";
import { formatOf } from "./formatOf.ts";
import { readListing } from "./readListing.ts";
import { registrySchema } from "./schema.ts";

export const registryKind: DocumentKind = {
	id: "registry",
	title: "Listing of a registry",
	get schema() {
		return registrySchema;
	},
	detect: (file) => formatOf(file) !== undefined,
	parse(source) {
		const format = formatOf({ path: source.name, head: source.text });
		const { documents, diagnostics } = loadYaml(source, "yaml-1.2");
		const read: Document[] = [];
		const faults: Diagnostic[] = [];
		for (const document of documents) {
			if (document.value === null) continue;
			const origins = new Origins();
			const found = format === undefined ? [] : readListing(format, document.value, origins);
			if (found.length === 0) faults.push(at(source, document.place([]), registryUnreadable()));
			for (const value of found) read.push(listingDocument(document, value, origins, found.length > 1));
		}
		return { documents: read, diagnostics: [...diagnostics, ...faults] };
	},
};

function listingDocument(document: YamlDocument, value: PlainObject, origins: Origins, isOneOfMany: boolean): Document {
	const way = (pointer: Pointer): Pointer => origins.lead(value, pointer);
	return {
		kind: "registry",
		source: document.source,
		name: isOneOfMany ? (textOf(value, "repository") ?? "") : "",
		value,
		locate: (pointer) => document.place(way(pointer)),
		scope: (pointer) => document.extent(way(pointer)),
	};
}
