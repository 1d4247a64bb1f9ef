/** How policies are opened for the gate: in threads of this program, or here where there are none; and which files that depended on. */

import type { Gate } from "../../serve/gate/gate.ts";
import { localGate } from "../../serve/gate/localGate.ts";
import { openThreads } from "../../serve/gate/threadGate.ts";
import type { Host } from "../host/host.ts";
import { emptySnapshot, type FileSnapshot, snapshotFiles } from "./fileSnapshot.ts";
import { openPolicies, type ServedPolicies } from "./openPolicies.ts";
import type { ServeWork } from "./serveWorker.ts";

export interface GateOpener {
	readonly open: () => Promise<Gate>;
	/** What was looked at when the policies were opened last, or couldn't be. */
	readonly files: () => FileSnapshot;
}

/** @param threads 0: in this thread; so too where the program can't be run in another */
export function gateOpener(host: Host, served: ServedPolicies, threads: number): GateOpener {
	let files = emptySnapshot();
	const { threadEntry: entry } = host;
	const open = async (): Promise<Gate> => {
		if (threads > 0 && entry !== undefined)
			return openThreads({
				entry,
				threads,
				work: (known) =>
					({ task: "serve", served, cwd: host.cwd, ...(known !== undefined && { files: known }) }) as ServeWork,
				onFiles: (read) => {
					files = read as FileSnapshot;
				},
			});
		files = emptySnapshot();
		const policies = await openPolicies({ ...host, files: snapshotFiles(host.cwd, host.files, files) }, served);
		return localGate(policies);
	};
	return { open, files: () => files };
}
