/** The `manifest` kind: Kubernetes objects as written. */
import type { Document, DocumentKind, Pointer } from "../document.ts";
import { detectManifest } from "./detectManifest.ts";
import { type Manifest, readManifests } from "./readManifests.ts";
import { renderedFrom } from "./renderedFrom.ts";
import { manifestSchema } from "./schema.ts";

export const manifestKind: DocumentKind = {
	id: "manifest",
	title: "Kubernetes manifest",
	get schema() {
		return manifestSchema;
	},
	detect: detectManifest,
	parse(source) {
		const { manifests, diagnostics } = readManifests(source);
		return { documents: manifests.map(manifestDocument), diagnostics };
	},
};

function manifestDocument(manifest: Manifest): Document {
	const { document, object, name } = manifest;
	return {
		kind: "manifest",
		source: document.source,
		name,
		value: object,
		get origin() {
			return renderedFrom(manifest);
		},
		locate: (pointer) => document.place(within(manifest, pointer)),
		scope: (pointer) => document.extent([...manifest.pointer, ...pointer]),
		edit: (edit) => document.edit({ ...edit, node: [...manifest.pointer, ...edit.node] }),
	};
}

/** The object as a whole is shown at the line that says what it is. */
function within({ pointer: base, object }: Manifest, pointer: Pointer): Pointer {
	if (pointer.length > 0) return [...base, ...pointer];
	return Object.hasOwn(object, "kind") ? [...base, "kind"] : base;
}
