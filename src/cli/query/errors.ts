/** Diagnostics in the shape in which `opa eval` prints errors. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

export interface QueryError {
	readonly message: string;
	readonly code: string;
	readonly location?: { readonly file: string; readonly row: number; readonly col?: number };
}

export function errorsOf(diagnostics: readonly Diagnostic[]): readonly QueryError[] {
	return diagnostics
		.filter(({ kind }) => kind.severity === "error")
		.map(({ kind, text, source, span }) => {
			const message = { message: text, code: kind.opaCode ?? kind.code };
			if (source === undefined) return message;
			const { line, column } = source.position(span?.start ?? 0);
			// The query itself is no file.
			const file = source.name === "<query>" ? "" : source.name;
			return { ...message, location: { file, row: line, col: column } };
		});
}
