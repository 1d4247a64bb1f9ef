/**
 * RPM's own database, `Packages.db` (rpm's lib/backend/ndb/rpmpkg.c): slots that say where a blob lies, and blobs between heads and tails.
 * All numbers little-endian.
 */
import { DatabaseFault } from "./databaseFault.ts";

const PAGE = 4096;
const HEADER = 32;
const SLOT = 16;
/** The unit of places and lengths in slots. */
const BLOCK = 16;
const BLOB_HEAD = 16;

const marks = { file: "RpmP", slot: "Slot", blob: "BlbS" };

function isMarked(bytes: Uint8Array, at: number, mark: string): boolean {
	return Array.from(mark).every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
}

export const isNdb = (bytes: Uint8Array): boolean => isMarked(bytes, 0, marks.file);

/** @throws DatabaseFault, RangeError */
export function* ndbValues(bytes: Uint8Array): Generator<Uint8Array> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const slots = view.getUint32(12, true) * PAGE;
	if (slots > bytes.length) throw new DatabaseFault("it breaks off");
	for (let at = HEADER; at < slots; at += SLOT) {
		if (!isMarked(bytes, at, marks.slot)) throw new DatabaseFault("no slot");
		const index = view.getUint32(at + 4, true);
		const start = view.getUint32(at + 8, true) * BLOCK;
		// Slots that nothing is in, and the first of all.
		if (index === 0 || start === 0) continue;
		const length = view.getUint32(start + 12, true);
		if (!isMarked(bytes, start, marks.blob) || start + BLOB_HEAD + length > bytes.length)
			throw new DatabaseFault("no blob where a slot says so");
		yield bytes.subarray(start + BLOB_HEAD, start + BLOB_HEAD + length);
	}
}
