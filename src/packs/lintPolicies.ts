/** The warnings about policies' own texts: what the lints find, less what a comment beside it excuses. */
import * as linting from "../diagnostics/catalogue/linting.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Comment } from "../findings/comments.ts";
import { excuseLints } from "../findings/excuseLints.ts";
import { lintModule } from "../lang/lint/lintModule.ts";
import type { Module } from "../lang/tree.ts";

/** The codes of all lints. */
export const lintCodes: readonly string[] = Object.values(linting).map(({ kind }) => kind.code);

/** @param today YYYY-MM-DD; where it is absent, no comment has run out */
export function lintPolicies(modules: readonly Module[], today?: string): Diagnostic[] {
	return modules.flatMap((module) =>
		excuseLints(module.source, commentsOf(module), lintModule(module), { codes: lintCodes, today }),
	);
}

function commentsOf({ source, comments }: Module): readonly Comment[] {
	return comments.map(({ span, text }) => {
		const line = source.lineAt(span.start);
		const before = source.text.slice(source.lineStarts[line - 1], span.start);
		return { span, text: text.trim(), line, alone: before.trim() === "" };
	});
}
