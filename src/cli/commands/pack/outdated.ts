/** `policy pack outdated`: which packs have newer versions than those that policy.lock pins. */
import { Command } from "commander";
import { locationOf, rangesOn } from "../../../sharing/pinPacks.ts";
import { isIn, isNewer, isPrerelease, newestFirst } from "../../../sharing/versions.ts";
import { choice } from "../../choice.ts";
import type { Host } from "../../host/host.ts";
import { pinAccess } from "../../packs/pinAccess.ts";
import { table } from "../../packs/table.ts";
import {
	addWorkspaceOptions,
	lockedPacks,
	openWorkspace,
	refusing,
	type WorkspaceOptions,
} from "../../packs/workspace.ts";

interface OutdatedOptions extends WorkspaceOptions {
	readonly format: "text" | "json";
}

export function packOutdated(host: Host, finish: (status: number) => void): Command {
	return addWorkspaceOptions(new Command("outdated"))
		.description(
			"Show which packs have newer versions: the newest that the ranges allow (wanted), and the newest of all (latest).\nPacks with one version, from a folder or a tarball, have none to compare with.",
		)
		.option(
			"--format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		)
		.addHelpText("after", "\nExit status: 0 all are the newest, 1 some aren't, 2 something is wrong.")
		.action(async (options: OutdatedOptions) => finish(await refusing(() => outdated(host, options))));
}

async function outdated(host: Host, options: OutdatedOptions): Promise<number> {
	const workspace = await openWorkspace(host, options);
	const { packs } = lockedPacks(workspace);
	const access = await pinAccess(host, workspace, options);
	const found: { name: string; current: string; wanted: string; latest: string }[] = [];
	for (const { name, version: current, from } of packs.values()) {
		const offered = await access.source(locationOf(from), name).versions();
		if (offered === undefined) continue;
		const ranges = rangesOn(name, workspace.wanted, packs.values());
		const newest = newestFirst(offered);
		const wanted = newest.find((version) => ranges.every((range) => isIn(version, range))) ?? current;
		const latest = newest.find((version) => !isPrerelease(version)) ?? newest[0] ?? current;
		if (isNewer(wanted, current) || isNewer(latest, current)) found.push({ name, current, wanted, latest });
	}
	if (options.format === "json") host.stdout.write(`${JSON.stringify({ outdated: found }, null, 2)}\n`);
	else if (found.length === 0) host.stdout.write("all packs are the newest there are\n");
	else {
		const rows = found.map(({ name, current, wanted, latest }) => [name, current, wanted, latest]);
		host.stdout.write(table([["NAME", "CURRENT", "WANTED", "LATEST"], ...rows]));
	}
	return found.length === 0 ? 0 : 1;
}
