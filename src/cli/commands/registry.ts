/** `policy registry …`: what repositories of registries are like. */
import { Command } from "commander";
import type { Host } from "../host/host.ts";
import { registryAudit } from "./registry/audit.ts";

export function registryCommand(host: Host, finish: (status: number) => void): Command {
	return new Command("registry")
		.description("Look into repositories of registries.")
		.usage("COMMAND [OPTION…]")
		.addCommand(registryAudit(host, finish));
}
