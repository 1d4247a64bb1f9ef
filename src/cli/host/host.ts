/** All that a command may know of the machine it runs on. `nodeHost` is the real one; tests hand in their own. */

import type { Entry, Listed } from "../../documents/find/fileSystem.ts";
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
	write(path: string, text: string | Iterable<string>): void;
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
