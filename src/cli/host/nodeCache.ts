/**
 * The cache in the user's own folder. Its entries hold code that will be run, so each carries a MAC under a key that lies elsewhere
 * and never leaves this machine: an entry that somebody else made, changed, renamed or carried here from another machine is as if it
 * were not there. So is whatever can't be read or written: a cache is a help and never a need.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Host, HostCache } from "./host.ts";

/** Entries beyond these are removed, those first that weren't used for longest. */
const MOST_ENTRIES = 32;
const MOST_BYTES = 256 * 1024 * 1024;
/** How many entries a long run (`--watch`) holds back for its end. */
const MOST_KEPT = 4;
const MAC_SIZE = 32;

export interface Folders {
	readonly entries: string;
	readonly key: string;
}

/**
 * @param program the file that is run: another program, as that of another version, has other entries. Where it isn't there
 * (the sources are run as they are), nothing is read or kept.
 */
export function nodeCache(env: Host["env"], program: string): HostCache {
	const waiting = new Map<string, () => Uint8Array>();
	const attempt = <Result>(action: (folders: Folders) => Result): Result | undefined => {
		try {
			const folders = foldersOf(env);
			return folders === undefined ? undefined : action(folders);
		} catch {
			return undefined;
		}
	};
	const flush = (): void => {
		process.off("exit", flush);
		for (const [name, make] of waiting) attempt((at) => write(at, name, make()));
		waiting.clear();
	};
	return {
		nameOf: (parts) => attempt(() => digestOf([...identity(program), ...parts])),
		digestOf,
		read: (name) => attempt((at) => read(at, name)),
		keep(name, make) {
			if (waiting.size === 0) process.once("exit", flush);
			waiting.set(name, make);
			for (const oldest of waiting.keys()) if (waiting.size > MOST_KEPT) waiting.delete(oldest);
		},
		flush,
	};
}

/** Where the cache and its key lie (XDG Base Directory Specification); undefined where there is no place for them. */
export function foldersOf(env: Host["env"]): Folders | undefined {
	const { HOLYSTONE_CACHE: named = "", HOME: home = "", LOCALAPPDATA: local = "" } = env;
	if (named === "off") return undefined;
	const below = (base: string | undefined, ...otherwise: string[]): string | undefined => {
		if (base !== undefined && path.isAbsolute(base)) return path.join(base, "holystone");
		if (path.isAbsolute(local)) return path.join(local, "holystone", ...otherwise.slice(-1));
		// With the home of another user, as under sudo, nothing is left there.
		return path.isAbsolute(home) && isOwn(fs.statSync(home, { throwIfNoEntry: false }))
			? path.join(home, ...otherwise, "holystone")
			: undefined;
	};
	const key = below(env.XDG_STATE_HOME, ".local", "state");
	const entries = named === "" ? below(env.XDG_CACHE_HOME, ".cache") : path.resolve(named);
	return key === undefined || entries === undefined ? undefined : { entries, key };
}

/** What makes an entry out of date: another program, another engine. */
function identity(program: string): string[] {
	const { size, mtimeMs } = fs.statSync(program);
	const { node, v8 } = process.versions;
	return ["1", program, `${size} ${mtimeMs}`, node, v8, process.platform, process.arch, ...process.execArgv];
}

function digestOf(parts: Iterable<string>): string {
	const digest = createHash("sha256");
	for (const part of parts) digest.update(`${part.length}:`).update(part);
	return digest.digest("hex");
}

function read(folders: Folders, name: string): Uint8Array | undefined {
	const key = keyIn(folders.key, false);
	const file = path.join(folders.entries, name);
	const entry = readOwn(file);
	if (key === undefined || entry === undefined) return undefined;
	const content = entry.subarray(MAC_SIZE);
	if (!timingSafeEqual(entry.subarray(0, MAC_SIZE), macOf(key, name, content))) return undefined;
	const now = new Date();
	fs.utimesSync(file, now, now);
	return content;
}

function write(folders: Folders, name: string, content: Uint8Array): void {
	const key = keyIn(folders.key, true);
	if (key === undefined || !ownFolder(folders.entries)) return;
	writeNew(folders.entries, name, Buffer.concat([macOf(key, name, content), content]), (from, to) => {
		fs.renameSync(from, to);
	});
	prune(folders.entries);
}

const macOf = (key: Uint8Array, name: string, content: Uint8Array): Buffer =>
	createHmac("sha256", key).update(name).update(content).digest();

/** The key, 32 bytes that nobody else can read; made where there is none and one is wanted. */
function keyIn(folder: string, wanted: boolean): Uint8Array | undefined {
	const file = path.join(folder, "cache.key");
	if (wanted && ownFolder(folder) && !fs.existsSync(file)) {
		// A link is made only where no other process was faster.
		writeNew(folder, "cache.key", randomBytes(32), fs.linkSync);
	}
	const key = readOwn(file);
	return key?.length === 32 ? key : undefined;
}

/** Writes a file of ours beside its place, and then puts it there. */
function writeNew(folder: string, name: string, content: Uint8Array, put: (from: string, to: string) => void): void {
	const beside = path.join(folder, `${name}.${randomBytes(6).toString("hex")}.tmp`);
	try {
		fs.writeFileSync(beside, content, { flag: "wx", mode: 0o600 });
		put(beside, path.join(folder, name));
	} finally {
		fs.rmSync(beside, { force: true });
	}
}

function isOwn(stat: fs.Stats | undefined): boolean {
	return stat !== undefined && (process.getuid === undefined || stat.uid === process.getuid());
}

/** Whether only this user can have written it. Windows has no such modes: there a profile is its user's. */
function isPrivate(stat: fs.Stats): boolean {
	return isOwn(stat) && (process.platform === "win32" || (stat.mode & 0o077) === 0);
}

function ownFolder(folder: string): boolean {
	fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
	const stat = fs.lstatSync(folder);
	return stat.isDirectory() && isPrivate(stat);
}

function readOwn(file: string): Buffer | undefined {
	const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
	const opened = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	try {
		const stat = fs.fstatSync(opened);
		return stat.isFile() && isPrivate(stat) && stat.size <= MOST_BYTES ? fs.readFileSync(opened) : undefined;
	} finally {
		fs.closeSync(opened);
	}
}

const entryName = /^[0-9a-f]{64}(?:\.[0-9a-f]{12}\.tmp)?$/;
const HOUR = 3_600_000;

/** Removes what is too much, and what a run that was cut short left half written. */
function prune(folder: string): void {
	const files = fs
		.readdirSync(folder)
		.filter((name) => entryName.test(name))
		.map((name) => ({ file: path.join(folder, name), stat: fs.lstatSync(path.join(folder, name)) }))
		.sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
	let count = 0;
	let bytes = 0;
	for (const { file, stat } of files) {
		const isHalf = file.endsWith(".tmp");
		if (isHalf && Date.now() - stat.mtimeMs < HOUR) continue;
		count++;
		bytes += stat.size;
		if (isHalf || count > MOST_ENTRIES || bytes > MOST_BYTES) fs.rmSync(file, { force: true });
	}
}
