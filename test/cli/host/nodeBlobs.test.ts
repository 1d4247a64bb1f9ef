/** The store of blobs: whole or not at all, whoever is cut off; and what was received isn't fetched twice. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeBlobs } from "../../../src/cli/host/nodeBlobs.ts";
import { BlobFault } from "../../../src/registry/blobStore.ts";
import { sha256 } from "../../registry/testRegistry.ts";

let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), "blobs-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const bytes = Buffer.from("0123456789".repeat(1000));
const blob = { digest: sha256(bytes), size: bytes.length };
const filesIn = (): string[] => readdirSync(path.join(root, "sha256"));

async function* partsOf(whole: Buffer, from = 0, breakAt = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
	for (let at = from; at < whole.length; at += 1000) {
		if (at >= breakAt) throw new Error("cut");
		yield whole.subarray(at, at + 1000);
	}
}

async function kindOf(promise: Promise<void>): Promise<string> {
	return promise.then(
		() => "none",
		(error: unknown) => (error instanceof BlobFault ? error.kind : "other"),
	);
}

function contentOf(digest = blob.digest): string | undefined {
	const reader = nodeBlobs(root).open(digest);
	return reader && Buffer.from(reader.read(0, reader.size)).toString();
}

test("what was written is there, for other stores on the same folder, too", async () => {
	const store = nodeBlobs(root);
	expect(store.has(blob.digest)).toBe(false);
	expect(store.open(blob.digest)).toBeUndefined();
	await store.write(blob, (from) => partsOf(bytes, from));
	expect(nodeBlobs(root).has(blob.digest)).toBe(true);
	expect(contentOf()).toBe(bytes.toString());
	expect(filesIn()).toEqual([blob.digest.slice(7)]);
});

test("what is there isn't asked for again", async () => {
	const store = nodeBlobs(root);
	await store.write(blob, (from) => partsOf(bytes, from));
	await store.write(blob, () => {
		throw new Error("asked");
	});
});

describe("nothing is left of what is wrong", () => {
	test.each([
		["other bytes", { ...blob, digest: sha256(Buffer.from("other")) }, "digest"],
		["too short", { ...blob, size: bytes.length + 1 }, "size"],
		["too long", { ...blob, size: bytes.length - 1 }, "size"],
		["too long where nobody said how long", { digest: blob.digest }, "too-large"],
		["a digest that can't be checked", { digest: "md5:0123", size: 4 }, "unknown-digest"],
		["a digest with a path in it", { digest: "sha256:../../etc/passwd", size: 4 }, "unknown-digest"],
	])("%s", async (_, name, kind) => {
		expect(await kindOf(nodeBlobs(root).write(name, (from) => partsOf(bytes, from), 5000))).toBe(kind);
		expect(nodeBlobs(root).has(name.digest)).toBe(false);
		if (kind !== "unknown-digest") expect(filesIn()).toEqual([]);
	});
});

describe("a write that breaks off", () => {
	test("is taken up by the next one", async () => {
		expect(await kindOf(nodeBlobs(root).write(blob, (from) => partsOf(bytes, from, 4000)))).toBe("other");
		expect(nodeBlobs(root).has(blob.digest)).toBe(false);
		const asked: number[] = [];
		await nodeBlobs(root).write(blob, (from) => {
			asked.push(from);
			return partsOf(bytes, from);
		});
		expect(asked).toEqual([4000]);
		expect(contentOf()).toBe(bytes.toString());
		expect(filesIn()).toHaveLength(1);
	});

	test("is fetched anew where what was received is wrong", async () => {
		await kindOf(nodeBlobs(root).write(blob, (from) => partsOf(Buffer.alloc(bytes.length), from, 4000)));
		await nodeBlobs(root).write(blob, (from) => partsOf(bytes, from));
		expect(contentOf()).toBe(bytes.toString());
		expect(filesIn()).toHaveLength(1);
	});

	test("leaves the file of a writer that lives alone", async () => {
		const store = nodeBlobs(root);
		await kindOf(store.write(blob, (from) => partsOf(bytes, from, 0)));
		const living = path.join(root, "sha256", `${blob.digest.slice(7)}.${process.ppid}.0123456789ab.part`);
		writeFileSync(living, "abc");
		await store.write(blob, (from) => partsOf(bytes, from));
		expect(filesIn().sort()).toEqual([blob.digest.slice(7), path.basename(living)]);
	});
});

test("two that want the same blob at once share one fetch", async () => {
	const store = nodeBlobs(root);
	let count = 0;
	const fetch = (from: number): AsyncGenerator<Uint8Array> => {
		count++;
		return partsOf(bytes, from);
	};
	await Promise.all([store.write(blob, fetch), store.write(blob, fetch)]);
	expect(count).toBe(1);
});

test("a link in the place of a blob is none", async () => {
	const store = nodeBlobs(root);
	await store.write(blob, (from) => partsOf(bytes, from));
	const other = sha256(Buffer.from("other"));
	symlinkSync(path.join(root, "sha256", blob.digest.slice(7)), path.join(root, "sha256", other.slice(7)));
	expect(store.has(other)).toBe(false);
});
