/** Other threads of the same program: each is given plain data, gives plain data back, and ends. */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Runs the program `entry` in a new thread, which finds `data` as its `threadData`. Fails where the thread does. */
export function runThread(entry: string, data: unknown): Promise<unknown> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(entry, { workerData: data });
		worker.once("message", resolve);
		worker.once("error", reject);
		worker.once("exit", (code) => reject(new Error(`the thread ended with ${code}`)));
	});
}

/** What this thread was started with; undefined in the one that the process began with. */
export function threadData(): unknown {
	return isMainThread ? undefined : workerData;
}

/** What this thread's starter gets. */
export function giveBack(result: unknown): void {
	parentPort?.postMessage(result);
}
