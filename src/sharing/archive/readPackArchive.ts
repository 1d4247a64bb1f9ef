/**
 * The files of a pack's archive: a tar (POSIX.1-1988, pax), plain or packed with gzip. They are read into memory and never written
 * anywhere, so there is no unpacked pack that somebody could change. Takes bytes from strangers; what no honest archive has is refused.
 */
import { compressionOf, Decompressor } from "../../documents/image/archive/decompress.ts";
import { ArchiveFault, Budget } from "../../documents/image/archive/limits.ts";
import { type EntrySink, type TarEntry, TarReader } from "../../documents/image/archive/tarReader.ts";
import { MANIFEST } from "../packManifest.ts";
import { FileNames } from "./fileNames.ts";
import { packLimits } from "./packLimits.ts";

/** Contents by name, with `/` between folders. */
export type PackFiles = ReadonlyMap<string, Uint8Array>;

const kinds: Readonly<Record<string, string>> = {
	hardlink: "a hard link",
	symlink: "a symbolic link",
	char: "a device",
	block: "a device",
	fifo: "a pipe",
	other: "something that is no file",
};

/**
 * Gives the files, or why the archive is refused. Where all is in one folder, as npm and hosts of git have it, that is left out of the names.
 * `isTree`: git's own tar of a tree, which may be as large as the files are, and stays as it is.
 */
export function readPackArchive(
	archive: Uint8Array,
	{ isTree = false }: { readonly isTree?: boolean } = {},
): { readonly files: PackFiles } | { readonly fault: string } {
	const most = isTree ? packLimits.unpacked : packLimits.packed;
	try {
		if (archive.length > most) throw new ArchiveFault(`it is larger than ${most} bytes`);
		const files = unpack(archive);
		return { files: isTree ? files : withoutTopFolder(files) };
	} catch (error) {
		if (!(error instanceof ArchiveFault)) throw error;
		return { fault: error.message };
	}
}

function unpack(archive: Uint8Array): PackFiles {
	const compression = compressionOf(archive);
	if (compression === "zstd") throw new ArchiveFault("it is packed with zstd, and packs are packed with gzip");
	const budget = new Budget(packLimits);
	const names = new FileNames();
	const files = new Map<string, Uint8Array>();
	const reader = new TarReader((entry) => take(entry, names, files, budget), budget.limits);
	const decompressor = new Decompressor(compression, budget, (part) => reader.push(part));
	decompressor.push(archive);
	decompressor.finish();
	reader.finish();
	return files;
}

function take(
	entry: TarEntry,
	names: FileNames,
	files: Map<string, Uint8Array>,
	budget: Budget,
): EntrySink | undefined {
	budget.addFile();
	const isFolder = entry.type === "dir";
	const kind = kinds[entry.type];
	if (kind !== undefined) throw new ArchiveFault(`${JSON.stringify(entry.name)} in it is ${kind}`);
	if (!entry.isWhole) throw new ArchiveFault(`${JSON.stringify(entry.name)} in it is a sparse file`);
	if (entry.size > packLimits.file)
		throw new ArchiveFault(`${JSON.stringify(entry.name)} in it is larger than ${packLimits.file} bytes`);
	// GNU tar begins names with `./` and ends those of folders with `/`.
	const name = entry.name.replace(/^(\.\/)+/, "").replace(isFolder ? /\/$/ : /$^/, "");
	if (isFolder && (name === "" || name === ".")) return undefined;
	const fault = names.add(name, isFolder);
	if (fault !== undefined) throw new ArchiveFault(fault);
	if (isFolder) return undefined;
	const content = new Uint8Array(entry.size);
	let length = 0;
	return {
		write(part) {
			content.set(part, length);
			length += part.length;
		},
		end: () => void files.set(name, content),
	};
}

function withoutTopFolder(files: PackFiles): PackFiles {
	if (files.has(MANIFEST)) return files;
	const [top, ...others] = new Set([...files.keys()].map((name) => name.slice(0, name.indexOf("/") + 1)));
	if (top === undefined || top === "" || others.length > 0) return files;
	return new Map([...files].map(([name, content]) => [name.slice(top.length), content]));
}
