/** The machine, as Node shows it. The only file of the command that imports `node:fs` and reads `process`. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Entry, Listed } from "../../documents/find/fileSystem.ts";
import type { BlobStore } from "../../registry/blobStore.ts";
import type { SendHttp } from "../../registry/http.ts";
import { type Host, HostError, type HostFiles, type HttpOptions, type OutputStream } from "./host.ts";
import { foldersOf, nodeCache } from "./nodeCache.ts";
import { nodeCrypto } from "./nodeCrypto.ts";
import { nodeNetwork } from "./nodeNetwork.ts";
import { inLargePieces } from "./pieces.ts";
import { runThread } from "./threads.ts";

/** `entry` is the program that another thread would run. */
export function nodeHost(entry?: string): Host {
	const cwd = process.cwd();
	let blobs: Promise<BlobStore> | undefined;
	return {
		...(entry === undefined
			? {}
			: {
					thread: (data: unknown, onMessage: (message: unknown) => void) => runThread(entry, data, onMessage),
					threadEntry: entry,
				}),
		processors: availableParallelism(),
		cwd,
		env: process.env,
		stdout: stream(process.stdout),
		stderr: stream(process.stderr),
		files: nodeFiles(cwd),
		cache: nodeCache(process.env, path.join(import.meta.dirname, "program.js")),
		stdin,
		prompt: async (options) => (await import("./prompt.ts")).openPrompt(options),
		now: () => BigInt(Date.now()) * 1_000_000n,
		elapsed: () => performance.now(),
		random: (bytes) => randomBytes(bytes),
		crypto: nodeCrypto,
		network: nodeNetwork,
		http: laterHttp,
		runProgram: async (...asked) => (await import("./nodeProgram.ts")).nodeProgram(...asked),
		blobs: (place) => {
			blobs ??= openBlobs(process.env, place);
			return blobs;
		},
		sleep: (milliseconds) => pause(milliseconds),
	};
}

/** HTTP that is loaded with the first request: most runs make none. */
function laterHttp(options: HttpOptions = {}): SendHttp {
	let made: Promise<SendHttp> | undefined;
	return async (request) => {
		made ??= import("./nodeHttp.ts").then(({ nodeHttp }) => nodeHttp(options));
		return (await made)(request);
	};
}

async function openBlobs(env: Host["env"], place: string | undefined): Promise<BlobStore> {
	const { nodeBlobs, passingBlobs } = await import("./nodeBlobs.ts");
	if (place !== undefined) return nodeBlobs(place);
	let folder: string | undefined;
	try {
		folder = foldersOf(env)?.entries;
	} catch {
		// A home that can't be looked at keeps nothing.
	}
	return folder === undefined ? passingBlobs(tmpdir()) : nodeBlobs(path.join(folder, "blobs"));
}

function stream(out: NodeJS.WriteStream): OutputStream {
	return { isTerminal: out.isTTY === true, write: (text) => void out.write(text) };
}

async function stdin(): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
	return Buffer.concat(chunks);
}

/** Files below and around a working directory. */
export function nodeFiles(cwd: string): HostFiles {
	const resolve = (name: string): string => path.resolve(cwd, name);
	return {
		stat: (name) => statOf(resolve(name)),
		list: (name) =>
			attempt(name, () =>
				fs
					.readdirSync(resolve(name), { withFileTypes: true })
					.map((entry) => ({ name: entry.name, kind: kindOf(entry) })),
			),
		read: (name) => attempt(name, () => withFile(resolve(name), (file) => fs.readFileSync(file))),
		readAt: (name, offset, most) => attempt(name, () => readAt(resolve(name), offset, most)),
		write: (name, content) => attempt(name, () => writeAtomically(resolve(name), content)),
	};
}

function statOf(name: string): Entry | undefined {
	try {
		const stat = fs.statSync(name, { throwIfNoEntry: false });
		if (stat === undefined) return undefined;
		const kind = stat.isFile() ? "file" : stat.isDirectory() ? "folder" : "other";
		return { kind, real: fs.realpathSync.native(name), size: kind === "file" ? stat.size : 0 };
	} catch {
		// Links that lead in a circle, or a file where the path needs a folder: there is nothing that could be opened.
		return undefined;
	}
}

function kindOf(entry: fs.Dirent): Listed["kind"] {
	return entry.isFile() ? "file" : entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : "other";
}

/**
 * Opens a file, and nothing else: opening a pipe waits for somebody to write into it, and no signal ends that wait.
 * It is the opened file that is looked at, so that nothing can be put in its place in between.
 */
function withFile<Result>(name: string, action: (file: number) => Result): Result {
	const file = fs.openSync(name, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
	try {
		const stat = fs.fstatSync(file);
		if (!stat.isFile() && !stat.isDirectory()) throw new Error("it is neither a file nor a folder");
		return action(file);
	} finally {
		fs.closeSync(file);
	}
}

function readAt(name: string, offset: number, most: number): Uint8Array {
	return withFile(name, (file) => {
		const buffer = new Uint8Array(most);
		return buffer.subarray(0, fs.readSync(file, buffer, 0, most, offset));
	});
}

function attempt<Result>(name: string, action: () => Result): Result {
	try {
		return action();
	} catch (error) {
		throw new HostError(name, reasonOf(error));
	}
}

const reasons: Readonly<Record<string, string>> = {
	ENOENT: "there is no such file or folder",
	EACCES: "you may not",
	EPERM: "you may not",
	EISDIR: "it is a folder",
	ENOTDIR: "it is not a folder",
	EEXIST: "there is a file where a folder should be",
	ELOOP: "its links lead in a circle",
	EMFILE: "too many files are open",
	ENOSPC: "the disk is full",
	ENXIO: "nobody is at its other end",
	EROFS: "the disk can't be written to",
};

function reasonOf(error: unknown): string {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Files that are half written, to be removed when the run is cut short. */
const unfinished = new Set<string>();

/** Writes beside the file and renames, so that nobody ever sees half of it. A link keeps leading to its file. */
function writeAtomically(target: string, text: string | Uint8Array | Iterable<string>): void {
	const real = fs.existsSync(target) ? fs.realpathSync(target) : target;
	if (fs.existsSync(real) && !fs.statSync(real).isFile()) {
		// A pipe or a device, such as /dev/stdout, can't be replaced. Without a reader a pipe is not waited for.
		const probe = fs.openSync(real, fs.constants.O_WRONLY | (fs.constants.O_NONBLOCK ?? 0));
		try {
			const file = fs.openSync(real, "w");
			try {
				writePieces(file, text);
			} finally {
				fs.closeSync(file);
			}
		} finally {
			fs.closeSync(probe);
		}
		return;
	}
	const mode = fs.existsSync(real) ? fs.statSync(real).mode & 0o7777 : undefined;
	fs.mkdirSync(path.dirname(real), { recursive: true });
	const beside = `${real}.${randomBytes(6).toString("hex")}.tmp`;
	unfinished.add(beside);
	try {
		const file = fs.openSync(beside, "wx");
		try {
			writePieces(file, text);
		} finally {
			fs.closeSync(file);
		}
		if (mode !== undefined) fs.chmodSync(beside, mode);
		fs.renameSync(beside, real);
	} finally {
		fs.rmSync(beside, { force: true });
		unfinished.delete(beside);
	}
}

function writePieces(file: number, text: string | Uint8Array | Iterable<string>): void {
	const isWhole = typeof text === "string" || text instanceof Uint8Array;
	for (const piece of isWhole ? [text] : inLargePieces(text)) fs.writeFileSync(file, piece);
}

/** Removes what is half written; for a run that is cut short. */
export function removeUnfinished(): void {
	for (const file of unfinished) fs.rmSync(file, { force: true });
}
