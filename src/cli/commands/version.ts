/** `policy version`: which Holystone this is, and on what it runs. */
import { Command } from "commander";
import type { Host } from "../host/host.ts";
import { version } from "../version.ts";

export function versionCommand(host: Host, finish: (status: number) => void): Command {
	return new Command("version").description("Print the version.").action(() => {
		host.stdout.write(`holystone ${version()}\n`);
		finish(0);
	});
}
