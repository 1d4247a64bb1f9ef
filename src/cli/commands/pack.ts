/** `policy pack …`: making packs, publishing them, and using those of others. */
import { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { suggest } from "../../text/suggest.ts";
import type { Host } from "../host/host.ts";
import { Refusal } from "../refusal.ts";
import { packAdd } from "./pack/add.ts";
import { packBuild } from "./pack/build.ts";
import { packCheck } from "./pack/check.ts";
import { packInit } from "./pack/init.ts";
import { packList } from "./pack/list.ts";
import { packOutdated } from "./pack/outdated.ts";
import { packPull } from "./pack/pull.ts";
import { packPush } from "./pack/push.ts";
import { packSign } from "./pack/sign.ts";
import { packUpdate } from "./pack/update.ts";
import { packVendor } from "./pack/vendor.ts";
import { packVerify } from "./pack/verify.ts";

const subcommands = [
	[packInit, "write a new pack"],
	[packCheck, "look whether a pack can be published"],
	[packBuild, "build the archive of a pack"],
	[packPush, "publish a pack in a registry"],
	[packSign, "sign a pack"],
	[packAdd, "use a pack from elsewhere, pinned"],
	[packUpdate, "choose versions anew, and pin them"],
	[packPull, "fetch what policy.lock pins"],
	[packOutdated, "show which packs have newer versions"],
	[packList, "list what is pinned"],
	[packVerify, "check digests and signatures of what is pinned"],
	[packVendor, "put what is pinned into the repository"],
] as const;

export function packCommand(host: Host, finish: (status: number) => void): Command {
	const command = new Command("pack")
		.description("Make packs of policies, publish them, and use those of others.")
		.usage("COMMAND [OPTION…]")
		.argument("[command]")
		.addHelpText("after", examples)
		.action((name: string | undefined) => {
			if (name !== undefined) throw unknownCommand(command, name);
			host.stdout.write(`${command.helpInformation()}${examples}\n`);
			finish(2);
		});
	for (const [make, summary] of subcommands) command.addCommand(make(host, finish).summary(summary));
	return command;
}

function unknownCommand({ commands }: Command, name: string): Refusal {
	const meant = suggest(
		name,
		commands.map((each) => each.name()),
	);
	const hint = meant === undefined ? "`policy pack --help` lists them" : `did you mean \`policy pack ${meant}\`?`;
	return new Refusal([usageInvalid({ text: `there is no command \`pack ${name}\``, hint })]);
}

const examples = `
Examples:
  policy pack add oci://registry.example/acme/images@^1.2   use a pack, pinned in policy.lock
  policy pack pull                                          fetch what policy.lock pins
  policy pack init acme && policy pack check acme           make one
  policy pack push acme oci://registry.example/acme/images  publish it`;
