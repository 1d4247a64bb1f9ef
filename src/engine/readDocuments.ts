/** One file into the documents it holds: of every kind that claims it, or of the one that the person named. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Candidate, Document, DocumentKind } from "../documents/document.ts";
import { whyUnclaimed } from "../documents/kinds.ts";
import { kindsIn } from "../documents/shapes/shapes.ts";
import { splitStream } from "../documents/yaml/splitStream.ts";
import { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { EngineOptions, InputFile } from "./options.ts";

/** What reading needs to know of a run. */
export type ReadOptions = Pick<EngineOptions, "kinds" | "shape" | "buildArgs" | "platform" | "verifySignature">;

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
export function readDocuments(file: InputFile, options: ReadOptions): ReadFile {
	if (file.faults !== undefined && file.faults.length > 0) return { documents: [], diagnostics: file.faults };
	const { source } = file;
	const candidate = candidateOf(file);
	const claiming = claimingKinds(file, options);
	if (claiming.length === 0) return { documents: [], diagnostics: [], skipped: whyUnclaimed(candidate) };
	const { siblings, bytes } = file;
	const { buildArgs = {}, platform, verifySignature } = options;
	const context = { buildArgs, platform, siblings, bytes, ...(verifySignature && { verifySignature }) };
	const parsed = claiming.map((kind) => kind.parse(source, context));
	return {
		documents: parsed.flatMap(({ documents }) => documents),
		diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
	};
}

/** A stream of YAML documents longer than this is read part by part, in UTF-16 units; a part has at least so much. */
const PART = 1_000_000;
const streamed: ReadonlySet<string> = new Set(["manifest", "workload"]);

/** Reads a file's documents so that those of a large stream needn't be in memory together. */
export function* readParts(file: InputFile, options: ReadOptions): Generator<ReadFile> {
	const { source, ...rest } = file;
	const isLong = source.text.length > PART && (file.faults?.length ?? 0) === 0;
	const kinds = isLong ? claimingKinds(file, options) : [];
	const parts = kinds.length > 0 && kinds.every(({ id }) => streamed.has(id)) ? partsOf(source) : [];
	if (parts.length < 2) yield readDocuments(file, options);
	// A source of its own for each: what is remembered of it goes with it.
	else
		for (const part of parts)
			yield readDocuments({ ...rest, source: new Source(source.name, source.text, part) }, options);
}

function partsOf({ text }: Source): readonly Span[] {
	const parts: Span[] = [];
	let start: number | undefined;
	for (const span of splitStream(text)) {
		start ??= span.start;
		if (span.end - start < PART) continue;
		parts.push({ start, end: span.end });
		start = undefined;
	}
	return start === undefined ? parts : [...parts, { start, end: text.length }];
}

/** The kinds that a file is read as. */
export function claimingKinds(file: InputFile, options: ReadOptions): readonly DocumentKind[] {
	const kinds = [...options.kinds, ...kindsIn(options.shape)];
	if (file.kind !== undefined) return kinds.filter(({ id }) => id === file.kind);
	const candidate = candidateOf(file);
	return kinds.filter((kind) => kind.detect(candidate));
}

function candidateOf({ source, bytes }: InputFile): Candidate {
	const start = bytes?.read(0, HEAD);
	return { path: source.name, head: source.text.slice(0, HEAD), ...(start && { start }) };
}
