/**
 * Policies that answer in threads of their own, so that requests are taken and health is told while they work. A job that takes too long ends
 * its thread, and another takes that one's place: an evaluation is one long call that nothing else can stop.
 */
import { Worker } from "node:worker_threads";
import type { Answer, GateFacts, Job } from "../job.ts";
import { type Gate, GateFault, OutOfTime } from "./gate.ts";

/** What a thread tells. The first is that it is ready, or why it can't be. */
export type FromThread =
	| { readonly ready: GateFacts; readonly files: unknown }
	| { readonly fault: readonly string[]; readonly files: unknown }
	| { readonly number: number; readonly answer: Answer }
	| { readonly number: number; readonly failed: string };

export interface ToThread {
	readonly number: number;
	readonly job: Job;
}

export interface ThreadOptions {
	/** The program that a thread runs. */
	readonly entry: string;
	/** What it is started with; `files` are those that the first thread read. */
	readonly work: (files: unknown) => unknown;
	readonly threads: number;
	/** Told of the files that were read, also where they are faulty. */
	readonly onFiles: (files: unknown) => void;
}

/** Megabytes of heap that one thread may have: past it the thread ends, and not the process. */
const MOST_HEAP = 1_024;
/** Milliseconds before a thread that couldn't be replaced is tried again. */
const RETRY = 1_000;
/** Milliseconds that opening policies may take. */
const LONGEST_OPENING = 120_000;

interface Pending {
	readonly job: Job;
	/** Ends it where it is: waiting, or in its thread. */
	readonly timer: NodeJS.Timeout;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (error: Error) => void;
}

interface Thread {
	readonly worker: Worker;
	readonly facts: GateFacts;
	readonly files: unknown;
	current: { readonly number: number; readonly pending: Pending } | undefined;
}

/** @throws {GateFault} where the policies can't be opened */
export async function openThreads(options: ThreadOptions): Promise<Gate> {
	// The first reads the files, the others get what it read: all have the same, whatever happens to the files meanwhile.
	const first = await openThread(options, undefined);
	const more = Array.from({ length: options.threads - 1 }, () => openThread(options, first.files));
	const others = await Promise.allSettled(more);
	const threads = [first, ...others.flatMap((other) => (other.status === "fulfilled" ? [other.value] : []))];
	const failed = others.find((other) => other.status === "rejected");
	if (failed === undefined) return new ThreadGate(options, threads);
	for (const { worker } of threads) void worker.terminate();
	throw failed.reason;
}

function openThread(options: ThreadOptions, files: unknown): Promise<Thread> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(options.entry, {
			workerData: options.work(files),
			resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP },
		});
		const timer = setTimeout(() => fail(["opening the policies takes too long"]), LONGEST_OPENING);
		const onError = (error: Error): void => fail([error.message]);
		const onExit = (code: number): void => fail([`a thread ended with ${code}`]);
		const onMessage = (message: FromThread): void => {
			if ("files" in message && files === undefined) options.onFiles(message.files);
			if ("ready" in message) {
				settle();
				resolve({ worker, facts: message.ready, files: message.files, current: undefined });
			} else fail("fault" in message ? message.fault : ["a thread answered before it was ready"]);
		};
		const settle = (): void => {
			clearTimeout(timer);
			worker.off("error", onError).off("exit", onExit).off("message", onMessage);
		};
		const fail = (lines: readonly string[]): void => {
			settle();
			worker.on("error", () => undefined);
			void worker.terminate();
			reject(new GateFault(lines));
		};
		worker.on("error", onError).on("exit", onExit).on("message", onMessage);
	});
}

class ThreadGate implements Gate {
	readonly facts: GateFacts;
	readonly #options: ThreadOptions;
	readonly #files: unknown;
	readonly #threads = new Set<Thread>();
	readonly #queue: Pending[] = [];
	#number = 0;
	#closing: (() => void) | undefined;

	constructor(options: ThreadOptions, threads: readonly Thread[]) {
		const [first] = threads as readonly [Thread, ...Thread[]];
		this.facts = first.facts;
		this.#files = first.files;
		this.#options = options;
		for (const thread of threads) this.#take(thread);
	}

	get waiting(): number {
		return this.#queue.length;
	}

	answer(job: Job, within: number): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => this.#expire(pending), within);
			const pending: Pending = { job, timer, resolve, reject };
			this.#queue.push(pending);
			this.#next();
		});
	}

	async close(): Promise<void> {
		const idle = new Promise<void>((resolve) => {
			this.#closing = resolve;
		});
		this.#next();
		await idle;
		await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
	}

	#take(thread: Thread): void {
		this.#threads.add(thread);
		const { worker } = thread;
		worker.on("message", (message: FromThread) => this.#told(thread, message));
		worker.on("error", (error: Error) => this.#lost(thread, error));
		worker.on("exit", (code) => this.#lost(thread, new Error(`a thread ended with ${code}`)));
		this.#next();
	}

	/** Gives what waits to those who have nothing to do. */
	#next(): void {
		for (const thread of this.#threads) {
			if (thread.current !== undefined) continue;
			const pending = this.#queue.shift();
			if (pending === undefined) break;
			this.#start(thread, pending);
		}
		const isIdle = this.#queue.length === 0 && ![...this.#threads].some(({ current }) => current !== undefined);
		if (isIdle) this.#closing?.();
	}

	#start(thread: Thread, pending: Pending): void {
		const number = this.#number++;
		thread.current = { number, pending };
		thread.worker.postMessage({ number, job: pending.job } satisfies ToThread);
	}

	#expire(pending: Pending): void {
		const waiting = this.#queue.indexOf(pending);
		const thread = [...this.#threads].find(({ current }) => current?.pending === pending);
		if (waiting !== -1) {
			this.#queue.splice(waiting, 1);
			pending.reject(new OutOfTime());
		} else if (thread !== undefined) this.#lost(thread, new OutOfTime());
	}

	#told(thread: Thread, message: FromThread): void {
		const { current } = thread;
		if (!("number" in message) || current?.number !== message.number) return;
		clearTimeout(current.pending.timer);
		thread.current = undefined;
		if ("answer" in message) current.pending.resolve(message.answer);
		else current.pending.reject(new Error(message.failed));
		this.#next();
	}

	/** A thread that is no more, or soon won't be. */
	#lost(thread: Thread, why: Error): void {
		if (!this.#threads.delete(thread)) return;
		const { current, worker } = thread;
		void worker.terminate();
		if (current !== undefined) {
			clearTimeout(current.pending.timer);
			current.pending.reject(why);
		}
		this.#replace();
		this.#next();
	}

	#replace(): void {
		if (this.#closing !== undefined) return;
		openThread(this.#options, this.#files).then(
			(thread) => (this.#closing === undefined ? this.#take(thread) : void thread.worker.terminate()),
			() => void setTimeout(() => this.#replace(), RETRY).unref(),
		);
	}
}
