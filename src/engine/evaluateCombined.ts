/** All documents of a shape as one, for rules that want them so. They are read again: nothing of them is kept where they are evaluated one by one. */
import type { Pointer } from "../documents/document.ts";
import { combined } from "../documents/shapes/shapes.ts";
import { type DocumentResult, evaluateDocument } from "./evaluateDocument.ts";
import type { FileResult } from "./evaluateFile.ts";
import { readDocuments } from "./readDocuments.ts";
import type { Run } from "./run.ts";

/** What rules came to on the combined document; undefined where there is none. */
export function evaluateCombined(results: readonly FileResult[], run: Run): DocumentResult | undefined {
	const { options, policiesOn } = run;
	const { shape, combine, again } = options;
	if (shape === undefined || combine !== true) return undefined;
	const names = new Set(results.flatMap(({ entry }) => (entry.documents.length > 0 ? [entry.source] : [])));
	const together = [...(again?.(names) ?? [])]
		.flatMap((file) => readDocuments(file, options).documents)
		.filter((document) => document.shape !== undefined);
	if (together.length === 0) return undefined;
	const document = combined(shape, together);
	const linked = { document, ownerOf: (pointer: Pointer) => ({ document, pointer }) };
	return evaluateDocument(linked, policiesOn(document), { ...run, excusable: () => true });
}
