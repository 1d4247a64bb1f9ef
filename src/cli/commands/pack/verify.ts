/** `policy pack verify`: whether all that policy.lock pins is here, unchanged, and signed as policy.yaml asks. */
import { Command } from "commander";
import { renderDiagnostic } from "../../../diagnostics/render.ts";
import { checkDependencies } from "../../../sharing/checkLock.ts";
import type { PackManifest } from "../../../sharing/packManifest.ts";
import { PackFault } from "../../../sharing/sources/packSource.ts";
import type { Host } from "../../host/host.ts";
import { painterFor } from "../../host/painter.ts";
import { signedIn } from "../../packs/keepPins.ts";
import { packTrust } from "../../packs/packTrust.ts";
import { openPinned } from "../../packs/pinnedPacks.ts";
import { addWorkspaceOptions, lockedPacks, openWorkspace, type WorkspaceOptions } from "../../packs/workspace.ts";

export function packVerify(host: Host, finish: (status: number) => void): Command {
	return addWorkspaceOptions(new Command("verify"))
		.description(
			"Check all that policy.lock pins, without the network: digests, signatures, and whether it can be read.\nSignatures are verified anew, whatever an earlier run remembers.",
		)
		.addHelpText(
			"after",
			"\nExit status: 0 all is as it was pinned, 1 something isn't, 2 policy.yaml or policy.lock has a mistake.",
		)
		.action(async (options: WorkspaceOptions) => finish(await verify(host, options)));
}

async function verify(given: Host, options: WorkspaceOptions): Promise<number> {
	const { cache: _, ...host } = given;
	const workspace = await openWorkspace(host, options);
	const { packs, signers } = lockedPacks(workspace);
	const painter = painterFor(host.stderr, host.env, options.color);
	const trust = await packTrust(host, workspace.folder);
	const manifests = new Map<string, PackManifest>();
	let wrong = 0;
	for (const [name, pack] of packs) {
		try {
			const { manifest } = await openPinned({ host, ...workspace }, pack, signers.get(name) ?? [], trust);
			manifests.set(name, manifest);
			host.stdout.write(`${name} ${pack.version} ${pack.digest}${signedIn(pack)}\n`);
		} catch (error) {
			if (!(error instanceof PackFault)) throw error;
			wrong++;
			for (const message of error.messages) host.stderr.write(`${renderDiagnostic(message, painter)}\n`);
		}
	}
	const lies = checkDependencies(workspace.wanted, packs, manifests);
	for (const message of lies) host.stderr.write(`${renderDiagnostic(message, painter)}\n`);
	wrong += lies.length;
	host.stdout.write(
		wrong === 0
			? `${packs.size === 0 ? "nothing is pinned" : "all is as it was pinned"}\n`
			: `${wrong} of ${packs.size} aren't as they were pinned\n`,
	);
	return wrong === 0 ? 0 : 1;
}
