/** One file into the documents it holds: of every kind that claims it, or of the one that the person named. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Document } from "../documents/document.ts";
import { whyUnclaimed } from "../documents/kinds.ts";
import type { EngineOptions, InputFile } from "./options.ts";

/** What was read from a file. */
export interface ReadFile {
	readonly documents: readonly Document[];
	readonly diagnostics: readonly Diagnostic[];
	/** Why there is nothing in it for us, where that is no fault. */
	readonly skipped?: string;
}

/** How much of a text detection may look at, in UTF-16 units. */
const HEAD = 8192;

/** Reads a file's documents. Never throws; what is wrong with the text is in the diagnostics. */
export function readDocuments(file: InputFile, options: EngineOptions): ReadFile {
	if (file.faults !== undefined && file.faults.length > 0) return { documents: [], diagnostics: file.faults };
	const { source } = file;
	const candidate = { path: source.name, head: source.text.slice(0, HEAD) };
	const claiming = options.kinds.filter((kind) =>
		file.kind === undefined ? kind.detect(candidate) : kind.id === file.kind,
	);
	if (claiming.length === 0) return { documents: [], diagnostics: [], skipped: whyUnclaimed(candidate) };
	const context = { buildArgs: options.buildArgs ?? {}, platform: options.platform, siblings: file.siblings };
	const parsed = claiming.map((kind) => kind.parse(source, context));
	return {
		documents: parsed.flatMap(({ documents }) => documents),
		diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
	};
}
