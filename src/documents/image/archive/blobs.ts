/** The files of an archive by their names: of a folder, opened as they are asked for, or of a tar, all read as they come by. */
import type { ByteReader, Siblings } from "../../document.ts";
import { compressionOf, Decompressor } from "./decompress.ts";
import { layerPath } from "./layerPath.ts";
import { ArchiveFault, type Budget } from "./limits.ts";
import { type Blob, BlobReader } from "./readBlob.ts";
import { TarReader } from "./tarReader.ts";

export interface Blobs {
	/** @param name with `/`, from the root of the archive */
	get(name: string): Blob | undefined;
	/** Whether a file was left in a registry. */
	isLeft?(name: string): boolean;
	/** What is wrong with the archive itself; what was read before it is there. */
	readonly fault?: string;
}

const PART = 1 << 18;

/** The files of a layout in a folder. */
export function folderBlobs(siblings: Siblings, budget: Budget): Blobs {
	const known = new Map<string, Blob | undefined>();
	return {
		get(name) {
			if (!known.has(name)) known.set(name, read(siblings.open?.(name), budget));
			return known.get(name);
		},
		isLeft: (name) => siblings.isLeft?.(name) === true,
	};
}

function read(file: ByteReader | undefined, budget: Budget): Blob | undefined {
	if (file === undefined) return undefined;
	let blob: Blob | undefined;
	const reader = new BlobReader(file, file.size, budget, (each) => {
		blob = each;
	});
	try {
		for (const part of partsOf(file)) reader.write(part);
	} catch {
		// It went away, or is not for us.
		return undefined;
	}
	reader.end();
	return blob;
}

/** The files of a tar, packed or not. Links among them are followed: `docker save` has them for layers that images share. */
export function tarBlobs(file: ByteReader, budget: Budget): Blobs {
	const blobs = new Map<string, Blob>();
	const links = new Map<string, string>();
	const tar = new TarReader((entry) => {
		const { path } = layerPath(entry.name);
		const name = path.slice(1);
		budget.addFile();
		if (entry.type === "hardlink") links.set(name, layerPath(entry.link).path.slice(1));
		if (entry.type === "symlink") links.set(name, layerPath(`${path}/../${entry.link}`).path.slice(1));
		if (entry.type !== "file" || !entry.isWhole) return undefined;

		return new BlobReader(file, entry.size, budget, (blob) => blobs.set(name, blob));
	}, budget.limits);
	let fault: string | undefined;
	try {
		const decompressor = new Decompressor(compressionOf(file.read(0, 4)), budget, (part) => tar.push(part));
		for (const part of partsOf(file)) decompressor.push(part);
		decompressor.finish();
		tar.finish();
		if (!tar.hasEnd) fault = "its end is missing, so it may be cut off between two of its files";
	} catch (error) {
		if (!(error instanceof ArchiveFault)) throw error;
		fault = error.message;
	}
	return {
		get: (name) => {
			let at = name;
			// Links may go round in circles.
			for (let left = 8; left > 0 && !blobs.has(at); left--) at = links.get(at) ?? at;
			return blobs.get(at);
		},
		...(fault === undefined ? {} : { fault }),
	};
}

function* partsOf(file: ByteReader): Generator<Uint8Array> {
	for (let at = 0; at < file.size; ) {
		const part = file.read(at, PART);
		if (part.length === 0) throw new ArchiveFault("it can't be read to its end");
		at += part.length;
		yield part;
	}
}
