/**
 * How much of an archive is looked at. Archives come from strangers, and a few bytes can stand for petabytes: each limit is far above
 * what real images need and far below what a machine can't stand. Whatever is passed is named, and the archive is left there.
 */

/** What is wrong with an archive, in words for a report; caught by whoever has it read. */
export class ArchiveFault extends Error {}

export const limits = {
	/** Bytes after unpacking, all layers of an archive together. */
	unpacked: 8 * 2 ** 30,
	/** Unpacked bytes for each packed one, once there are more than `ratioFrom`. */
	ratio: 250,
	ratioFrom: 256 * 2 ** 20,
	/** Files of an archive itself: blobs, manifests. */
	files: 20_000,
	/** Entries of all layers of an archive; and of all its images, a layer counted in each that has it. */
	entries: 400_000,
	placed: 800_000,
	/** Bytes of all names and link targets of an archive. */
	names: 128 * 2 ** 20,
	/** Bytes of one name, and of what a pax header holds. */
	name: 4096,
	header: 2 ** 20,
	/** Bytes of one JSON text: index, manifest, config. */
	json: 8 * 2 ** 20,
	/** Bytes of JSON texts that are kept, all together. */
	jsons: 64 * 2 ** 20,
	/** Bytes of one file whose text is read: package databases, and others. */
	database: 32 * 2 ** 20,
	text: 256 * 2 ** 10,
	/** Bytes of texts that are read, all together. */
	texts: 512 * 2 ** 20,
	/** Bytes of a binary database. */
	binary: 128 * 2 ** 20,
	/** Packages of an archive, as far as binary databases and programs list them; and of one image. */
	packages: 200_000,
	/** Layers and images. */
	layers: 1000,
	images: 200,
	/** Indexes in indexes; and the manifests and layers that are named, each time. */
	nesting: 4,
	descriptors: 10_000,
	/** Bytes of zstd's window, and the work of moving it: window times blocks. */
	window: 128 * 2 ** 20,
	windowWork: 2 ** 38,
} as const;

export type Limits = { readonly [name in keyof typeof limits]: number };

/** What one archive has used so far. */
export class Budget {
	readonly limits: Limits;
	#unpacked = 0;
	#files = 0;
	#entries = 0;
	#names = 0;
	#texts = 0;
	#jsons = 0;
	#packages = 0;

	constructor(own: Partial<Limits> = {}) {
		this.limits = { ...limits, ...own };
	}

	/** @throws ArchiveFault */
	unpack(bytes: number): void {
		this.#unpacked += bytes;
		if (this.#unpacked > this.limits.unpacked)
			throw new ArchiveFault(`it unpacks to more than ${inWords(this.limits.unpacked)}`);
	}

	/** @throws ArchiveFault */
	addFile(): void {
		if (++this.#files > this.limits.files) throw new ArchiveFault(`it has more than ${this.limits.files} files`);
	}

	/** @throws ArchiveFault */
	addEntry(nameBytes: number): void {
		this.#names += nameBytes;
		if (++this.#entries > this.limits.entries)
			throw new ArchiveFault(`its layers have more than ${this.limits.entries} entries`);
		if (this.#names > this.limits.names)
			throw new ArchiveFault(`the names in its layers take more than ${inWords(this.limits.names)}`);
	}

	/** Whether there is room to keep a text of so many bytes; takes it. */
	takeText(bytes: number): boolean {
		if (this.#texts + bytes > this.limits.texts) return false;
		this.#texts += bytes;
		return true;
	}

	/** Whether there is room for so many packages; takes it. */
	takePackages(count: number): boolean {
		if (this.#packages + count > this.limits.packages) return false;
		this.#packages += count;
		return true;
	}

	takeJson(bytes: number): boolean {
		if (bytes > this.limits.json || this.#jsons + bytes > this.limits.jsons) return false;
		this.#jsons += bytes;
		return true;
	}
}

function inWords(bytes: number): string {
	return bytes >= 2 ** 30 ? `${bytes / 2 ** 30} GiB` : bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes} bytes`;
}
