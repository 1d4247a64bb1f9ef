/** `:input …`: a JSON or YAML file as it is, any other file as the kind of document that it is, or a value written in Rego. */
import { unknownKind, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic, Message } from "../../diagnostics/diagnostic.ts";
import { kindOf, kinds, kindsOf, whyUnclaimed } from "../../documents/kinds.ts";
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
export function readInputFile(host: Host, name: string, kind: string | undefined): ReadInput {
	if (kind !== undefined && kindOf(kind) === undefined)
		return { diagnostics: [unknownKind({ name: kind, known: kinds.map(({ id }) => id) })], documents: 0 };
	if (kind === undefined && /\.(json|ya?ml)$/.test(name)) {
		const value = readValue(new TextDecoder().decode(host.files.read(name)), name);
		return { input: { value, from: name }, diagnostics: [], documents: 1 };
	}
	const found = findInputs(host.cwd, host.files, [name], kind);
	const [file] = found.read(host.files);
	const faults = [...found.diagnostics, ...(file?.faults ?? [])];
	if (file === undefined || faults.length > 0) return { diagnostics: faults, documents: 0 };
	const candidate = { path: file.source.name, head: file.source.text.slice(0, 8192) };
	const [reading] = kind === undefined ? kindsOf(candidate) : kinds.filter(({ id }) => id === kind);
	if (reading === undefined) {
		const text = whyUnclaimed(candidate);
		return { diagnostics: [usageInvalid({ text, hint: "say what it is: `:input FILE KIND`" })], documents: 0 };
	}
	const { documents, diagnostics } = reading.parse(file.source, { buildArgs: {}, siblings: file.siblings });
	const [first] = documents;
	if (first === undefined) return { diagnostics, documents: 0 };
	return { input: { value: first.value, from: name, kind: reading.id }, diagnostics, documents: documents.length };
}
