/** A store of blobs in memory, with a bound on all of them together: for what is looked at and not kept. */

import { toHex } from "../runtime/bytes/hex.ts";
import { joinBytes } from "../runtime/bytes/joinBytes.ts";
import { BlobFault, type BlobStore, digestParts } from "./blobStore.ts";
import type { MakeDigester } from "./pull.ts";

export interface MemoryBlobs extends BlobStore {
	readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/**
 * @param most bytes of all blobs
 * @param allocate makes the memory of one blob, where others are to see it
 */
export function memoryBlobs(
	most: number,
	digester: MakeDigester,
	allocate = (size: number): Uint8Array => new Uint8Array(size),
): MemoryBlobs {
	const blobs = new Map<string, Uint8Array>();
	const writing = new Map<string, Promise<void>>();
	let received = 0;
	const write: BlobStore["write"] = async ({ digest, size }, from, mostOfOne = most) => {
		const parts = digestParts(digest);
		if (parts === undefined) throw new BlobFault("unknown-digest", `\`${digest}\` is no digest that can be checked`);
		const hash = digester(parts.algorithm);
		const pieces: Uint8Array[] = [];
		let length = 0;
		for await (const piece of from(0)) {
			length += piece.length;
			received += piece.length;
			if (length > (size ?? mostOfOne))
				throw new BlobFault(size === undefined ? "too-large" : "size", `it has more than ${size ?? mostOfOne} bytes`);
			if (received > most) throw new BlobFault("too-large", `all of it together has more than ${most} bytes`);
			hash.update(piece);
			pieces.push(piece);
		}
		if (size !== undefined && length !== size) throw new BlobFault("size", `it has ${length} bytes and not ${size}`);
		const found = toHex(hash.digest());
		if (found !== parts.hex) throw new BlobFault("digest", `its digest is ${parts.algorithm}:${found}`);
		blobs.set(digest, joinBytes(pieces, allocate(length)));
	};
	return {
		blobs,
		has: (digest) => blobs.has(digest),
		open: (digest) => {
			const bytes = blobs.get(digest);
			return bytes && readerOfBytes(bytes);
		},
		write: (blob, from, mostOfOne) => {
			if (blobs.has(blob.digest)) return Promise.resolve();
			const running = writing.get(blob.digest) ?? write(blob, from, mostOfOne);
			writing.set(blob.digest, running);
			return running.finally(() => writing.delete(blob.digest));
		},
	};
}

/** Gives copies: memory that others see isn't taken everywhere where bytes are. */
export function readerOfBytes(bytes: Uint8Array): {
	readonly size: number;
	read(at: number, length: number): Uint8Array;
} {
	return { size: bytes.length, read: (at, length) => bytes.slice(at, at + length) };
}
