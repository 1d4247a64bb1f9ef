/** The rows of a table of SQLite, no more than that: the file format's b-trees, https://www.sqlite.org/fileformat2.html sections 1.3 to 2.1. */
import { DatabaseFault } from "./databaseFault.ts";

const magic = "SQLite format 3\0";
const INTERIOR = 0x05;
const LEAF = 0x0d;
const utf8 = new TextDecoder();
const latin1 = new TextDecoder("latin1");

export const isSqlite = (bytes: Uint8Array): boolean => latin1.decode(bytes.subarray(0, magic.length)) === magic;

/** The values of those columns that are blobs, row by row. @throws DatabaseFault, RangeError */
export function* sqliteBlobs(bytes: Uint8Array, table: string): Generator<Uint8Array> {
	const database = new Database(bytes);
	for (const row of database.rows(1)) {
		const [type, name, , root] = columnsOf(row);
		if (type instanceof Uint8Array && name instanceof Uint8Array && typeof root === "number")
			if (utf8.decode(type) === "table" && utf8.decode(name) === table)
				for (const each of database.rows(root))
					for (const column of columnsOf(each)) if (column instanceof Uint8Array) yield column;
	}
}

class Database {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	readonly #pageSize: number;
	/** Bytes of a page that are used. */
	readonly #usable: number;
	/** Each page belongs to one place: what comes to one a second time goes round in circles. */
	readonly #seen = new Set<number>();

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		const size = this.#view.getUint16(16);
		this.#pageSize = size === 1 ? 65_536 : size;
		this.#usable = this.#pageSize - this.#view.getUint8(20);
		if (this.#pageSize < 512 || this.#usable < 480) throw new DatabaseFault("no page size");
	}

	/** Where a page starts. Pages count from 1. */
	#page(number: number): number {
		if (number < 1 || this.#seen.has(number)) throw new DatabaseFault("a page that can't be");
		this.#seen.add(number);
		return (number - 1) * this.#pageSize;
	}

	/** The records of a table, by the page of its root. Without recursion: how deep it is is up to the file. */
	*rows(root: number): Generator<Uint8Array> {
		const open = [root];
		for (let number = open.pop(); number !== undefined; number = open.pop()) {
			const page = this.#page(number);
			// The first page begins with the header of the file.
			const header = number === 1 ? 100 : page;
			const type = this.#view.getUint8(header);
			const cells = this.#view.getUint16(header + 3);
			const pointers = header + (type === INTERIOR ? 12 : 8);
			if (type !== INTERIOR && type !== LEAF) throw new DatabaseFault("a page of no table");
			if (type === INTERIOR) open.push(this.#view.getUint32(header + 8));
			for (let cell = cells - 1; cell >= 0 && type === INTERIOR; cell--)
				open.push(this.#view.getUint32(page + this.#view.getUint16(pointers + cell * 2)));
			for (let cell = 0; cell < cells && type === LEAF; cell++)
				yield this.#record(page + this.#view.getUint16(pointers + cell * 2));
		}
	}

	#record(cell: number): Uint8Array {
		const [size, afterSize] = varintAt(this.#view, cell);
		const [, start] = varintAt(this.#view, afterSize);
		const most = this.#usable - 35;
		if (size <= most) return this.#slice(start, size);
		const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
		const fitting = least + ((size - least) % (this.#usable - 4));
		const local = fitting <= most ? fitting : least;
		if (size > this.#bytes.length) throw new DatabaseFault("a record larger than the file");
		const record = new Uint8Array(size);
		record.set(this.#slice(start, local));
		let next = this.#view.getUint32(start + local);
		for (let filled = local; filled < size; ) {
			const page = this.#page(next);
			next = this.#view.getUint32(page);
			const part = this.#slice(page + 4, Math.min(this.#usable - 4, size - filled));
			record.set(part, filled);
			filled += part.length;
		}
		return record;
	}

	#slice(start: number, length: number): Uint8Array {
		if (start + length > this.#bytes.length) throw new DatabaseFault("it breaks off");
		return this.#bytes.subarray(start, start + length);
	}
}

/** A record's values: integers as numbers, texts and blobs as their bytes, everything else as undefined. */
function columnsOf(record: Uint8Array): (Uint8Array | number | undefined)[] {
	const view = new DataView(record.buffer, record.byteOffset, record.length);
	const [headerSize, first] = varintAt(view, 0);
	const columns: (Uint8Array | number | undefined)[] = [];
	for (let at = first, value = headerSize; at < headerSize; ) {
		const [type, next] = varintAt(view, at);
		at = next;
		const length = type >= 12 ? Math.floor((type - 12) / 2) : (lengths[type] ?? 0);
		if (value + length > record.length) throw new DatabaseFault("a value that breaks off");
		if (type >= 12) columns.push(record.subarray(value, value + length));
		else if (type >= 1 && type <= 6) columns.push(integerAt(record, value, length));
		else columns.push(undefined);
		value += length;
	}
	return columns;
}

/** Bytes of the values of serial types below 12. */
const lengths = [0, 1, 2, 3, 4, 6, 8, 8];

function integerAt(bytes: Uint8Array, start: number, length: number): number {
	let value = (bytes[start] as number) > 127 ? -1 : 0;
	for (let at = start; at < start + length; at++) value = value * 256 + (bytes[at] as number);
	return value;
}

/** One to nine bytes, the most significant first; seven bits each, but for the ninth. */
function varintAt(view: DataView, start: number): readonly [value: number, next: number] {
	let value = 0;
	for (let at = start; at < start + 8; at++) {
		const byte = view.getUint8(at);
		value = value * 128 + (byte & 0x7f);
		if (byte < 128) return [value, at + 1];
	}
	return [value * 256 + view.getUint8(start + 8), start + 9];
}
