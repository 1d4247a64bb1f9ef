/**
 * The pipeline, on one screen: files and packs in, a report out.
 * Takes texts that a shell has read; reads no file, asks no clock, prints nothing. The same input gives the same report, byte for byte.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Document } from "../documents/document.ts";
import { combined } from "../documents/shapes/shapes.ts";
import { dayOf } from "../findings/day.ts";
import type { FileEntry, LedgerEntry, Report } from "../findings/finding.ts";
import { makeReport } from "../findings/ledger.ts";
import { type Raised, settle, type Unsettled } from "../findings/settle.ts";
import { type Linked, linkProject } from "../linking/linked.ts";
import { dormantPolicies, policiesInForce } from "../packs/policiesInForce.ts";
import { type DocumentResult, evaluateDocument } from "./evaluateDocument.ts";
import { gatherEvidence } from "./gatherEvidence.ts";
import type { EngineOptions, InputFile } from "./options.ts";
import { readDocuments } from "./readDocuments.ts";

/**
 * Evaluates every policy of the packs on every document of the files that it speaks about.
 * Never throws on any text: what is wrong with a file, a document or an evaluation is in the report's diagnostics and ledger.
 */
export function evaluate(inputs: Iterable<InputFile>, options: EngineOptions): Report {
	const policies = policiesInForce(options.packs, options.settings);
	const files: FileEntry[] = [];
	const sources: Unsettled["sources"][number][] = [];
	const raised: Raised[] = [];
	const ledger: LedgerEntry[] = [];
	const diagnostics: Diagnostic[] = [];

	// Where only rules in a shape are asked, nobody looks at documents of ours.
	const asked = options.shape === undefined || policies.some(({ info }) => info.on !== undefined);
	const reading = asked ? options : { ...options, kinds: [] };
	const gathered = gatherEvidence(reading);
	const wanted = policies.some(({ info }) => info.on === "project") ? ([] as Linked[]) : undefined;
	const together: Document[] = [];
	const add = (result: DocumentResult): void => {
		// A call has no room for as many operands as a document may have findings.
		for (const each of result.raised) raised.push(each);
		for (const each of result.ledger) ledger.push(each);
	};

	for (const input of inputs) {
		const known = gathered.read.get(input.source.name);
		const { source } = known?.file ?? input;
		options.onFile?.(source.name, files.length);
		const read = known?.read ?? readDocuments(input, reading);
		for (const each of read.diagnostics) diagnostics.push(each);
		for (const document of read.documents) {
			const linked = { document, ownerOf: gathered.evidence.ownerOf(document) };
			if (options.combine === true && document.shape !== undefined) together.push(document);
			else {
				if (document.shape === undefined) wanted?.push(linked);
				add(evaluateDocument(linked, policies, options));
			}
		}
		files.push({
			source: source.name,
			documents: read.documents.map(({ kind, name }) => ({ kind, name })),
			...(read.skipped === undefined ? {} : { skipped: read.skipped }),
		});
		sources.push({ source, kinds: [...new Set(read.documents.map(({ kind }) => kind))] });
	}

	if (options.shape !== undefined && together.length > 0) {
		const document = combined(options.shape, together);
		add(evaluateDocument({ document, ownerOf: (pointer) => ({ document, pointer }) }, policies, options));
	}
	if (wanted !== undefined) add(evaluateDocument(linkProject(wanted, options.kinds), policies, options));

	const infos = policies.map(({ info }) => info);
	const settled = settle({
		raised,
		ledger,
		sources,
		policies: infos,
		dormant: dormantPolicies(options.packs, options.settings),
		exceptions: options.exceptions,
		baseline: options.baseline,
		inlineIgnores: options.inlineIgnores,
		today: dayOf(options.now),
	});
	return makeReport({
		files,
		policies: infos,
		findings: settled.findings,
		ledger: settled.ledger,
		diagnostics: [...diagnostics, ...settled.diagnostics],
	});
}
