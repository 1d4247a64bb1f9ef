/** Reading Dockerfiles in tests: text in, plain values and underlined text out. */

import { dockerfile } from "../../../src/documents/dockerfile/dockerfile.ts";
import type { Document, ParseOptions, Pointer } from "../../../src/documents/document.ts";
import { Unknown } from "../../../src/runtime/values/unknown.ts";
import { Source } from "../../../src/text/source.ts";
import type { Span } from "../../../src/text/span.ts";

export interface TestedDiagnostic {
	readonly code: string;
	readonly underlined: string;
	readonly text: string;
	readonly hint?: string;
	readonly span: Span;
}

export interface Tested {
	readonly document: Document;
	/** The value as plain JSON; an Unknown is `{unknown: needs, text}`. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look anywhere into it
	readonly value: any;
	readonly diagnostics: readonly TestedDiagnostic[];
	/** The text that a pointer leads to. */
	at(...pointer: Pointer): string;
}

export function parse(text: string, options: Partial<ParseOptions> = {}): Tested {
	const source = new Source("Dockerfile", text);
	const { documents, diagnostics } = dockerfile.parse(source, { buildArgs: {}, ...options });
	const [document] = documents;
	if (document === undefined) throw new Error("a Dockerfile is always one document");
	return {
		document,
		value: plain(document.value),
		diagnostics: diagnostics.map(({ kind, span, text: message, hint }) => ({
			code: kind.code,
			underlined: span === undefined ? "" : source.slice(span),
			text: message,
			span: span ?? { start: 0, end: text.length },
			...(hint === undefined ? {} : { hint }),
		})),
		at: (...pointer) => {
			const span = document.locate(pointer);
			return span === undefined ? "" : source.slice(span);
		},
	};
}

/** JSON of a value, Unknown spelled out. */
export function plain(value: unknown): unknown {
	return JSON.parse(
		JSON.stringify(value, (_, part) => (part instanceof Unknown ? { unknown: part.needs, text: part.text } : part)),
	);
}
