/** `policy pack list`: the packs from elsewhere that policy.yaml uses, as they are pinned. */
import { Command } from "commander";
import { keptPack } from "../../../sharing/pinPacks.ts";
import { choice } from "../../choice.ts";
import type { Host } from "../../host/host.ts";
import { table } from "../../packs/table.ts";
import { addWorkspaceOptions, lockedPacks, openWorkspace, type WorkspaceOptions } from "../../packs/workspace.ts";

interface ListOptions extends WorkspaceOptions {
	readonly format: "text" | "json";
}

export function packList(host: Host, finish: (status: number) => void): Command {
	return addWorkspaceOptions(new Command("list"))
		.description(
			"List the packs from elsewhere that policy.yaml uses, and those they depend on, as policy.lock pins them.",
		)
		.option(
			"--format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		)
		.action(async (options: ListOptions) => finish(await list(host, options)));
}

async function list(host: Host, options: ListOptions): Promise<number> {
	const workspace = await openWorkspace(host, options);
	const own = new Set(workspace.wanted.map(({ name }) => name));
	const packs = [...lockedPacks(workspace).packs.values()].map((pack) => ({
		...pack,
		by: own.has(pack.name) ? "policy.yaml" : "a pack",
		there: keptPack(pack, { kept: (digest) => workspace.kept.read(digest) }) !== undefined,
	}));
	if (options.format === "json") {
		host.stdout.write(`${JSON.stringify({ packs }, null, 2)}\n`);
		return 0;
	}
	if (packs.length === 0) {
		host.stdout.write("policy.yaml takes no pack from elsewhere\n");
		return 0;
	}
	const rows = packs.map(({ name, version, from, signatures = [], by, there }) => [
		name,
		version,
		from,
		by,
		there ? "here" : "not fetched",
		signatures.map(({ signer }) => signer).join(", ") || "not asked for",
	]);
	host.stdout.write(table([["NAME", "VERSION", "FROM", "NEEDED BY", "CONTENT", "SIGNED BY"], ...rows]));
	return 0;
}
