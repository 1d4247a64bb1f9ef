/** The files of a run, read: only the start of those that no kind of document claims, and one at a time. */
import path from "node:path";
import { fileNotText, fileTooLarge, fileUnreadable } from "../diagnostics/catalogue/files.ts";
import { at, type Diagnostic, type Message } from "../diagnostics/diagnostic.ts";
import type { Siblings } from "../documents/document.ts";
import { type FoundFile, findFiles } from "../documents/find/findFiles.ts";
import { isClaimed } from "../documents/kinds.ts";
import type { InputFile } from "../engine/options.ts";
import { decode } from "../text/decode.ts";
import { Source } from "../text/source.ts";
import { fileSystemOf } from "./host/fileSystem.ts";
import { HostError, type HostFiles } from "./host/host.ts";
import { folderSiblings } from "./host/siblings.ts";
import { nameOf } from "./sourceName.ts";

export interface Inputs {
	readonly count: number;
	/** Names of the files that the person named. */
	readonly named: ReadonlySet<string>;
	readonly diagnostics: readonly Diagnostic[];
	/** Reads the files as they are asked for: all, or those of some names. `files` may have changes on top of those that were found. */
	read(files: HostFiles, only?: ReadonlySet<string>): Iterable<InputFile>;
}

/** As much of a file as tells what it is, in bytes. */
const HEAD = 32_768;
/** Larger files aren't read, in bytes. */
const LARGEST = 64_000_000;

const utf8 = new TextDecoder();

/** Finds the files. `kind` is what the person said that those are which they named. */
export function findInputs(cwd: string, files: HostFiles, paths: readonly string[], kind: string | undefined): Inputs {
	const roots = paths.map((each) => nameOf(cwd, each));
	const found = findFiles(roots, fileSystemOf(files), { gitignore: true });
	return {
		count: found.files.length,
		named: new Set(found.files.filter((file) => file.named).map((file) => file.path)),
		diagnostics: found.diagnostics,
		read: (current, only) => readFiles(cwd, current, found.files, kind, only),
	};
}

function* readFiles(
	cwd: string,
	files: HostFiles,
	found: readonly FoundFile[],
	kind: string | undefined,
	only: ReadonlySet<string> | undefined,
): Generator<InputFile> {
	const folders = new Map<string, Siblings>();
	for (const { path: name, named } of found) {
		if (only !== undefined && !only.has(name)) continue;
		const folder = path.dirname(path.resolve(cwd, name));
		const siblings = folders.get(folder) ?? folderSiblings(files, folder);
		folders.set(folder, siblings);
		const forced = named && kind !== undefined ? { kind } : {};
		const read = readText(files, name, forced.kind);
		if ("fault" in read) {
			const source = new Source(name, "");
			yield { source, faults: [at(source, undefined, read.fault)] };
		} else yield { source: new Source(name, read.text), siblings, ...forced };
	}
}

function readText(
	files: HostFiles,
	name: string,
	kind: string | undefined,
): { readonly text: string } | { readonly fault: Message } {
	try {
		const start = files.readHead(name, HEAD);
		const head = utf8.decode(start);
		if (kind === undefined && !isClaimed({ path: name, head: head.slice(0, 8192) })) return { text: head };
		const size = files.stat(name)?.size ?? 0;
		if (size > LARGEST) return { fault: fileTooLarge({ size, limit: LARGEST }) };
		const decoded = decode(start.length < HEAD ? start : files.read(name));
		return "text" in decoded ? decoded : { fault: fileNotText(decoded) };
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return { fault: fileUnreadable({ reason: error.reason }) };
	}
}

/** Standard input as a file: with the kind that the person said, or the one that its name and text tell. */
export function standardInput(bytes: Uint8Array, name: string, kind: string | undefined): InputFile {
	const decoded = decode(bytes);
	const source = new Source(name, "text" in decoded ? decoded.text : "");
	if ("fault" in decoded) return { source, faults: [at(source, undefined, fileNotText(decoded))] };
	return { source, ...(kind === undefined ? {} : { kind }) };
}
