/**
 * Reads a tar as its bytes come: ustar, pax and GNU's long names and sparse files. Names are data: nothing is opened or written,
 * and what a name would do to a file system is for others to say.
 */
import { ArchiveFault, type Limits } from "./limits.ts";
import { BLOCK, type EntryType, entryType, readTarHeader, type TarHeader } from "./tarHeader.ts";

export interface TarEntry {
	/** As written. */
	readonly name: string;
	readonly type: EntryType;
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Bytes of the file; of sparse files with their holes. */
	readonly size: number;
	/** As written; empty where there is none. */
	readonly link: string;
	/** Extended attributes by name, as far as pax headers hold them. */
	readonly xattrs: readonly string[];
	/** Whether what follows is the file's content as it is. */
	readonly isWhole: boolean;
}

/** Takes the content of an entry as it comes, and is told when that was all. */
export interface EntrySink {
	write(part: Uint8Array): void;
	end(): void;
}

/** What is done with an entry: a sink for its content, or nothing. */
export type OnEntry = (entry: TarEntry) => EntrySink | undefined;

interface Following {
	readonly name?: string;
	readonly link?: string;
	readonly pax: ReadonlyMap<string, string>;
}

const nothing: Following = { pax: new Map() };
const utf8 = new TextDecoder();
const attributePrefixes = ["SCHILY.xattr.", "LIBARCHIVE.xattr."];

export class TarReader {
	readonly #onEntry: OnEntry;
	readonly #limits: Limits;
	readonly #block = new Uint8Array(BLOCK);
	#blockLength = 0;
	/** Bytes of content still to come, and of what fills up its last block. */
	#left = 0;
	#padding = 0;
	#sink: EntrySink | undefined;
	/** More of a sparse file's map comes before its content. */
	#inMap = false;
	#following = nothing;
	#global: ReadonlyMap<string, string> = new Map();
	#isOver = false;
	#hasEntry = false;

	constructor(onEntry: OnEntry, limits: Limits) {
		this.#onEntry = onEntry;
		this.#limits = limits;
	}

	/** @throws ArchiveFault */
	push(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length && !this.#isOver) {
			if (this.#inMap || (this.#left === 0 && this.#padding === 0)) at = this.#takeBlock(bytes, at);
			else if (this.#left > 0) {
				const part = bytes.subarray(at, at + this.#left);
				this.#sink?.write(part);
				this.#left -= part.length;
				at += part.length;
				if (this.#left === 0) this.#endEntry();
			} else {
				const skipped = Math.min(this.#padding, bytes.length - at);
				this.#padding -= skipped;
				at += skipped;
			}
		}
	}

	/** @throws ArchiveFault where the tar breaks off */
	finish(): void {
		if (this.#left > 0 || this.#inMap || (!this.#isOver && this.#blockLength > 0))
			throw new ArchiveFault("the tar breaks off in the middle");
		if (!this.#hasEntry && !this.#isOver) throw new ArchiveFault("there is no tar in it");
	}

	/** Whether the zeros came that a tar ends with. Some builders leave them out of layers, whose digests tell whether all is there. */
	get hasEnd(): boolean {
		return this.#isOver;
	}

	#takeBlock(bytes: Uint8Array, at: number): number {
		const part = bytes.subarray(at, at + BLOCK - this.#blockLength);
		this.#block.set(part, this.#blockLength);
		this.#blockLength += part.length;
		if (this.#blockLength < BLOCK) return at + part.length;
		this.#blockLength = 0;
		if (this.#inMap) {
			this.#inMap = this.#block[504] !== 0;
			if (!this.#inMap && this.#left === 0) this.#endEntry();
		} else {
			const header = readTarHeader(this.#block);
			if (header === undefined) this.#isOver = true;
			else this.#begin(header);
		}
		return at + part.length;
	}

	#begin(header: TarHeader): void {
		this.#hasEntry = true;
		const size = this.#sizeOf(header);
		this.#left = size;
		this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
		this.#inMap = header.sparse?.goesOn === true;
		if (header.flag === "x" || header.flag === "g" || header.flag === "L" || header.flag === "K")
			this.#sink = this.#metadataSink(header.flag, size);
		else {
			const entry = this.#entryOf(header, size);
			this.#following = nothing;
			this.#sink = this.#onEntry(entry);
		}
		if (this.#left === 0 && !this.#inMap) this.#endEntry();
	}

	#endEntry(): void {
		const sink = this.#sink;
		this.#sink = undefined;
		sink?.end();
	}

	/** Links and folders have no content, whatever their header says; pax may give a size that a header has no room for. */
	#sizeOf({ flag, size }: TarHeader): number {
		if ("123456".includes(flag)) return 0;
		const written = "xgLK".includes(flag) ? undefined : this.#paxNumber("size");
		return written ?? size;
	}

	#entryOf(header: TarHeader, size: number): TarEntry {
		const { pax } = this.#following;
		const of = (key: string): string | undefined => pax.get(key) ?? this.#global.get(key);
		const name = of("GNU.sparse.name") ?? of("path") ?? this.#following.name ?? header.name;
		const link = of("linkpath") ?? this.#following.link ?? header.link;
		for (const text of [name, link])
			if (text.length > this.#limits.name)
				throw new ArchiveFault(`a name in it is longer than ${this.#limits.name} characters`);
		const isSparse = header.sparse !== undefined || [...pax.keys()].some((key) => key.startsWith("GNU.sparse."));
		const realSize =
			header.sparse?.size ?? this.#paxNumber("GNU.sparse.realsize") ?? this.#paxNumber("GNU.sparse.size") ?? size;
		const type = entryType(header.flag, name);
		const xattrs = [...new Set([...this.#global.keys(), ...pax.keys()])].flatMap((key) => {
			const prefix = attributePrefixes.find((each) => key.startsWith(each));
			return prefix === undefined ? [] : [key.slice(prefix.length)];
		});
		return {
			name,
			type,
			mode: header.mode,
			uid: this.#paxNumber("uid") ?? header.uid,
			gid: this.#paxNumber("gid") ?? header.gid,
			size: type === "file" ? realSize : 0,
			link: type === "hardlink" || type === "symlink" ? link : "",
			xattrs: xattrs.sort(),
			isWhole: !isSparse,
		};
	}

	#paxNumber(key: string): number | undefined {
		const text = this.#following.pax.get(key) ?? this.#global.get(key);
		if (text === undefined) return undefined;
		const value = Number(text);
		if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
			throw new ArchiveFault(`a pax header gives \`${key}\` as something that is no number`);
		return value;
	}

	#metadataSink(flag: string, size: number): EntrySink {
		if (size > this.#limits.header)
			throw new ArchiveFault(`a header of the tar is larger than ${this.#limits.header} bytes`);
		const bytes = new Uint8Array(size);
		let length = 0;
		return {
			write(part) {
				bytes.set(part, length);
				length += part.length;
			},
			end: () => {
				if (flag === "x") this.#following = { ...this.#following, pax: readPax(bytes) };
				else if (flag === "g") this.#global = new Map([...this.#global, ...readPax(bytes)]);
				else {
					const text = utf8.decode(bytes).replace(/\0.*$/s, "");
					this.#following = { ...this.#following, ...(flag === "L" ? { name: text } : { link: text }) };
				}
			},
		};
	}
}

/** Records of a pax header: `LENGTH KEY=VALUE\n`, the length in bytes and of the whole record. Values may be binary. */
function readPax(bytes: Uint8Array): Map<string, string> {
	const records = new Map<string, string>();
	let at = 0;
	while (at < bytes.length) {
		const blank = bytes.indexOf(32, at);
		const length = blank === -1 ? Number.NaN : Number(utf8.decode(bytes.subarray(at, blank)));
		const end = at + length;
		if (!(length > blank - at + 2) || end > bytes.length || bytes[end - 1] !== 10)
			throw new ArchiveFault("a pax header of the tar is malformed");
		const equals = bytes.indexOf(61, blank);
		if (equals === -1 || equals >= end) throw new ArchiveFault("a pax header of the tar is malformed");
		records.set(utf8.decode(bytes.subarray(blank + 1, equals)), utf8.decode(bytes.subarray(equals + 1, end - 1)));
		at = end;
	}
	return records;
}
