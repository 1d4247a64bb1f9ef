/**
 * What an error says. A message is made from a catalogue entry and its parameters; a diagnostic is a message at a place.
 * Diagnostics are collected and passed on as data, never thrown across phases; nothing ever matches on their text.
 */
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { TextEdit } from "../text/textEdit.ts";

export type DiagnosticSeverity = "error" | "warning" | "info";

/** The error classes that OPA prints, so that scripts made for it go on working (OPA ast/errors.go, topdown/errors.go). */
export type OpaErrorCode =
	| "rego_parse_error"
	| "rego_compile_error"
	| "rego_type_error"
	| "rego_unsafe_var_error"
	| "rego_recursion_error";

/** What a catalogue entry explains: printed by `policy explain CODE` and shown in the docs. */
export interface Explanation {
	/** Why this is reported: one to three sentences. */
	readonly cause: string;
	/** A smallest text that is reported, and the same put right. */
	readonly wrong: string;
	readonly right: string;
}

/** One entry of the catalogue. */
export interface DiagnosticKind extends Explanation {
	/** The stable id: kebab-case words, unique. */
	readonly code: string;
	readonly severity: DiagnosticSeverity;
	readonly title: string;
	readonly opaCode?: OpaErrorCode;
}

/** A catalogue entry with its parameters filled in: what to say, but not yet where. */
export interface Message {
	readonly kind: DiagnosticKind;
	/** Lowercase, one line, user text in backticks, no full stop. */
	readonly text: string;
	/** What to do about it. */
	readonly hint?: string;
}

/** A message at a place. */
export interface Diagnostic extends Message {
	/** Absent only for what has no text, such as a command line or a folder. */
	readonly source?: Source;
	/** Absent where the whole source is meant. */
	readonly span?: Span;
	/** Edits of the source that put it right and change nothing else; only where such are known to be safe. */
	readonly fix?: readonly TextEdit[];
}

/** Makes a diagnostic from a message and its place. */
export function at(source: Source, span: Span | undefined, message: Message): Diagnostic {
	return { ...message, source, ...(span === undefined ? {} : { span }) };
}

/** Declares a catalogue entry; the result makes messages from parameters. `code` and the rest can be read from it. */
export function define<Parameters = void>(
	kind: DiagnosticKind,
	text: (parameters: Parameters) => string,
	hint?: (parameters: Parameters) => string | undefined,
): MessageMaker<Parameters> {
	const make = (parameters: Parameters): Message => {
		const advice = hint?.(parameters);
		return { kind, text: text(parameters), ...(advice === undefined ? {} : { hint: advice }) };
	};
	return Object.assign(make, { kind });
}

export type MessageMaker<Parameters> = ((parameters: Parameters) => Message) & { readonly kind: DiagnosticKind };
