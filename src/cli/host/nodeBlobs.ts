/**
 * Blobs in a folder, named as in an OCI layout: `sha256/HEX`. A blob is written beside its place under a name that no other process has, checked on the way, made
 * durable and renamed; so there is never half a blob, whatever ends the process. What a write that broke off received stays there as `HEX.PID.RANDOM.part`,
 * and the next one copies it: the file of a writer that is still alive is never touched.
 */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { ByteReader } from "../../documents/document.ts";
import { BlobFault, type BlobName, type BlobStore, digestParts, MOST_UNSIZED } from "../../registry/blobStore.ts";
import { nodeDigester, nodeSha256 } from "./nodeDigester.ts";

/** All blobs together, in bytes: beyond that those go that weren't used for longest. */
const MOST_BYTES = 8 * 1024 * 1024 * 1024;
const DAY = 24 * 3_600_000;
const PART = 1 << 20;

/** @param root the folder; it is made, for its user only, when the first blob is written */
export function nodeBlobs(root: string): BlobStore {
	const writing = new Map<string, Promise<void>>();
	const used = new Set<string>();
	const fileOf = (digest: string): string | undefined => {
		const parts = digestParts(digest);
		if (parts === undefined) return undefined;
		const file = path.join(root, parts.algorithm, parts.hex);
		return fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
	};
	const store: BlobStore = {
		place: root,
		has: (digest) => fileOf(digest) !== undefined,
		open: (digest) => {
			const file = fileOf(digest);
			if (file === undefined) return undefined;
			if (!used.has(file)) touch(file);
			used.add(file);
			return readerOf(file);
		},
		write: (blob, from, most) => {
			if (store.has(blob.digest)) return Promise.resolve();
			const running = writing.get(blob.digest) ?? write(root, blob, from, most);
			atExit(`prune ${root}`, () => prune(root));
			writing.set(blob.digest, running);
			return running.finally(() => writing.delete(blob.digest));
		},
	};
	return store;
}

/** Blobs for one run, where nothing is to be kept. */
export function passingBlobs(temporary: string): BlobStore {
	const root = fs.mkdtempSync(path.join(temporary, "holystone-"));
	atExit(`remove ${root}`, () => fs.rmSync(root, { recursive: true, force: true }));
	return nodeBlobs(root);
}

/** What is done when the process ends, each once. */
const duties = new Map<string, () => void>();

function atExit(name: string, duty: () => void): void {
	if (duties.size === 0)
		process.once("exit", () => {
			for (const each of duties.values()) each();
		});
	duties.set(name, duty);
}

function touch(file: string): void {
	try {
		const now = new Date();
		fs.utimesSync(file, now, now);
	} catch {
		// A folder that can only be read is a store like others.
	}
}

function readerOf(file: string): ByteReader {
	return {
		size: fs.statSync(file).size,
		sha256: nodeSha256,
		read: (offset, length) => {
			const opened = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
			try {
				const buffer = new Uint8Array(length);
				return buffer.subarray(0, fs.readSync(opened, buffer, 0, length, offset));
			} finally {
				fs.closeSync(opened);
			}
		},
	};
}

async function write(
	root: string,
	blob: BlobName,
	from: (offset: number) => AsyncIterable<Uint8Array>,
	most = MOST_UNSIZED,
): Promise<void> {
	const parts = digestParts(blob.digest);
	if (parts === undefined) throw new BlobFault("unknown-digest", `\`${blob.digest}\` is no digest that can be checked`);
	const folder = path.join(root, parts.algorithm);
	await onDisk(() => fs.promises.mkdir(folder, { recursive: true, mode: 0o700 }));
	const leftovers = await onDisk(() => abandoned(folder, parts.hex));
	try {
		await writeOne(folder, blob, from, most, leftovers[0]);
	} catch (error) {
		// It may be what was received before that is wrong.
		if (!(error instanceof BlobFault && error.kind === "digest") || leftovers.length === 0) throw error;
		await writeOne(folder, blob, from, most, undefined);
	} finally {
		for (const file of leftovers) fs.rmSync(file, { force: true });
	}
}

async function writeOne(
	folder: string,
	{ digest, size }: BlobName,
	from: (offset: number) => AsyncIterable<Uint8Array>,
	most: number,
	leftover: string | undefined,
): Promise<void> {
	const { algorithm, hex } = digestParts(digest) as NonNullable<ReturnType<typeof digestParts>>;
	const nameFor = (pid: number): string => path.join(folder, `${hex}.${pid}.${randomBytes(6).toString("hex")}.part`);
	const beside = nameFor(process.pid);
	const hash = nodeDigester(algorithm);
	const file = await onDisk(() => fs.promises.open(beside, "wx", 0o600));
	let at = 0;
	let isWorthKeeping = true;
	const take = async (part: Uint8Array): Promise<void> => {
		at += part.length;
		if (at > (size ?? most)) {
			isWorthKeeping = false;
			throw size === undefined
				? new BlobFault("too-large", `it has more than ${most} bytes`)
				: new BlobFault("size", `it has more than the ${size} bytes that were announced`);
		}
		hash.update(part);
		await onDisk(() => file.appendFile(part));
	};
	try {
		if (leftover !== undefined) await copyFrom(leftover, size, take);
		for await (const part of from(at)) await take(part);
		isWorthKeeping = false;
		if (size !== undefined && at !== size) throw new BlobFault("size", `it has ${at} bytes and not ${size}`);
		const found = Buffer.from(hash.digest()).toString("hex");
		if (found !== hex) throw new BlobFault("digest", `its digest is ${algorithm}:${found}`);
		await onDisk(() => file.sync());
		await file.close();
		await onDisk(() => fs.promises.rename(beside, path.join(folder, hex)));
		syncFolder(folder);
	} catch (error) {
		await file.close().catch(() => undefined);
		// Nobody is writing it any more, which the process id 0 says.
		if (isWorthKeeping && at > 0) fs.renameSync(beside, nameFor(0));
		else fs.rmSync(beside, { force: true });
		throw error;
	}
}

/** Passes on what an earlier write received; nothing of what is longer than the whole. */
async function copyFrom(
	leftover: string,
	size: number | undefined,
	take: (part: Uint8Array) => Promise<void>,
): Promise<void> {
	const known = fs.lstatSync(leftover, { throwIfNoEntry: false });
	if (known === undefined || !known.isFile() || (size !== undefined && known.size > size)) return;
	const reader = readerOf(leftover);
	for (let at = 0; at < known.size; ) {
		const part = reader.read(at, Math.min(PART, known.size - at));
		if (part.length === 0) return;
		await take(part);
		at += part.length;
	}
}

/** What writers that are gone have left of a blob, the most first. */
async function abandoned(folder: string, hex: string): Promise<string[]> {
	const names = (await fs.promises.readdir(folder)).filter(
		(name) => name.startsWith(`${hex}.`) && isAbandoned(folder, name),
	);
	const sized = names.map((name) => ({ file: path.join(folder, name), size: sizeOf(path.join(folder, name)) }));
	return sized.sort((a, b) => b.size - a.size).map(({ file }) => file);
}

const partName = /^[0-9a-f]+\.(\d+)\.[0-9a-f]{12}\.part$/;

function isAbandoned(folder: string, name: string): boolean {
	const pid = Number(partName.exec(name)?.[1] ?? Number.NaN);
	if (Number.isNaN(pid)) return false;
	if (pid === 0) return true;
	const age = Date.now() - (fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
	if (pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return age > DAY;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "ESRCH" || age > DAY;
	}
}

const sizeOf = (file: string): number => fs.lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** The name is durable only when the folder is. */
function syncFolder(folder: string): void {
	if (process.platform === "win32") return;
	const opened = fs.openSync(folder, "r");
	try {
		fs.fsyncSync(opened);
	} finally {
		fs.closeSync(opened);
	}
}

async function onDisk<Result>(action: () => Promise<Result>): Promise<Result> {
	try {
		return await action();
	} catch (error) {
		const { code = "", message } = error as NodeJS.ErrnoException;
		throw new BlobFault("disk", code === "ENOSPC" ? "the disk is full" : message);
	}
}

/** Removes what is too much, those first that weren't used for longest, and parts that nobody came back for. */
function prune(root: string): void {
	try {
		const files = ["sha256", "sha512"].flatMap((algorithm) => {
			const folder = path.join(root, algorithm);
			return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
		});
		const known = files
			.map((file) => ({ file, stat: fs.lstatSync(file) }))
			.sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
		let bytes = 0;
		for (const { file, stat } of known) {
			bytes += stat.size;
			const isPart = file.endsWith(".part");
			if (isPart ? Date.now() - stat.mtimeMs > DAY : bytes > MOST_BYTES) fs.rmSync(file, { force: true });
		}
	} catch {
		// Another process prunes, too: the next run will.
	}
}
