/** `--watch`, the same in every command that has it. */
import type { Command } from "commander";
import { usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import type { Host } from "./host/host.ts";
import { Refusal } from "./refusal.ts";

export interface WatchOptions {
	readonly watch: boolean;
	readonly color: boolean;
}

export function addWatchOption(command: Command): Command {
	return command.option("-w, --watch", "run again whenever a file changes that the run looked at; Ctrl-C ends", false);
}

/** Runs once, or again and again. `paths` are those of the command line. */
export async function runOrWatch(
	host: Host,
	paths: readonly string[],
	{ watch, color }: WatchOptions,
	run: (host: Host) => Promise<number>,
): Promise<number> {
	if (!watch) return run(host);
	if (paths.includes("-"))
		throw new Refusal([usageInvalid({ text: "standard input can't be watched", hint: "name files or folders" })]);
	const { watchRuns } = await import("./watch/watchRuns.ts");
	return watchRuns(host, run, color);
}
