/** One file into the documents it holds: of every kind that claims it, or of the one that the person named. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Document, DocumentKind } from "../documents/document.ts";
import type { EngineOptions, InputFile } from "./options.ts";

/** A file with what was read from it. */
export interface ReadFile {
	readonly file: InputFile;
	readonly documents: readonly Document[];
	readonly diagnostics: readonly Diagnostic[];
	/** Why there is nothing in it for us, where that is no fault. */
	readonly skipped?: string;
}

/** How much of a text detection may look at, in UTF-16 units. */
const HEAD = 8192;

/** Reads a file's documents. Never throws; what is wrong with the text is in the diagnostics. */
export function readDocuments(file: InputFile, kinds: readonly DocumentKind[], options: EngineOptions): ReadFile {
	if (file.faults !== undefined && file.faults.length > 0) return { file, documents: [], diagnostics: file.faults };
	const { source } = file;
	const candidate = { path: source.name, head: source.text.slice(0, HEAD) };
	const claiming = kinds.filter((kind) => (file.kind === undefined ? kind.detect(candidate) : kind.id === file.kind));
	if (claiming.length === 0) return { file, documents: [], diagnostics: [], skipped: "no kind of document claims it" };
	const parsed = claiming.map((kind) =>
		kind.parse(source, { buildArgs: options.buildArgs, platform: options.platform, siblings: file.siblings }),
	);
	return {
		file,
		documents: parsed.flatMap(({ documents }) => documents),
		diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
	};
}
