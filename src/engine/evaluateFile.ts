/** One file: read, linked and evaluated. What comes of it holds nothing of its documents but texts, so that they can be let go. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { commentSyntax } from "../findings/comments.ts";
import type { FileEntry } from "../findings/finding.ts";
import { type Ignores, mayHaveIgnores, readIgnores } from "../findings/ignores.ts";
import type { DocumentLedger } from "../findings/ledger.ts";
import type { Raised } from "../findings/settle.ts";
import type { Source } from "../text/source.ts";
import { evaluateDocument } from "./evaluateDocument.ts";
import type { InputFile } from "./options.ts";
import { readParts } from "./readDocuments.ts";
import type { Run } from "./run.ts";

/** What a file came to, before anybody excuses anything. */
export interface FileResult {
	readonly entry: FileEntry;
	readonly source: Source;
	readonly kinds: readonly string[];
	readonly ignores: Ignores;
	readonly raised: readonly Raised[];
	readonly ledger: readonly DocumentLedger[];
	readonly diagnostics: readonly Diagnostic[];
}

/** Never throws on any text: what is wrong with it is in the diagnostics and the ledger. */
export function evaluateFile(input: InputFile, run: Run): FileResult {
	const { options, gathered, policiesOn, keep, share } = run;
	const known = gathered.read.get(input.source.name);
	const source = keep(known?.file.source ?? input.source);
	const documents = new Map<string, FileEntry["documents"][number][]>();
	const raised: Raised[] = [];
	const ledger: DocumentLedger[] = [];
	const diagnostics: Diagnostic[] = [];
	let skipped: string | undefined;
	// Comments of this file are known when it is read; those of others may be anything.
	let comments: boolean | undefined;
	const excusable = ({ name, text }: Source): boolean => {
		if (name !== source.name) return true;
		comments ??= mayHaveIgnores(text);
		return comments;
	};
	for (const read of known === undefined ? readParts(input, options) : [known.read]) {
		skipped = read.skipped;
		for (const { source: told, ...diagnostic } of read.diagnostics)
			diagnostics.push(told === undefined ? diagnostic : { ...diagnostic, source: keep(told) });
		for (const document of read.documents) {
			const { kind, name } = document;
			const others = documents.get(kind);
			if (others === undefined) documents.set(kind, [{ kind, name }]);
			else others.push({ kind, name });
			if (options.combine === true && document.shape !== undefined) continue;
			const linked = { document, ownerOf: gathered.evidence.ownerOf(document) };
			const result = evaluateDocument(linked, policiesOn(document), { ...run, excusable });
			for (const each of result.raised) raised.push(each);
			ledger.push({ ...result.ledger, outcomes: share(result.ledger.outcomes) });
		}
	}
	const kinds = [...documents.keys()];
	const entry = { source: source.name, documents: [...documents.values()].flat() };
	return {
		entry: skipped === undefined ? entry : { ...entry, skipped },
		source,
		kinds,
		ignores: readIgnores(source, commentSyntax(kinds, source)),
		raised,
		ledger,
		diagnostics,
	};
}
