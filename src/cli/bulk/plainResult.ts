/**
 * What a file came to as plain data: what one thread gives another, and what is kept for a later run. Sources are numbers in a list,
 * policies and diagnostics their ids, so that who takes it puts in the objects of the run.
 */
import type { Diagnostic, DiagnosticKind } from "../../diagnostics/diagnostic.ts";
import type { FileResult } from "../../engine/evaluateFile.ts";
import type { Run } from "../../engine/run.ts";
import { commentSyntax } from "../../findings/comments.ts";
import type { FileEntry, PolicyInfo } from "../../findings/finding.ts";
import { readIgnores } from "../../findings/ignores.ts";
import type { DocumentLedger } from "../../findings/ledger.ts";
import type { Raised } from "../../findings/settle.ts";
import { Source } from "../../text/source.ts";

export interface PlainResult {
	readonly entry: FileEntry;
	readonly kinds: readonly string[];
	readonly raised: readonly PlainRaised[];
	readonly ledger: readonly Omit<DocumentLedger, "policies">[];
	readonly diagnostics: readonly PlainDiagnostic[];
	/** Names and texts of what is pointed at: the file first. A file that nothing points at has no text here. */
	readonly sources: readonly (readonly [name: string, text: string])[];
}

type PlainRaised = Omit<Raised, "policy" | "severity" | "place"> & {
	readonly policy: string;
	readonly place: Omit<Raised["place"], "source"> & { readonly source: number };
};

type PlainDiagnostic = Omit<Diagnostic, "kind" | "source"> & { readonly code: string; readonly source?: number };

export function toPlain(result: FileResult): PlainResult {
	const { entry, kinds, source: file, ignores, raised, ledger, diagnostics } = result;
	const numbers = new Map<Source, number>();
	const numberOf = (source: Source): number => {
		let number = numbers.get(source);
		if (number === undefined) {
			number = numbers.size;
			numbers.set(source, number);
		}
		return number;
	};
	numberOf(file);
	const plainRaised = raised.map(({ policy, severity: _, place: { source, span, ...place }, ...rest }) => ({
		...rest,
		policy: policy.id,
		place: { ...place, span, source: numberOf(source) },
	}));
	const plainDiagnostics = diagnostics.map(({ kind, source, ...rest }) => ({
		...rest,
		code: kind.code,
		...(source === undefined ? {} : { source: numberOf(source) }),
	}));
	const isQuiet = raised.length + diagnostics.length + ignores.excuses.length + ignores.diagnostics.length === 0;
	return {
		entry,
		kinds,
		raised: plainRaised,
		ledger: ledger.map(({ policies: _, ...rest }) => rest),
		diagnostics: plainDiagnostics,
		sources: [...numbers.keys()].map(({ name, text }) => [name, isQuiet ? "" : text] as const),
	};
}

/** What plain results are put together with: what is the same in all threads and runs that share them. */
export interface Parts {
	readonly policies: ReadonlyMap<string, PolicyInfo>;
	readonly catalogue: ReadonlyMap<string, DiagnosticKind>;
	readonly policiesOf: Run["policiesOf"];
	readonly share: Run["share"];
}

/** @throws {Error} where it names what isn't there: then it is from somewhere else */
export function fromPlain(plain: PlainResult, { policies, catalogue, policiesOf, share }: Parts): FileResult {
	const sources = plain.sources.map(([name, text]) => new Source(name, text));
	const sourceAt = (number: number): Source => there(sources[number]);
	const file = sourceAt(0);
	return {
		entry: plain.entry,
		kinds: plain.kinds,
		source: file,
		ignores: readIgnores(file, commentSyntax(plain.kinds, file)),
		raised: plain.raised.map(({ policy: id, place, ...rest }) => {
			const policy = there(policies.get(id));
			return { ...rest, policy, severity: policy.severity, place: { ...place, source: sourceAt(place.source) } };
		}),
		ledger: plain.ledger.map((document) => ({
			...document,
			policies: policiesOf(document.kind).ids,
			outcomes: share(document.outcomes),
		})),
		diagnostics: plain.diagnostics.map(({ code, source, ...rest }) => ({
			...rest,
			kind: there(catalogue.get(code)),
			...(source === undefined ? {} : { source: sourceAt(source) }),
		})),
	};
}

function there<Thing>(thing: Thing | undefined): Thing {
	if (thing === undefined) throw new Error("a result names what this run doesn't have");
	return thing;
}
