/** `policy pack vendor [FOLDER]`: puts what policy.lock pins into the repository, where runs take it from. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../../diagnostics/catalogue/configuration.ts";
import { locationOf, takeLocked } from "../../../sharing/pinPacks.ts";
import type { Host } from "../../host/host.ts";
import { keepTaken, leftOver } from "../../packs/keepPins.ts";
import { cachedPacks } from "../../packs/keptPacks.ts";
import { writeLock } from "../../packs/lockOnDisk.ts";
import { pinAccess } from "../../packs/pinAccess.ts";
import {
	addWorkspaceOptions,
	lockedPacks,
	openWorkspace,
	refusing,
	type WorkspaceOptions,
} from "../../packs/workspace.ts";
import { Refusal } from "../../refusal.ts";

const FOLDER = "policy_packs";

interface VendorOptions extends WorkspaceOptions {
	readonly remove: boolean;
}

export function packVendor(host: Host, finish: (status: number) => void): Command {
	return addWorkspaceOptions(new Command("vendor"))
		.description(
			"Put the packs that policy.lock pins into a folder of the repository. From then on runs take them from there, and `policy pack pull` and `update` keep the folder up to date.",
		)
		.argument("[folder]", `a folder below that of policy.yaml (default: ${FOLDER})`)
		.option("--remove", "take the packs from the user's cache again; the folder can be deleted then", false)
		.addHelpText("after", "\nExit status: 0 done, 2 something is wrong; then policy.lock is as it was.")
		.action(async (folder: string | undefined, options: VendorOptions) =>
			finish(await refusing(() => vendor(host, folder, options))),
		);
}

async function vendor(host: Host, given: string | undefined, options: VendorOptions): Promise<number> {
	const workspace = await openWorkspace(host, options);
	const { packs, signers } = lockedPacks(workspace);
	const { lock, folder } = workspace;
	if (lock === undefined) {
		host.stdout.write("policy.yaml takes no pack from elsewhere\n");
		return 0;
	}
	const target = options.remove ? undefined : (given ?? lock.vendor ?? FOLDER);
	const inside =
		target === undefined
			? undefined
			: path.relative(folder, path.resolve(host.cwd, given === undefined ? path.join(folder, target) : target));
	if (inside !== undefined && (inside === "" || inside.startsWith("..") || path.isAbsolute(inside)))
		throw new Refusal([usageInvalid({ text: `\`${target}\` isn't below the folder of policy.yaml` })]);
	const access = await pinAccess(host, workspace, options);
	const fromCache = await cachedPacks(host);
	const either = { ...access, kept: (digest: string) => access.kept(digest) ?? fromCache.read(digest) };
	const vendored = inside?.split(path.sep).join("/");
	try {
		for (const [name, pack] of packs) {
			const taken = await takeLocked(pack, access.source(locationOf(pack.from), name), either, signers.get(name) ?? []);
			await keepTaken(host, workspace, vendored, [{ ...taken, locked: pack }]);
		}
	} finally {
		access.end();
	}
	const { vendor: _, ...rest } = lock;
	writeLock(host, folder, vendored === undefined ? rest : { ...rest, vendor: vendored });
	const count = `${packs.size} ${packs.size === 1 ? "pack" : "packs"}`;
	for (const line of leftOver(host, folder, vendored, packs.values())) host.stdout.write(`${line}\n`);
	host.stdout.write(
		vendored === undefined ? `${count} in the cache\n` : `${count} in ${vendored}: commit it with policy.lock\n`,
	);
	return 0;
}
