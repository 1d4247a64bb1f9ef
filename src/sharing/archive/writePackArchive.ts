/**
 * The archive of a pack: a tar (ustar, POSIX.1-1988) of its files, sorted, with nothing in it of who made it and when. The same files are the
 * same bytes everywhere, so that a digest of them says which pack it is.
 */
import { gzipSync } from "fflate";
import { compareText } from "../../findings/order.ts";
import { FileNames } from "./fileNames.ts";
import { packLimits } from "./packLimits.ts";
import type { PackFiles } from "./readPackArchive.ts";

const BLOCK = 512;
/** A tar ends with two blocks of zeros. */
const END = 2 * BLOCK;
/** 1 January 1980, in seconds: some tools complain about older files. */
const TIME = 315_532_800;
const utf8 = new TextEncoder();

/** The plain tar, or why there can't be one. */
export function writePackTar(files: PackFiles): { readonly tar: Uint8Array } | { readonly fault: string } {
	const sorted = [...files].sort(([one], [other]) => compareText(one, other));
	const fault = faultOf(sorted);
	if (fault !== undefined) return { fault };
	const size = sorted.reduce((sum, [, content]) => sum + BLOCK + rounded(content.length), END);
	const tar = new Uint8Array(size);
	let at = 0;
	for (const [name, content] of sorted) {
		writeHeader(tar.subarray(at, at + BLOCK), name, content.length);
		tar.set(content, at + BLOCK);
		at += BLOCK + rounded(content.length);
	}
	return { tar };
}

/** The tar packed with gzip, as packs travel. */
export function packed(tar: Uint8Array): Uint8Array {
	return gzipSync(tar, { level: 9, mtime: 0 });
}

/** All that reading would refuse, so that nobody builds what can't be used. */
function faultOf(files: readonly (readonly [string, Uint8Array])[]): string | undefined {
	const names = new FileNames();
	let total = 0;
	if (files.length > packLimits.files) return `it has more than ${packLimits.files} files`;
	for (const [name, content] of files) {
		const fault = names.add(name, false);
		if (fault !== undefined) return fault;
		if (placeOf(name) === undefined) return `the name ${JSON.stringify(name)} is too long for a tar`;
		if (content.length > packLimits.file) return `${JSON.stringify(name)} is larger than ${packLimits.file} bytes`;
		total += BLOCK + rounded(content.length);
	}
	return total > packLimits.unpacked - END
		? `its files are larger than ${packLimits.unpacked} bytes together`
		: undefined;
}

const rounded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

/** A name in the two fields that a header has for it: up to 155 bytes of folders and 100 of the rest. */
function placeOf(name: string): { readonly prefix: Uint8Array; readonly rest: Uint8Array } | undefined {
	const whole = utf8.encode(name);
	if (whole.length <= 100) return { prefix: new Uint8Array(0), rest: whole };
	for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) {
		const [prefix, rest] = [utf8.encode(name.slice(0, at)), utf8.encode(name.slice(at + 1))];
		if (prefix.length <= 155 && rest.length <= 100) return { prefix, rest };
	}
	return undefined;
}

function writeHeader(block: Uint8Array, name: string, size: number): void {
	const { prefix, rest } = placeOf(name) as NonNullable<ReturnType<typeof placeOf>>;
	const octal = (at: number, length: number, value: number): void => {
		block.set(utf8.encode(`${value.toString(8).padStart(length - 1, "0")}\0`), at);
	};
	block.set(rest, 0);
	octal(100, 8, 0o644);
	octal(108, 8, 0);
	octal(116, 8, 0);
	octal(124, 12, size);
	octal(136, 12, TIME);
	block.set(utf8.encode("        0"), 148);
	block.set(utf8.encode("ustar\x0000"), 257);
	block.set(prefix, 345);
	const sum = block.reduce((total, byte) => total + byte, 0);
	block.set(utf8.encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
}
