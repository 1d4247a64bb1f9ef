/** `:input …`: a JSON or YAML file as it is, any other file as the kind of document that it is, or a value written in Rego. */
import { unknownKind, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic, Message } from "../../diagnostics/diagnostic.ts";
import { kindOf, kinds } from "../../documents/kinds.ts";
import type { Shape } from "../../documents/shapes/shape.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import type { Host } from "../host/host.ts";
import { readValue } from "../query/readBase.ts";
import { findInputs } from "../readInputs.ts";
import type { Input } from "./workspace.ts";

export interface ReadInput {
	readonly input?: Input;
	readonly diagnostics: readonly (Diagnostic | Message)[];
	/** How many documents the file holds; the first of them is the input. */
	readonly documents: number;
}

/** @throws {Refusal} where a JSON or YAML file is none */
export function readInputFile(host: Host, name: string, kind: string | undefined, shape?: Shape): ReadInput {
	if (kind !== undefined && kindOf(kind) === undefined)
		return { diagnostics: [unknownKind({ name: kind, known: kinds.map(({ id }) => id) })], documents: 0 };
	if (kind === undefined && shape === undefined && /\.(json|ya?ml)$/.test(name)) {
		const value = readValue(new TextDecoder().decode(host.files.read(name)), name);
		return { input: { value, from: name }, diagnostics: [], documents: 1 };
	}
	const found = findInputs(host.cwd, host.files, [name], kind, undefined, shape);
	const [file] = found.read(host.files);
	if (file === undefined) return { diagnostics: found.diagnostics, documents: 0 };
	const {
		documents: all,
		diagnostics,
		skipped,
	} = readDocuments(file, shape === undefined ? { kinds } : { kinds: [], shape });
	if (skipped !== undefined)
		return { diagnostics: [usageInvalid({ text: skipped, hint: "say what it is: `:input FILE KIND`" })], documents: 0 };
	// A file may be read as several kinds; it is the first of them that is meant.
	const documents = all.filter((document) => document.kind === all[0]?.kind);
	const [first] = documents;
	if (first === undefined) return { diagnostics: [...found.diagnostics, ...diagnostics], documents: 0 };
	return { input: { value: first.value, from: name, kind: first.kind }, diagnostics, documents: documents.length };
}
