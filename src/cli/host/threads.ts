/** Other threads of the same program: each is given plain data when it starts, and gives plain data back. */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/**
 * Runs the program `entry` in a new thread, which finds `data` as its `threadData`. `onMessage` takes what it gives back as it comes.
 * Ends when the thread does; fails where the thread fails, as when it has no memory left.
 */
export function runThread(entry: string, data: unknown, onMessage: (message: unknown) => void): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(entry, { workerData: data });
		worker.on("message", onMessage);
		worker.once("error", reject);
		worker.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the thread ended with ${code}`))));
	});
}

/** What this thread was started with; undefined in the one that the process began with. */
export function threadData(): unknown {
	return isMainThread ? undefined : workerData;
}

/** Gives something to who started this thread. */
export function giveBack(result: unknown): void {
	parentPort?.postMessage(result);
}
