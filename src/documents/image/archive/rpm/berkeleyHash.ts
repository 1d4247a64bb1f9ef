/**
 * The values of a hash of Berkeley DB, in which RPM kept its packages until 4.16 (Berkeley DB's src/dbinc/db_page.h): pages of pairs,
 * the larger values on chains of overflow pages. Numbers are of the order of the machine that wrote them.
 */
import { DatabaseFault } from "./databaseFault.ts";

const HASH_MAGIC = 0x061561;
const PAGE_HEADER = 26;
const pageTypes = { hashUnsorted: 2, overflow: 7, hash: 13 };
const itemTypes = { inline: 1, offPage: 3 };

function isLittleEndian(bytes: Uint8Array): boolean | undefined {
	if (bytes.length < 512) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	if (view.getUint32(12, true) === HASH_MAGIC) return true;
	return view.getUint32(12, false) === HASH_MAGIC ? false : undefined;
}

export const isBerkeleyHash = (bytes: Uint8Array): boolean => isLittleEndian(bytes) !== undefined;

/** @throws DatabaseFault, RangeError */
export function* berkeleyValues(bytes: Uint8Array): Generator<Uint8Array> {
	const little = isLittleEndian(bytes);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const pageSize = view.getUint32(20, little);
	if (pageSize < 512 || pageSize > 65_536) throw new DatabaseFault("no page size");
	const last = Math.min(view.getUint32(32, little), Math.floor(bytes.length / pageSize) - 1);
	/** Each overflow page belongs to one value: what comes to one a second time goes round in circles. */
	const seen = new Set<number>();
	for (let number = 1; number <= last; number++) {
		const page = number * pageSize;
		const type = view.getUint8(page + 25);
		if (type !== pageTypes.hash && type !== pageTypes.hashUnsorted) continue;
		const entries = view.getUint16(page + 20, little);
		// Keys and values take turns, and are filled in from the page's end.
		for (let entry = 1; entry < entries; entry += 2) {
			const offset = (index: number): number => view.getUint16(page + PAGE_HEADER + index * 2, little);
			const start = page + offset(entry);
			const kind = view.getUint8(start);
			if (kind === itemTypes.inline) yield bytes.subarray(start + 1, page + offset(entry - 1));
			else if (kind === itemTypes.offPage)
				yield chained(view.getUint32(start + 4, little), view.getUint32(start + 8, little));
		}
	}

	function chained(first: number, length: number): Uint8Array {
		if (length > bytes.length) throw new DatabaseFault("a value larger than the file");
		const value = new Uint8Array(length);
		for (let number = first, filled = 0; filled < length; ) {
			const page = number * pageSize;
			if (seen.has(number) || view.getUint8(page + 25) !== pageTypes.overflow)
				throw new DatabaseFault("a chain that doesn't end");
			seen.add(number);
			const part = bytes.subarray(page + PAGE_HEADER, page + PAGE_HEADER + view.getUint16(page + 22, little));
			if (part.length === 0 || filled + part.length > length) throw new DatabaseFault("a part of the wrong length");
			value.set(part, filled);
			filled += part.length;
			number = view.getUint32(page + 16, little);
		}
		return value;
	}
}
