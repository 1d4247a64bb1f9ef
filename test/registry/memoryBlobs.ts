/** A store of blobs that is gone with the test. */
import { BlobFault, type BlobStore } from "../../src/registry/blobStore.ts";
import { sha256 } from "./testRegistry.ts";

export function memoryBlobs(): BlobStore {
	const blobs = new Map<string, Uint8Array>();
	return {
		has: (digest) => blobs.has(digest),
		open: (digest) => {
			const bytes = blobs.get(digest);
			return bytes && { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
		},
		write: async ({ digest }, from) => {
			if (blobs.has(digest)) return;
			const parts: Uint8Array[] = [];
			for await (const part of from(0)) parts.push(part);
			const bytes = Buffer.concat(parts);
			if (sha256(bytes) !== digest) throw new BlobFault("digest", `its digest is ${sha256(bytes)}`);
			blobs.set(digest, bytes);
		},
	};
}
