/** What shapes share: documents of data files (YAML, JSON) with a value as a tool has it, and the way back to the text. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Document, Parsed, Pointer } from "../document.ts";
import { asObject, objectOf, textOf } from "../fields.ts";
import type { YamlDocument } from "../yaml/loadYaml.ts";

/** A part of a text that is an input of its own. */
export interface Part {
	readonly document: YamlDocument;
	/** The way from the document's root to it. */
	readonly base: Pointer;
	readonly value: Value;
}

export function partsAsDocuments(kind: string, parts: readonly Part[], diagnostics: readonly Diagnostic[]): Parsed {
	const documents = parts.map(({ document, base, value }, index): Document => {
		// An object as a whole is shown at the line that says what it is.
		const whole = Object.hasOwn(asObject(value) ?? {}, "kind") ? [...base, "kind"] : base;
		return {
			kind,
			source: document.source,
			name: parts.length === 1 ? objectName(value) : objectName(value) || String(index + 1),
			value,
			locate: (pointer) => document.place(pointer.length === 0 ? whole : [...base, ...pointer]),
			scope: (pointer) => document.extent([...base, ...pointer]),
		};
	});
	return { documents, diagnostics };
}

/** `Deployment/shop/web` for a Kubernetes object; empty for anything else. */
function objectName(value: Value): string {
	const object = asObject(value);
	const metadata = objectOf(object, "metadata");
	const kind = textOf(object, "kind");
	if (kind === undefined || textOf(object, "apiVersion") === undefined) return "";
	return [kind, textOf(metadata, "namespace"), textOf(metadata, "name")].filter((part) => part !== undefined).join("/");
}
