/** What the commands of `policy pack` work on: policy.yaml, the packs from elsewhere that it asks for, policy.lock, and what is kept of them. */

import type { Command } from "commander";
import { packNotConfigured } from "../../diagnostics/catalogue/packs.ts";
import { RegistryFault } from "../../registry/registryFault.ts";
import { type CheckedLock, checkLock, type WantedPack } from "../../sharing/checkLock.ts";
import type { Lock } from "../../sharing/lockFile.ts";
import { PackFault } from "../../sharing/sources/packSource.ts";
import type { Configuration } from "../config/configuration.ts";
import { configurationFile, loadConfiguration } from "../config/findConfiguration.ts";
import type { Host } from "../host/host.ts";
import { Refusal } from "../refusal.ts";
import { addRegistryOptions, type RegistryOptions } from "../registry/registryOptions.ts";
import { type KeptPacks, keptPacks } from "./keptPacks.ts";
import { lockIn } from "./lockOnDisk.ts";
import { wantedPacks } from "./wantedPacks.ts";

export interface WorkspaceOptions extends RegistryOptions {
	readonly config?: string;
	readonly color: boolean;
}

export interface Workspace {
	/** policy.yaml; absent where there is none yet. */
	readonly file?: string;
	/** Where the lock is: absolute. */
	readonly folder: string;
	readonly configuration: Configuration;
	readonly wanted: readonly WantedPack[];
	/** Absent where there is none yet. */
	readonly lock?: Lock;
	readonly kept: KeptPacks;
	/** Somebody has to have signed a pack. */
	readonly signed: boolean;
}

/** Wherever a command is about the packs of a repository. */
export function addWorkspaceOptions(command: Command): Command {
	return addRegistryOptions(
		command.option("--config <file>", "the policy.yaml that names the packs (default: the nearest one)"),
	).option("--no-color", "no colors, also on a terminal");
}

/** @throws Refusal where policy.yaml, a pack.yaml beside it or policy.lock has a mistake */
export async function openWorkspace(host: Host, { config }: WorkspaceOptions): Promise<Workspace> {
	const { configuration, diagnostics } = await loadConfiguration(host, [], config);
	const asked = wantedPacks(host, configuration);
	const { lock, diagnostics: faults } = lockIn(host, configuration.folder);
	const errors = [...diagnostics, ...asked.diagnostics, ...faults].filter(({ kind }) => kind.severity === "error");
	if (errors.length > 0) throw new Refusal(errors);
	const file = configurationFile(host, [], config);
	return {
		...(file === undefined ? {} : { file }),
		folder: configuration.folder,
		configuration,
		wanted: asked.wanted,
		...(lock === undefined ? {} : { lock }),
		kept: await keptPacks(host, configuration.folder, lock),
		signed: asked.wanted.some(({ signedBy }) => signedBy !== undefined),
	};
}

/** What the lock pins of what policy.yaml asks for, dependencies included. @throws Refusal where the two don't fit */
export function lockedPacks({ wanted, lock }: Workspace): CheckedLock {
	if (wanted.length === 0) return { packs: new Map(), signers: new Map() };
	const checked = checkLock(wanted, lock);
	if ("faults" in checked) throw new Refusal(checked.faults);
	return checked;
}

/** @throws Refusal where a name is none of the packs from elsewhere */
export function refuseUnknown({ wanted, lock }: Workspace, names: readonly string[]): void {
	const known = [...new Set([...wanted.map(({ name }) => name), ...(lock?.packs.keys() ?? [])])];
	const unknown = names.filter((name) => !known.includes(name));
	if (unknown.length > 0) throw new Refusal(unknown.map((name) => packNotConfigured({ name, known })));
}

/** What packs and registries throw, as commands do. */
export async function refusing<Result>(action: () => Promise<Result>): Promise<Result> {
	try {
		return await action();
	} catch (error) {
		if (error instanceof PackFault) throw new Refusal(error.messages);
		if (error instanceof RegistryFault) throw new Refusal([error.diagnostic]);
		throw error;
	}
}
