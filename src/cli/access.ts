/** What the person who runs a command lets policies do besides computing: `--allow-net`, `--allow-env`. */
import type { Command } from "commander";
import type { Pack } from "../packs/pack.ts";
import type { Capabilities } from "../runtime/capabilities.ts";
import { fromHost } from "../runtime/values/fromHost.ts";
import { repeated } from "./choice.ts";
import type { Host } from "./host/host.ts";

export interface AccessOptions {
	/** Hosts, `host:port`, or `*`. */
	readonly allowNet: readonly string[];
	readonly allowEnv: boolean;
}

const PARSE = "rego.parse_module";

export function addAccessOptions(command: Command): Command {
	return command
		.option(
			"--allow-net <host>",
			"let policies use the network to these hosts: http.send, net.lookup_ip_addr (HOST[:PORT],…; `*` for any; repeatable)",
			repeated(String),
			[],
		)
		.option("--allow-env", "let policies read the environment: opa.runtime", false);
}

/** The host with what policies may do of it. Commands that have the parser hand it in as `parseModule`. */
export function withAccess(
	host: Host,
	{ allowNet, allowEnv }: AccessOptions,
	parseModule?: Capabilities["parseModule"],
): Host {
	const hosts = allowNet.flatMap((list) => list.split(",")).filter((name) => name !== "");
	return {
		...host,
		access: {
			...host.access,
			...(hosts.length === 0 ? {} : { network: host.network(hosts) }),
			...(allowEnv ? { environment: () => fromHost({ env: { ...host.env } }) } : {}),
			...(parseModule === undefined ? {} : { parseModule }),
		},
	};
}

/** Loads what the packs' programs need and nearly none does: engines of builtins, and the parser for those that parse. */
export async function preparePacks(host: Host, packs: readonly Pack[]): Promise<Host> {
	for (const { program } of packs) await program.ready();
	if (host.access?.parseModule !== undefined || !packs.some(({ program }) => program.calls(PARSE))) return host;
	const { parseModuleJson } = await import("../lang/opa/parseModuleJson.ts");
	return { ...host, access: { ...host.access, parseModule: parseModuleJson } };
}
