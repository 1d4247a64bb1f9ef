/** The files of a run, read: only the start of those that no kind of document claims, and one at a time. */
import path from "node:path";
import { fileNotText, fileTooLarge, fileUnreadable } from "../diagnostics/catalogue/files.ts";
import { at, type Diagnostic, type Message } from "../diagnostics/diagnostic.ts";
import type { ByteReader, DocumentKind, Siblings } from "../documents/document.ts";
import { type FoundFile, findFiles } from "../documents/find/findFiles.ts";
import { kinds } from "../documents/kinds.ts";
import type { Shape } from "../documents/shapes/shape.ts";
import { kindsIn } from "../documents/shapes/shapes.ts";
import type { InputFile } from "../engine/options.ts";
import { joinPath } from "../findings/excuse.ts";
import { globMatches } from "../findings/glob.ts";
import { compareStrings } from "../runtime/values/order.ts";
import { decode, isBinary } from "../text/decode.ts";
import { Source } from "../text/source.ts";
import type { Paths } from "./config/configuration.ts";
import { fileSystemOf } from "./host/fileSystem.ts";
import { HostError, type HostFiles } from "./host/host.ts";
import { nodeSha256 } from "./host/nodeDigester.ts";
import { folderSiblings } from "./host/siblings.ts";
import { type Mount, type Mounted, mountedFile, nothingMounted } from "./registry/mount.ts";
import { nameOf } from "./sourceName.ts";

export interface Inputs {
	/** In order. */
	readonly found: readonly FoundFile[];
	/** Names of the files that the person named. */
	readonly named: ReadonlySet<string>;
	/** Kinds that a file may be read as. */
	readonly kinds: readonly DocumentKind[];
	readonly diagnostics: readonly Diagnostic[];
	readonly mounted: Mounted;
	/** Images that are no inputs, but may hold evidence about those that inputs mention. */
	readonly beside: readonly FoundFile[];
	/** Reads the files as they are asked for: all, or those of some names. `files` may have changes on top of those that were found. */
	read(files: HostFiles, only?: ReadonlySet<string>): Iterable<InputFile>;
	/** Those that hold evidence about images, by their names and starts. */
	evidence(files: HostFiles): Iterable<InputFile>;
}

/** As much of a file as tells what it is, in bytes. */
const HEAD = 32_768;
/** Larger files aren't read, in bytes. */
const LARGEST = 64_000_000;

const utf8 = new TextDecoder();

/**
 * Finds the files.
 * @param kind what the person said that those are which they named
 * @param chosenPaths which of the others they want
 * @param shape a tool's form in which they are read besides
 * @param mounted images that are read like files
 */
export function findInputs(
	cwd: string,
	files: HostFiles,
	paths: readonly string[],
	kind: string | undefined,
	chosenPaths?: Paths,
	shape?: Shape,
	mounted = nothingMounted,
): Inputs {
	const claimants = [...kinds, ...kindsIn(shape)];
	const roots = paths.map((each) => nameOf(cwd, each));
	const all = findFiles(roots, fileSystemOf(files), { gitignore: true });
	const mounts = [...mounted.mounts.values()];
	const images = mounts.filter(({ isBeside }) => isBeside !== true).map(asFile);
	const beside = mounts.filter(({ isBeside }) => isBeside === true).map(asFile);
	const found = [...all.files.filter((file) => file.named || isChosen(file.path, chosenPaths)), ...images];
	if (images.length > 0) found.sort((a, b) => compareStrings(a.path, b.path));
	const chosen = (only: ReadonlySet<string>) => found.filter(({ path: name }) => only.has(name));
	return {
		found,
		kinds: claimants,
		named: new Set(found.filter((file) => file.named).map((file) => file.path)),
		diagnostics: all.diagnostics,
		mounted,
		beside,
		read: (current, only) =>
			readAll(fileReader(cwd, current, kind, { claimants, mounted }), only === undefined ? found : chosen(only)),
		evidence: (current) =>
			readAll(fileReader(cwd, current, kind, { claimants: evidenceKinds, mounted }), [
				...beside,
				...found.filter(mayBeEvidence),
			]),
	};
}

const asFile = ({ name }: Mount): FoundFile => ({ path: name, named: true, size: 0 });

function* readAll(read: (file: FoundFile) => InputFile, found: readonly FoundFile[]): Generator<InputFile> {
	for (const file of found) yield read(file);
}

function isChosen(name: string, paths: Paths | undefined): boolean {
	if (paths === undefined) return true;
	const { include, exclude = [], base } = paths;
	const matches = (glob: string): boolean => globMatches(glob, joinPath(base, name));
	return (include === undefined || include.some(matches)) && !exclude.some(matches);
}

const evidenceKinds = kinds.filter(({ evidence }) => evidence !== undefined);

/** Most files of a repository aren't worth a look: evidence is written by tools, into files with few endings. */
function mayBeEvidence({ path: name, named }: FoundFile): boolean {
	return (
		named || /(?:\.(?:json|jsonl|xml|rdf|ya?ml|sarif|spdx|tar|tgz|gz|zst)|^[^.]*)$/i.test(path.posix.basename(name))
	);
}

/** Folders that are remembered: files come folder by folder. */
const MOST_FOLDERS = 64;

export interface ReaderOptions {
	readonly claimants?: readonly DocumentKind[];
	readonly siblingsOf?: (folder: string) => Siblings;
	/** Images that are read like files. */
	readonly mounted?: Mounted;
}

/** A function that reads a file: whole where the kinds claim it, or the person said what it is; else its start. */
export function fileReader(
	cwd: string,
	files: HostFiles,
	kind: string | undefined,
	{
		claimants = kinds,
		siblingsOf = (folder) => folderSiblings(files, folder),
		mounted = nothingMounted,
	}: ReaderOptions = {},
): (file: FoundFile) => InputFile {
	const folders = new Map<string, Siblings>();
	const around = (folder: string): Siblings => {
		const siblings = folders.get(folder) ?? siblingsOf(folder);
		if (folders.size >= MOST_FOLDERS && !folders.has(folder)) folders.clear();
		folders.set(folder, siblings);
		return siblings;
	};
	return ({ path: name, named }) => {
		const mount = mounted.mounts.get(name);
		if (mount !== undefined) {
			const isForced = kind !== undefined && mount.isBeside !== true;
			const file = mountedFile(mount, mounted.blobs, (folder) => around(path.resolve(cwd, folder)));
			return { ...file, ...(isForced && { kind }) };
		}
		const siblings = around(path.dirname(path.resolve(cwd, name)));
		const forced = named && kind !== undefined ? { kind } : {};
		const read = readOne(files, name, forced.kind, claimants);
		if ("bytes" in read) return { source: new Source(name, ""), bytes: read.bytes, siblings, ...forced };
		if ("text" in read) return { source: new Source(name, read.text), siblings, ...forced };
		const source = new Source(name, "");
		return { source, faults: [at(source, undefined, read.fault)] };
	};
}

type Read = { readonly text: string } | { readonly bytes: ByteReader } | { readonly fault: Message };

function readOne(files: HostFiles, name: string, forced: string | undefined, claimants: readonly DocumentKind[]): Read {
	try {
		const start = files.readAt(name, 0, HEAD);
		const head = utf8.decode(start);
		const candidate = { path: name, head: head.slice(0, 8192), start };
		const claiming = claimants.filter((kind) => (forced === undefined ? kind.detect(candidate) : kind.id === forced));
		if (claiming.length === 0 && forced === undefined) return { text: head };
		const size = files.stat(name)?.size ?? 0;
		if (claiming.some(({ binary }) => binary) && isBinary(start))
			return { bytes: { size, read: (offset, length) => files.readAt(name, offset, length), sha256: nodeSha256 } };
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
	const candidate = { path: name, head: "", start: bytes.subarray(0, HEAD) };
	const forced = kind === undefined ? {} : { kind };
	if (
		kinds.some((each) => each.binary && (kind === undefined ? each.detect(candidate) : each.id === kind)) &&
		isBinary(bytes)
	) {
		const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
		return { source: new Source(name, ""), bytes: { size: bytes.length, read, sha256: nodeSha256 }, ...forced };
	}
	const decoded = decode(bytes);
	const source = new Source(name, "text" in decoded ? decoded.text : "");
	if ("fault" in decoded) return { source, faults: [at(source, undefined, fileNotText(decoded))] };
	return { source, ...forced };
}
