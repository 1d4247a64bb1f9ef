/** All that a command may know of the machine it runs on. `nodeHost` is the real one; tests hand in their own. */

import type { Entry, Listed } from "../../documents/find/fileSystem.ts";
import type { BlobStore } from "../../registry/blobStore.ts";
import type { SendHttp } from "../../registry/http.ts";
import type { Capabilities } from "../../runtime/capabilities.ts";
import type { CryptoHost } from "../../runtime/crypto/cryptoHost.ts";
import type { NetworkHost } from "../../runtime/network/networkHost.ts";
import type { Prompt, PromptOptions } from "./prompt.ts";

export interface OutputStream {
	write(text: string): void;
	/** A person looks at it. */
	readonly isTerminal: boolean;
}

/** Files and folders. Paths are absolute, or relative to the working directory. */
export interface HostFiles {
	/** What is there, links followed; undefined where there is nothing. */
	stat(path: string): Entry | undefined;
	/** Names in a folder, unsorted, links not followed. Throws HostError. */
	list(path: string): readonly Listed[];
	/** Throws HostError. */
	read(path: string): Uint8Array;
	/** At most so many bytes from an offset on. Throws HostError. */
	readAt(path: string, offset: number, most: number): Uint8Array;
	/** Replaces a file's content, given whole or in pieces, at once or not at all; its mode stays. Folders on the way are made. Throws HostError. */
	write(path: string, content: string | Uint8Array | Iterable<string>): void;
}

/** What earlier runs of this user worked out. It is a help and never a need: an entry that anything is wrong with isn't there. */
export interface HostCache {
	/** The name of what this very program works out from these texts; undefined where nothing can be kept. */
	nameOf(parts: Iterable<string>): string | undefined;
	/** A digest of these texts: others have another. */
	digestOf(parts: Iterable<string>): string;
	read(name: string): Uint8Array | undefined;
	/** Keeps what `make` gives when the run ends. */
	keep(name: string, make: () => Uint8Array): void;
	/** Keeps now what would be kept when the run ends. */
	flush(): void;
}

export interface HttpOptions {
	/** Certificates (PEM) of authorities that are trusted besides the usual ones. */
	readonly authorities?: readonly string[];
	/** Other machines that are spoken with in plain HTTP: all, or those of some names (`host:port`). This machine always may. */
	readonly plainHttp?: boolean | readonly string[];
	/** Where proxies are named: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. Absent: nothing goes through one. */
	readonly proxies?: Host["env"];
}

export interface ProgramOptions {
	/** What the program reads; it sees an empty input where there is none. */
	readonly stdin?: Uint8Array | string;
	/** Milliseconds after which it is stopped (default: a minute). */
	readonly timeout?: number;
	/** Bytes of output after which it is stopped (default: 16 MiB). */
	readonly mostOutput?: number;
	readonly cwd?: string;
	/** All of its environment; absent: that of this process. */
	readonly env?: Host["env"];
}

export interface ProgramResult {
	/** Its exit status; 1 where a signal ended it. */
	readonly status: number;
	readonly stdout: Uint8Array;
	/** Its first 64 KiB. */
	readonly stderr: Uint8Array;
}

export interface Host {
	/** The working directory: absolute. */
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stdout: OutputStream;
	readonly stderr: OutputStream;
	readonly files: HostFiles;
	/** Absent where nothing is to be kept. */
	readonly cache?: HostCache;
	/** All of standard input. */
	stdin(): Promise<Uint8Array>;
	/** Lines as somebody types them; where there is no such way, a prompt reads standard input. */
	prompt?(options: PromptOptions): Promise<Prompt>;
	/** Nanoseconds since the epoch. */
	now(): bigint;
	/** Milliseconds that only ever grow, for progress. */
	elapsed(): number;
	random(bytes: number): Uint8Array;
	/** Runs this program in another thread with plain data, as `policy.ts` does it, and takes what it gives back; absent where there are no threads. */
	readonly thread?: (data: unknown, onMessage: (message: unknown) => void) => Promise<void>;
	/** The file of this program, for who runs threads of its own; absent where there are none. */
	readonly threadEntry?: string;
	/** How many threads can work at the same time. */
	readonly processors?: number;
	/** Signatures with key pairs, for the builtins that verify and make them. */
	readonly crypto: CryptoHost;
	/** The network, open to these hosts. */
	network(allowed: readonly string[]): NetworkHost;
	/** HTTP for the command itself: registries and other servers that somebody named. Connections are used again by the same function. */
	http(options?: HttpOptions): SendHttp;
	/** Runs a program of PATH, given by its plain name, without a shell. Throws ProgramFault; a status other than 0 is a result. */
	runProgram(name: string, args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>;
	/**
	 * Blobs that earlier runs of this user fetched; where nothing is to be kept, those of this run.
	 * @param place of a store that another thread has opened
	 */
	blobs(place?: string): Promise<BlobStore>;
	/** Lets time pass, in milliseconds. */
	sleep(milliseconds: number): Promise<void>;
	/** What policies may do besides computing; nothing unless a command was told so. */
	readonly access?: Pick<Capabilities, "network" | "environment" | "parseModule">;
}

/** A file or folder that couldn't be used, and why, in words for people. */
export class HostError extends Error {
	readonly path: string;
	readonly reason: string;

	constructor(path: string, reason: string) {
		super(`${path}: ${reason}`);
		this.path = path;
		this.reason = reason;
	}
}

/** A program that isn't there (`missing`), took too long, wrote too much, or couldn't be started. */
export class ProgramFault extends Error {
	readonly program: string;
	readonly kind: "missing" | "timeout" | "too-much" | "failed";

	constructor(program: string, kind: ProgramFault["kind"]) {
		super(`${program}: ${kind}`);
		this.program = program;
		this.kind = kind;
	}
}
