/** Exceptions of `policy.yaml`, brought to excuses. Takes data that its schema has checked; says what only the calendar can tell. */
import { suppressionDateInvalid, suppressionWithoutReason } from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { isDay } from "./day.ts";
import type { Excuse } from "./excuse.ts";

/** One entry of `exceptions` in policy.yaml. */
export interface Exception {
	/** A code, a policy's name or id, or another tool's id. */
	readonly policy: string;
	/** File globs; absent: every file. */
	readonly files?: readonly string[];
	/** A glob over `Deployment/shop/web`, or with a leading `/` over the element's pointer. */
	readonly element?: string;
	readonly reason: string;
	/** The last day it holds, YYYY-MM-DD. */
	readonly until?: string;
	readonly owner?: string;
	/** The way from the folder that the globs are relative to, to the one that names of sources are relative to: `services/a`, `..`. */
	readonly base?: string;
	/** Where it is written. */
	readonly source: Source;
	readonly span: Span;
}

export function exceptionExcuses(exceptions: readonly Exception[]): {
	readonly excuses: readonly Excuse[];
	readonly diagnostics: readonly Diagnostic[];
} {
	const excuses: Excuse[] = [];
	const diagnostics: Diagnostic[] = [];
	for (const { policy, files, element, reason, until, owner, base = "", source, span } of exceptions) {
		if (reason.trim() === "") {
			diagnostics.push(at(source, span, suppressionWithoutReason({ what: `the exception for \`${policy}\`` })));
			continue;
		}
		if (until !== undefined && !isDay(until)) {
			diagnostics.push(at(source, span, suppressionDateInvalid({ date: until })));
			continue;
		}
		// Several globs are one exception: it is used when any of them is. Braces say that in one glob.
		const glob =
			files === undefined || files.length === 0
				? "**"
				: files.length === 1
					? (files[0] as string)
					: `{${files.join(",")}}`;
		excuses.push({
			by: "exception",
			code: policy,
			reach: { kind: "glob", files: glob, base, ...(element === undefined ? {} : { element }) },
			reason: owner === undefined ? reason : `${reason} (${owner})`,
			...(until === undefined ? {} : { until }),
			source,
			span,
			foreign: false,
		});
	}
	return { excuses, diagnostics };
}
