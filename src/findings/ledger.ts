/**
 * The ledger: what became of every policy on every document. A run has millions of entries, so a document's are kept as one text with
 * a letter for each policy; an entry is an object only while somebody looks at it.
 */
import type { LedgerEntry, Outcome } from "./finding.ts";
import { compareText } from "./order.ts";

/** What became of the policies on one document. Plain data. */
export interface DocumentLedger {
	readonly source: string;
	readonly document: string;
	readonly kind: string;
	/** Ids in code point order; one list for all documents of a kind. */
	readonly policies: readonly string[];
	/** A letter for each policy: see `letters`. */
	readonly outcomes: string;
	/** What more there is to say of some: by their number. */
	readonly notes: readonly LedgerNote[];
}

export interface LedgerNote extends Pick<LedgerEntry, "reason" | "needs"> {
	readonly policy: number;
}

/** Outcomes as letters, for `DocumentLedger.outcomes`. */
export const letters: Readonly<Record<Outcome, string>> = {
	pass: "p",
	fail: "f",
	excepted: "x",
	unknown: "u",
	skipped: "s",
	error: "e",
};

const outcomesByLetter = new Map(Object.entries(letters).map(([outcome, letter]) => [letter, outcome as Outcome]));

/** The entries of a run, in order: by file, kind, document and policy. */
export class Ledger implements Iterable<LedgerEntry> {
	readonly #documents: readonly DocumentLedger[];

	constructor(documents: Iterable<DocumentLedger>) {
		this.#documents = [...documents].sort(compareDocuments);
	}

	/** The ledger that has these entries. */
	static of(entries: Iterable<LedgerEntry>): Ledger {
		if (entries instanceof Ledger) return entries;
		const documents = [...entries].map(({ policy, outcome, reason, needs, ...document }): DocumentLedger => {
			const note = { ...(reason === undefined ? {} : { reason }), ...(needs === undefined ? {} : { needs }) };
			const notes = Object.keys(note).length === 0 ? [] : [{ policy: 0, ...note }];
			return { ...document, policies: [policy], outcomes: letters[outcome], notes };
		});
		return new Ledger(documents);
	}

	*[Symbol.iterator](): Generator<LedgerEntry> {
		yield* this.where();
	}

	/** The entries with one of these outcomes; all if none is said. */
	*where(...wanted: readonly Outcome[]): Generator<LedgerEntry> {
		const pattern = wanted.length === 0 ? undefined : new RegExp(`[${wanted.map((each) => letters[each]).join("")}]`);
		const documents = this.#documents;
		for (let start = 0, end = 0; start < documents.length; start = end) {
			const first = documents[start] as DocumentLedger;
			for (end = start + 1; end < documents.length; end++)
				if (compareDocuments(first, documents[end] as DocumentLedger) !== 0) break;
			const alike = documents.slice(start, end).filter(({ outcomes }) => pattern?.test(outcomes) ?? true);
			if (alike.length === 1) yield* entriesOf(alike[0] as DocumentLedger, pattern);
			// Documents of one name can't be told apart: their entries stand together, policy by policy.
			else
				yield* alike.flatMap((each) => [...entriesOf(each, pattern)]).sort((a, b) => compareText(a.policy, b.policy));
		}
	}

	counts(): Readonly<Record<Outcome, number>> {
		const counts: Record<Outcome, number> = { pass: 0, fail: 0, excepted: 0, unknown: 0, skipped: 0, error: 0 };
		for (const { outcomes } of this.#documents)
			for (const letter of outcomes) counts[outcomesByLetter.get(letter) as Outcome]++;
		return counts;
	}

	/** The ids of the policies that were asked about any document. */
	asked(): ReadonlySet<string> {
		const lists = new Set(this.#documents.map(({ policies }) => policies));
		return new Set([...lists].flat());
	}

	/** With `excepted` in the place of each failure for which that holds. */
	excepting(isExcepted: (entry: LedgerEntry) => boolean): Ledger {
		return new Ledger(
			this.#documents.map((document) => {
				const excepted = new Set<number>();
				for (const [index, policy] of document.policies.entries())
					if (document.outcomes[index] === letters.fail && isExcepted(entryOf(document, index, policy)))
						excepted.add(index);
				if (excepted.size === 0) return document;
				const outcomes = [...document.outcomes].map((letter, index) =>
					excepted.has(index) ? letters.excepted : letter,
				);
				return { ...document, outcomes: outcomes.join("") };
			}),
		);
	}
}

function* entriesOf(document: DocumentLedger, pattern: RegExp | undefined): Generator<LedgerEntry> {
	for (const [index, policy] of document.policies.entries())
		if (pattern === undefined || pattern.test(document.outcomes[index] as string))
			yield entryOf(document, index, policy);
}

function entryOf(
	{ source, document, kind, outcomes, notes }: DocumentLedger,
	index: number,
	policy: string,
): LedgerEntry {
	const { policy: _, ...note } = notes.find((each) => each.policy === index) ?? { policy: index };
	return {
		source,
		document,
		kind,
		policy,
		outcome: outcomesByLetter.get(outcomes[index] as string) as Outcome,
		...note,
	};
}

function compareDocuments(a: DocumentLedger, b: DocumentLedger): number {
	return compareText(a.source, b.source) || compareText(a.kind, b.kind) || compareText(a.document, b.document);
}
