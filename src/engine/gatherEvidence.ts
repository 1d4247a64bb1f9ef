/** What the run has about images, found before its documents are evaluated: they are linked to it one by one. */
import type { Document } from "../documents/document.ts";
import { applyStatements } from "../linking/applyStatements.ts";
import { Evidence } from "../linking/evidence.ts";
import { findBases } from "../linking/findBases.ts";
import { Kustomizations } from "../linking/kustomizations.ts";
import type { EngineOptions, InputFile } from "./options.ts";
import { claimingKinds, type ReadFile, readDocuments } from "./readDocuments.ts";

export interface Gathered {
	readonly evidence: Evidence;
	/** The files it was read from, by name: they needn't be read again. */
	readonly read: ReadonlyMap<string, ReadEvidence>;
}

interface ReadEvidence {
	readonly file: InputFile;
	readonly read: ReadFile;
}

/** Reads the files that hold evidence, and no others. */
export function gatherEvidence(options: EngineOptions): Gathered {
	const fields = new Map(options.kinds.flatMap(({ id, evidence }) => (evidence === undefined ? [] : [[id, evidence]])));
	const read = new Map<string, ReadEvidence>();
	for (const file of options.evidence ?? []) {
		if (file.faults !== undefined || read.has(file.source.name)) continue;
		const claiming = claimingKinds(file, options);
		if (claiming.some(({ evidence }) => evidence !== undefined))
			read.set(file.source.name, { file, read: readDocuments(file, options) });
	}
	const kustomizations = new Kustomizations();
	const evidence = new Evidence(kustomizations, options.unavailable);
	const scans: Document[] = [];
	const statements: Document[] = [];
	for (const { read: found } of read.values())
		for (const document of found.documents) {
			const field = fields.get(document.kind);
			if (field === "statements") statements.push(document);
			else if (field === "kustomizations") kustomizations.add(document);
			else if (field !== undefined) evidence.add(document, field);
			if (field === "scans") scans.push(document);
		}
	applyStatements(scans, statements);
	findBases([...read.values()].flatMap(({ read: found }) => found.documents));
	evidence.finish();
	return { evidence, read };
}
