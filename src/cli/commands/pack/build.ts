/** `policy pack build [FOLDER]`: the archive of a pack. */
import path from "node:path";
import { Command } from "commander";
import type { Host } from "../../host/host.ts";
import { buildPack } from "../../packs/buildPack.ts";
import { refusing } from "../../packs/workspace.ts";
import { nameOf } from "../../sourceName.ts";
import { type CheckOptions, packFolder, printCheck } from "./check.ts";

interface BuildOptions extends CheckOptions {
	readonly output?: string;
	readonly check: boolean;
	readonly list: boolean;
}

export function packBuild(host: Host, finish: (status: number) => void): Command {
	return new Command("build")
		.description(
			"Build the archive of a pack, NAME-VERSION.tgz. The same files give the same bytes, whoever builds it and when.\nThe pack is checked first, as by `policy pack check`.",
		)
		.argument("[folder]", "the folder of the pack (default: this one)", ".")
		.option("-o, --output <file>", "where to write it (default: NAME-VERSION.tgz here)")
		.option("--list", "name the files that it has", false)
		.option("--config <file>", "the policy.yaml whose lock pins what the pack depends on (default: the nearest one)")
		.option("--no-check", "build it whatever `policy pack check` would say")
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText("after", "\nExit status: 0 built, 1 and 2 as of `policy pack check`; then nothing is written.")
		.action(async (folder: string, options: BuildOptions) =>
			finish(await refusing(() => build(host, folder, options))),
		);
}

async function build(host: Host, given: string, options: BuildOptions): Promise<number> {
	const folder = packFolder(host, given);
	const status = options.check ? await printCheck(host, folder, options) : 0;
	if (status !== 0) return status;
	const { manifest, archive, digest, files } = buildPack(host, folder);
	const target = path.resolve(host.cwd, options.output ?? `${manifest.name}-${manifest.version}.tgz`);
	host.files.write(target, archive);
	if (options.list) for (const file of files) host.stdout.write(`  ${file}\n`);
	host.stdout.write(`wrote ${nameOf(host.cwd, target)}: ${files.length} files, ${archive.length} bytes, ${digest}\n`);
	return 0;
}
