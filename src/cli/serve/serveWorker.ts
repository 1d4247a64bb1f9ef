/** Answers jobs in another thread: opens the policies, says that it is ready, and takes one job after the other. */
import { parentPort } from "node:worker_threads";
import { answer } from "../../serve/answer/answer.ts";
import type { Policies } from "../../serve/answer/policies.ts";
import { GateFault } from "../../serve/gate/gate.ts";
import type { FromThread, ToThread } from "../../serve/gate/threadGate.ts";
import type { Host } from "../host/host.ts";
import { nodeFiles } from "../host/nodeHost.ts";
import { emptySnapshot, type FileSnapshot, snapshotFiles } from "./fileSnapshot.ts";
import { openPolicies, type ServedPolicies } from "./openPolicies.ts";

/** Plain data. */
export interface ServeWork {
	readonly task: "serve";
	readonly served: ServedPolicies;
	/** The working directory. */
	readonly cwd: string;
	/** What another thread read; absent: it is to be read. */
	readonly files?: FileSnapshot;
}

export async function doServeWork({ served, cwd, files = emptySnapshot() }: ServeWork, given: Host): Promise<void> {
	const give = (message: FromThread): void => parentPort?.postMessage(message);
	const host = { ...given, cwd, files: snapshotFiles(cwd, nodeFiles(cwd), files) };
	let policies: Policies;
	try {
		policies = await openPolicies(host, served);
	} catch (error) {
		const lines = error instanceof GateFault ? error.lines : [error instanceof Error ? error.message : String(error)];
		give({ fault: lines, files });
		return;
	}
	// What was compiled is there for the next thread.
	host.cache?.flush();
	parentPort?.on("message", ({ number, job }: ToThread) => {
		try {
			give({ number, answer: answer(policies, job) });
		} catch (error) {
			give({ number, failed: error instanceof Error ? error.message : String(error) });
		}
	});
	give({ ready: policies.facts, files });
}
