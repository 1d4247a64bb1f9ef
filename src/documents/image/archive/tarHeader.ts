/** The 512 bytes before each file of a tar: ustar (POSIX.1-1988), pax (POSIX.1-2001) and GNU's older ways. */
import { ArchiveFault } from "./limits.ts";

export type EntryType = "file" | "hardlink" | "symlink" | "char" | "block" | "dir" | "fifo" | "other";

export interface TarHeader {
	/** The type as it stands there, for headers that aren't files: `x`, `g`, `L`, `K`, `S`. */
	readonly flag: string;
	readonly name: string;
	readonly link: string;
	/** The permission bits, with setuid, setgid and sticky. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Bytes that follow, without what fills up the block. */
	readonly size: number;
	/** GNU sparse files: the size that the file has, and whether more of its map follows. */
	readonly sparse?: { readonly size: number; readonly goesOn: boolean };
}

export const BLOCK = 512;
const utf8 = new TextDecoder();

/** Reads a header; undefined for the zeros at the end. @throws ArchiveFault where it is none */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
	if (block.every((byte) => byte === 0)) return undefined;
	if (!hasChecksum(block)) throw new ArchiveFault("a header of the tar has a wrong checksum");
	const flag = String.fromCharCode(block[156] as number);
	const isUstar = textAt(block, 257, 5) === "ustar";
	// GNU's magic ends with a blank, and has other things where ustar has the first part of a long name.
	const prefix = isUstar && block[262] === 0 ? textAt(block, 345, 155) : "";
	const name = textAt(block, 0, 100);
	return {
		flag: flag === "\0" ? "0" : flag,
		name: prefix === "" ? name : `${prefix}/${name}`,
		link: textAt(block, 157, 100),
		mode: numberAt(block, 100, 8) & 0o7777,
		uid: numberAt(block, 108, 8),
		gid: numberAt(block, 116, 8),
		size: numberAt(block, 124, 12),
		...(flag === "S" ? { sparse: { size: numberAt(block, 483, 12), goesOn: block[482] !== 0 } } : {}),
	};
}

export function entryType(flag: string, name: string): EntryType {
	switch (flag) {
		case "0":
		case "7":
		case "S":
			// Before ustar a folder was a file whose name ends so.
			return name.endsWith("/") ? "dir" : "file";
		case "1":
			return "hardlink";
		case "2":
			return "symlink";
		case "3":
			return "char";
		case "4":
			return "block";
		case "5":
			return "dir";
		case "6":
			return "fifo";
		default:
			return "other";
	}
}

/** The sum of all bytes, those of the checksum counted as blanks; some old writers add signed ones. */
function hasChecksum(block: Uint8Array): boolean {
	let unsigned = 0;
	let signed = 0;
	for (let at = 0; at < BLOCK; at++) {
		const byte = at >= 148 && at < 156 ? 32 : (block[at] as number);
		unsigned += byte;
		signed += byte > 127 ? byte - 256 : byte;
	}
	const written = numberAt(block, 148, 8);
	return written === unsigned || written === signed;
}

function textAt(block: Uint8Array, start: number, length: number): string {
	const field = block.subarray(start, start + length);
	const end = field.indexOf(0);
	return utf8.decode(end === -1 ? field : field.subarray(0, end));
}

/** Octal text, or GNU's base 256 where the first bit is set. @throws ArchiveFault */
function numberAt(block: Uint8Array, start: number, length: number): number {
	const first = block[start] as number;
	if ((first & 0x80) === 0) return octalAt(block, start, length);
	// Negative numbers, which only times may be, don't stand in the fields that are read here.
	let value = first & 0x7f;
	for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] as number);
	if (!Number.isSafeInteger(value)) throw new ArchiveFault("a header of the tar has a number that is too large");
	return value;
}

/** Digits between blanks, up to the first NUL; none at all is 0. */
function octalAt(block: Uint8Array, start: number, length: number): number {
	let value = 0;
	let isOver = false;
	for (let at = start; at < start + length; at++) {
		const byte = block[at] as number;
		if (byte === 0) break;
		if (byte === 32) isOver = value > 0;
		else if (isOver || byte < 48 || byte > 55) throw new ArchiveFault("a header of the tar has a number that is none");
		else value = value * 8 + byte - 48;
	}
	return value;
}
