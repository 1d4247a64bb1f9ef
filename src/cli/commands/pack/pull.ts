/** `policy pack pull`: fetches what policy.lock pins. */
import { Command } from "commander";
import { locationOf, takeLocked } from "../../../sharing/pinPacks.ts";
import type { Host } from "../../host/host.ts";
import { keepTaken, signedIn } from "../../packs/keepPins.ts";
import { pinAccess } from "../../packs/pinAccess.ts";
import {
	addWorkspaceOptions,
	lockedPacks,
	openWorkspace,
	refusing,
	type WorkspaceOptions,
} from "../../packs/workspace.ts";

export function packPull(host: Host, finish: (status: number) => void): Command {
	return addWorkspaceOptions(new Command("pull"))
		.description(
			"Fetch the packs that policy.lock pins. What is on this machine already isn't fetched again.\nDigests and signatures are checked before anything of a pack is read or kept.",
		)
		.addHelpText("after", "\nExit status: 0 all are there, 2 something is wrong. policy.lock never changes.")
		.action(async (options: WorkspaceOptions) => finish(await refusing(() => pull(host, options))));
}

async function pull(host: Host, options: WorkspaceOptions): Promise<number> {
	const workspace = await openWorkspace(host, options);
	const { packs: locked, signers } = lockedPacks(workspace);
	const access = await pinAccess(host, workspace, options);
	try {
		for (const [name, pack] of locked) {
			const taken = await takeLocked(pack, access.source(locationOf(pack.from), name), access, signers.get(name) ?? []);
			await keepTaken(host, workspace, workspace.lock?.vendor, [{ ...taken, locked: pack }]);
			access.end();
			host.stdout.write(`${name} ${pack.version}${signedIn(taken.locked)}\n`);
		}
	} finally {
		access.end();
	}
	if (locked.size === 0) host.stdout.write("policy.yaml takes no pack from elsewhere\n");
	return 0;
}
