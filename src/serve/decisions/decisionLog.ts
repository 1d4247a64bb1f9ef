/**
 * The decision log: a line of JSON for each decision, written before the decision is answered. Lines that come while the file is being written go
 * together in the next write. What was written survives the end of the process; with `sync` also the end of the machine.
 */
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";

export interface DecisionLog {
	/** Resolves when the line is written. @throws where it can't be */
	write(line: string): Promise<void>;
	close(): Promise<void>;
}

export interface FileLogOptions {
	readonly file: string;
	/** Bytes after which the file is put aside. */
	readonly maxBytes: number;
	/** How many files that were put aside are kept: FILE.1 is the youngest. */
	readonly keep: number;
	/** Wait until the disk has it. */
	readonly sync: boolean;
}

interface Waiting {
	readonly line: string;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

/** Most bytes that go into one write. */
const LARGEST_WRITE = 4_194_304;
const OWNER_ONLY = 0o600;

/** @throws where the file can't be opened */
export async function openFileLog(options: FileLogOptions): Promise<DecisionLog> {
	const log = new FileLog(options);
	await log.open();
	return log;
}

class FileLog implements DecisionLog {
	readonly #options: FileLogOptions;
	#handle: FileHandle | undefined;
	#size = 0;
	/** The last line may be a part of one. */
	#isTorn = false;
	#waiting: Waiting[] = [];
	#isWriting = false;
	#writing: Promise<void> | undefined;

	constructor(options: FileLogOptions) {
		this.#options = options;
	}

	async open(): Promise<void> {
		const { file } = this.#options;
		this.#handle = await open(file, "a+", OWNER_ONLY);
		const about = await this.#handle.stat();
		this.#size = about.isFile() ? about.size : 0;
		this.#isTorn = this.#size > 0 && (await this.#lastByte()) !== NEWLINE;
	}

	write(line: string): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ line, resolve, reject });
			if (!this.#isWriting) this.#writing = this.#writeAll();
		});
	}

	async close(): Promise<void> {
		await this.#writing;
		await this.#handle?.close();
		this.#handle = undefined;
	}

	async #lastByte(): Promise<number | undefined> {
		const byte = new Uint8Array(1);
		await this.#handle?.read(byte, 0, 1, this.#size - 1);
		return byte[0];
	}

	async #writeAll(): Promise<void> {
		this.#isWriting = true;
		while (this.#waiting.length > 0) {
			const batch = this.#nextBatch();
			try {
				await this.#writeBatch(batch);
				for (const { resolve } of batch) resolve();
			} catch (error) {
				this.#isTorn = true;
				for (const { reject } of batch) reject(error);
			}
		}
		// At once when nothing waits: a line that comes now starts anew.
		this.#isWriting = false;
	}

	#nextBatch(): readonly Waiting[] {
		let bytes = 0;
		const over = this.#waiting.findIndex(({ line }) => {
			bytes += line.length + 1;
			return bytes > LARGEST_WRITE;
		});
		return this.#waiting.splice(0, over === -1 ? this.#waiting.length : Math.max(1, over));
	}

	async #writeBatch(batch: readonly Waiting[]): Promise<void> {
		const bytes = Buffer.from(`${this.#isTorn ? "\n" : ""}${batch.map(({ line }) => `${line}\n`).join("")}`);
		if (this.#size > 0 && this.#size + bytes.length > this.#options.maxBytes) await this.#rotate();
		if (this.#handle === undefined) await this.open();
		const handle = this.#handle as FileHandle;
		for (let at = 0; at < bytes.length; ) {
			const { bytesWritten } = await handle.write(bytes, at);
			at += bytesWritten;
			this.#size += bytesWritten;
		}
		if (this.#options.sync) await handle.datasync();
		this.#isTorn = false;
	}

	/** FILE becomes FILE.1, FILE.1 becomes FILE.2; the oldest goes. */
	async #rotate(): Promise<void> {
		const { file, keep } = this.#options;
		const about = await stat(file).catch(() => undefined);
		if (about !== undefined && !about.isFile()) return;
		await this.#handle?.close();
		this.#handle = undefined;
		await rm(`${file}.${keep}`, { force: true });
		for (let number = keep - 1; number >= 1; number--) await moved(`${file}.${number}`, `${file}.${number + 1}`);
		if (keep === 0) await rm(file, { force: true });
		else await moved(file, `${file}.1`);
		await this.open();
	}
}

const NEWLINE = 0x0a;

async function moved(from: string, to: string): Promise<void> {
	await rename(from, to).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== "ENOENT") throw error;
	});
}

/** A log that goes to a stream, such as standard output. */
export function streamLog(stream: NodeJS.WritableStream): DecisionLog {
	return {
		write: (line) =>
			new Promise((resolve, reject) => {
				stream.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
			}),
		close: async () => undefined,
	};
}
