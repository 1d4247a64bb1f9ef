/**
 * Ignore comments in policy files, which excuse warnings about the policies themselves: the same comments and reaches as for
 * findings. Takes what the lints found in one source, gives what is left of it, and what is wrong with the comments.
 */
import { suppressionExpired, suppressionUnused, unknownLint } from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import { suggest } from "../text/suggest.ts";
import type { Comment } from "./comments.ts";
import { type Excuse, plainCode, reaches } from "./excuse.ts";
import { ownIgnores } from "./ignores.ts";

export interface Excusing {
	/** All codes that a comment may name. */
	readonly codes: readonly string[];
	/** YYYY-MM-DD; where it is absent, no excuse has run out. */
	readonly today?: string | undefined;
}

export function excuseLints(
	source: Source,
	comments: readonly Comment[],
	found: readonly Diagnostic[],
	{ codes, today }: Excusing,
): Diagnostic[] {
	const { excuses, diagnostics } = ownIgnores(source, comments);
	if (excuses.length === 0) return [...found, ...diagnostics];
	const faults = [...diagnostics];
	const used = new Set<Excuse>();
	const valid = excuses.filter((excuse) => {
		const { code, until, span } = excuse;
		if (!codes.includes(plainCode(code)))
			faults.push(at(source, span, unknownLint({ name: code, suggestion: suggest(code, codes) })));
		else if (until !== undefined && today !== undefined && until < today)
			faults.push(at(source, span, suppressionExpired({ code, until })));
		else return true;
		return false;
	});
	const left = found.filter(({ kind, span }) => {
		const place = { source, span, pointer: [], document: "" };
		const fitting = valid.filter((excuse) => plainCode(excuse.code) === kind.code && reaches(excuse.reach, { place }));
		for (const excuse of fitting) used.add(excuse);
		return fitting.length === 0;
	});
	const unused = valid.filter((excuse) => !used.has(excuse));
	return [...left, ...faults, ...unused.map(({ code, span }) => at(source, span, suppressionUnused({ code })))];
}
