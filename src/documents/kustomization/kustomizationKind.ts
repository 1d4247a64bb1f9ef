/** The `kustomization` kind: what kustomize builds manifests from. */
import { kustomizationNotObject } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Document, DocumentKind, Pointer } from "../document.ts";
import { asObject } from "../fields.ts";
import { baseOf } from "../filePaths.ts";
import { Origins } from "../origins.ts";
import { loadYaml, type YamlDocument } from "../yaml/loadYaml.ts";
import { readKustomization } from "./readKustomization.ts";
import { kustomizationSchema } from "./schema.ts";

/** The names that kustomize looks for, and no others. */
const names: ReadonlySet<string> = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

export const kustomizationKind: DocumentKind = {
	id: "kustomization",
	title: "Kustomization",
	get schema() {
		return kustomizationSchema;
	},
	evidence: "kustomizations",
	detect: ({ path }) => names.has(baseOf(path)),
	parse(source) {
		const { documents, diagnostics } = loadYaml(source, "yaml-1.1");
		const read: Document[] = [];
		const faults: Diagnostic[] = [];
		for (const document of documents) {
			if (document.value === null) continue;
			const object = asObject(document.value);
			if (object === undefined) faults.push(at(source, document.place([]), kustomizationNotObject()));
			else {
				const origins = new Origins();
				read.push(documentOf(document, readKustomization(object, origins), origins));
			}
		}
		return { documents: read, diagnostics: [...diagnostics, ...faults] };
	},
};

function documentOf(document: YamlDocument, value: PlainObject, origins: Origins): Document {
	const way = (pointer: Pointer): Pointer => origins.lead(value, pointer);
	return {
		kind: "kustomization",
		source: document.source,
		name: "",
		value,
		locate: (pointer) => document.place(way(pointer)),
		scope: (pointer) => document.extent(way(pointer)),
		edit: (edit) => document.edit({ ...edit, node: way(edit.node) }),
	};
}
