import { expect, test } from "vitest";
import { nodeDigester } from "../../src/cli/host/nodeDigester.ts";
import { BlobFault } from "../../src/registry/blobStore.ts";
import { memoryBlobs } from "../../src/registry/memoryBlobs.ts";
import { sha256 } from "./testRegistry.ts";

const bytes = Buffer.from("a blob of some bytes");
const digest = sha256(bytes);
async function* from(...parts: readonly Uint8Array[]) {
	yield* parts;
}
const shared = (size: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(size));

test("what was written is there, and what is read of it is nobody else's", async () => {
	const store = memoryBlobs(100, nodeDigester, shared);
	await store.write({ digest, size: bytes.length }, () => from(bytes.subarray(0, 3), bytes.subarray(3)));
	const part = store.open(digest)?.read(2, 4);
	expect(Buffer.from(part ?? []).toString()).toBe("blob");
	expect(part?.buffer).toBeInstanceOf(ArrayBuffer);
	expect(store.blobs.get(digest)?.buffer).toBeInstanceOf(SharedArrayBuffer);
	expect(store.open(digest)?.read(18, 10)).toHaveLength(2);
	expect(store.has(sha256(Buffer.from("another")))).toBe(false);
});

test("two who write the same blob at once fetch it once", async () => {
	const store = memoryBlobs(100, nodeDigester);
	let fetched = 0;
	const once = () => {
		fetched++;
		return from(bytes);
	};
	await Promise.all([store.write({ digest }, once), store.write({ digest }, once)]);
	await store.write({ digest }, once);
	expect(fetched).toBe(1);
});

test.each([
	["another digest", { digest: sha256(Buffer.from("another")) }, 100, "digest"],
	["a digest that nobody can check", { digest: "md5:00" }, 100, "unknown-digest"],
	["fewer bytes than were announced", { digest, size: 50 }, 100, "size"],
	["more bytes than were announced", { digest, size: 5 }, 100, "size"],
	["more than all may have", { digest, size: bytes.length }, 10, "too-large"],
])("nothing is kept of %s", async (_, blob, most, kind) => {
	const store = memoryBlobs(most, nodeDigester);
	const fault = await store.write(blob, () => from(bytes)).catch((error: unknown) => error);
	expect(fault).toBeInstanceOf(BlobFault);
	expect((fault as BlobFault).kind).toBe(kind);
	expect(store.blobs.size).toBe(0);
});

test("the bound is for all of them together", async () => {
	const store = memoryBlobs(30, nodeDigester);
	await store.write({ digest }, () => from(bytes));
	const other = Buffer.from("and some more of them");
	await expect(store.write({ digest: sha256(other) }, () => from(other))).rejects.toThrow(/30 bytes/);
});
