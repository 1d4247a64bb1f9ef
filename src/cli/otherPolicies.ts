/** Names of policies that this run doesn't use: an ignore comment for one of them is no mistake. */
import { unknownPolicy } from "../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { namesOf, plainCode } from "../findings/excuse.ts";
import type { Report } from "../findings/finding.ts";
import { makeReport } from "../findings/makeReport.ts";
import { bundledPackNames, importBundledPack } from "./bundledPacks.ts";
import type { Session } from "./session.ts";

/**
 * Takes back what the report says of unknown names, where the run uses only some of the policies and the name is that of
 * another bundled one, or of one that may stand in a file that doesn't compile.
 */
export async function withoutOtherPolicies(report: Report, session: Session): Promise<Report> {
	const isUnknown = ({ kind }: Diagnostic): boolean => kind === unknownPolicy.kind;
	if (session.isComplete || !report.diagnostics.some(isUnknown)) return report;
	const isBroken = session.diagnostics.some(({ kind }) => kind.severity === "error");
	const known = isBroken ? undefined : await bundledNames();
	const diagnostics = report.diagnostics.filter((diagnostic) => {
		if (!isUnknown(diagnostic)) return true;
		const { source, span } = diagnostic;
		const name = source === undefined || span === undefined ? "" : source.slice(span);
		return known !== undefined && !known.has(plainCode(name));
	});
	return makeReport({ ...report, diagnostics });
}

async function bundledNames(): Promise<ReadonlySet<string> | undefined> {
	const packs = await Promise.all(bundledPackNames().map(importBundledPack));
	// Run from the sources, nothing is compiled ahead, and compiling all to judge a comment takes too long.
	if (packs.some((pack) => pack === undefined)) return undefined;
	return new Set(packs.flatMap((pack) => pack?.policies ?? []).flatMap(({ info }) => namesOf(info)));
}
