/** `policy pack …`: making packs, publishing them, and using those of others. */
import { Command } from "commander";
import type { Host } from "../host/host.ts";
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

export function packCommand(host: Host, finish: (status: number) => void): Command {
	const command = new Command("pack")
		.description("Make packs of policies, publish them, and use those of others.")
		.usage("COMMAND [OPTION…]")
		.addHelpText("after", examples);
	for (const make of [
		packInit,
		packCheck,
		packBuild,
		packPush,
		packSign,
		packAdd,
		packUpdate,
		packPull,
		packOutdated,
		packList,
		packVerify,
		packVendor,
	])
		command.addCommand(make(host, finish));
	return command;
}

const examples = `
Examples:
  policy pack add oci://registry.example/acme/images@^1.2   use a pack, pinned in policy.lock
  policy pack pull                                          fetch what policy.lock pins
  policy pack init acme && policy pack check acme           make one
  policy pack push acme oci://registry.example/acme/images  publish it`;
