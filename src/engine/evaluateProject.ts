/** Policies on `project`: those about more than one document. They come last, and read again what they look at. */
import type { Linked } from "../linking/linked.ts";
import { linkProject } from "../linking/linked.ts";
import { nodePointers } from "../places/nodePointers.ts";
import { type DocumentResult, evaluateDocument } from "./evaluateDocument.ts";
import type { FileResult } from "./evaluateFile.ts";
import { readDocuments } from "./readDocuments.ts";
import type { Run } from "./run.ts";

/** What the policies on `project` came to; undefined where there is none. */
export function evaluateProject(results: Iterable<FileResult>, run: Run): DocumentResult | undefined {
	const { options, gathered, policiesOf } = run;
	const policies = policiesOf("project");
	if (policies.policies.length === 0) return undefined;
	const namesByKind = new Map<string, Set<string>>();
	for (const { entry, kinds } of results)
		for (const kind of kinds) {
			const names = namesByKind.get(kind);
			if (names === undefined) namesByKind.set(kind, new Set([entry.source]));
			else names.add(entry.source);
		}
	const project = linkProject(options.kinds, (kind) => {
		const linked: Linked[] = [];
		const names = namesByKind.get(kind);
		for (const file of names === undefined ? [] : (options.again?.(names) ?? [])) {
			const { documents } = gathered.read.get(file.source.name)?.read ?? readDocuments(file, options);
			for (const document of documents)
				if (document.kind === kind && document.shape === undefined)
					linked.push({ document, ownerOf: gathered.evidence.ownerOf(document) });
		}
		return linked;
	});
	let seen = 0;
	let pointers = nodePointers({});
	return evaluateDocument(
		project,
		policies,
		{ ...run, excusable: () => true },
		{
			// Looking the whole project through would read all of it.
			hasUnknowns: () => true,
			pathOf: (node) => {
				const lists = project.seen();
				const count = Object.keys(lists).length;
				if (count !== seen) pointers = nodePointers(lists);
				seen = count;
				return pointers(node);
			},
		},
	);
}
