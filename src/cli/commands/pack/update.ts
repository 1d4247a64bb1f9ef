/** `policy pack update [NAME…]`: chooses versions anew within the ranges of policy.yaml, and pins them. */
import { Command } from "commander";
import { pinPacks } from "../../../sharing/pinPacks.ts";
import type { Host } from "../../host/host.ts";
import { keepTaken, leftOver, pin } from "../../packs/keepPins.ts";
import { pinAccess } from "../../packs/pinAccess.ts";
import {
	addWorkspaceOptions,
	openWorkspace,
	refuseUnknown,
	refusing,
	type WorkspaceOptions,
} from "../../packs/workspace.ts";

interface UpdateOptions extends WorkspaceOptions {
	readonly allowDowngrade: boolean;
}

export function packUpdate(host: Host, finish: (status: number) => void): Command {
	return addWorkspaceOptions(new Command("update"))
		.description(
			"Choose the newest versions that the ranges in policy.yaml allow, fetch them, and pin them in policy.lock.\nWith NAME only those; all others stay where they are while they fit.",
		)
		.argument("[name...]", "packs to choose anew (default: all)", [])
		.option("--allow-downgrade", "let a pack become older where its source no longer offers the newer one", false)
		.addHelpText(
			"after",
			"\nExit status: 0 policy.lock fits policy.yaml, 2 something is wrong; then nothing has changed.",
		)
		.action(async (names: readonly string[], options: UpdateOptions) =>
			finish(await refusing(() => update(host, names, options))),
		);
}

async function update(host: Host, names: readonly string[], options: UpdateOptions): Promise<number> {
	const workspace = await openWorkspace(host, options);
	refuseUnknown(workspace, names);
	const access = await pinAccess(host, workspace, options);
	const renew = names.length === 0 ? "all" : new Set(names);
	const { allowDowngrade } = options;
	try {
		const packs = await pinPacks(workspace.wanted, workspace.lock, access, { renew, allowDowngrade });
		await keepTaken(host, workspace, workspace.lock?.vendor, packs.values());
		access.end();
		const changed = pin(host, workspace, packs.values());
		const locked = [...packs.values()].map((pack) => pack.locked);
		const lines = [...changed, ...leftOver(host, workspace.folder, workspace.lock?.vendor, locked)];
		host.stdout.write(lines.length === 0 ? "nothing has changed\n" : lines.map((line) => `${line}\n`).join(""));
	} finally {
		access.end();
	}
	return 0;
}
