/** Packs that were chosen are kept, and then pinned: first the bytes, last the lock, so that whatever ends the program leaves the old state or the new one. */
import path from "node:path";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { visible } from "../../diagnostics/render.ts";
import { compareText } from "../../findings/order.ts";
import type { Lock, LockedPack } from "../../sharing/lockFile.ts";
import type { TakenPack } from "../../sharing/takePack.ts";
import type { Host } from "../host/host.ts";
import { Refusal } from "../refusal.ts";
import { keepPack, vendoredNames } from "./keptPacks.ts";
import { writeLock } from "./lockOnDisk.ts";
import type { Workspace } from "./workspace.ts";

/** Keeps what the packs are made of: in the user's cache, and in the folder of the repository where the lock names one. */
export async function keepTaken(
	host: Host,
	{ folder }: Pick<Workspace, "folder">,
	vendor: string | undefined,
	packs: Iterable<Pick<TakenPack, "locked" | "blobs">>,
): Promise<void> {
	for (const { locked, blobs } of packs) {
		await keepPack(host, blobs.values());
		if (vendor === undefined) continue;
		for (const [digest, name] of vendoredNames(locked)) {
			const bytes = blobs.get(digest);
			if (bytes === undefined) continue;
			refuseLink(host, folder, vendor, name);
			host.files.write(path.join(folder, vendor, name), bytes);
		}
	}
}

/** A repository of somebody else may have a link where its packs should be: nothing is written through it. */
function refuseLink({ files }: Host, folder: string, vendor: string, name: string): void {
	const root = files.stat(folder)?.real ?? folder;
	for (const inside of [vendor, path.join(vendor, name)]) {
		const real = files.stat(path.join(folder, inside))?.real;
		if (real === undefined || real === path.join(root, inside)) continue;
		throw new Refusal([usageInvalid({ text: `\`${inside}\` leads elsewhere by a link`, hint: "remove the link" })]);
	}
}

/** Archives in the folder of the repository that no pinned pack needs any more, in lines: whoever commits the folder removes them. */
export function leftOver(
	{ files }: Pick<Host, "files">,
	folder: string,
	vendor: string | undefined,
	packs: Iterable<LockedPack>,
): readonly string[] {
	if (vendor === undefined || files.stat(path.join(folder, vendor)) === undefined) return [];
	const needed = new Set([...packs].flatMap((pack) => [...vendoredNames(pack).values()]));
	return files
		.list(path.join(folder, vendor))
		.map(({ name }) => name)
		.filter((name) => /\.(tgz|tar|manifest\.json|sigstore\.json)$/.test(name) && !needed.has(name))
		.sort(compareText)
		.map((name) => `${vendor}/${name} is no longer needed: remove it`);
}

/** Writes the lock for these packs and gives what is other than before, in lines. */
export function pin(host: Host, workspace: Workspace, packs: Iterable<Pick<TakenPack, "locked">>): readonly string[] {
	const before = workspace.lock?.packs ?? new Map<string, LockedPack>();
	const after = new Map([...packs].map(({ locked }) => [locked.name, locked]));
	const { vendor } = workspace.lock ?? {};
	const lock: Lock = { ...(vendor === undefined ? {} : { vendor }), packs: after };
	writeLock(host, workspace.folder, lock);
	return changes(before, after);
}

function changes(before: ReadonlyMap<string, LockedPack>, after: ReadonlyMap<string, LockedPack>): readonly string[] {
	const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
	return names.flatMap((name) => {
		const [was, is] = [before.get(name), after.get(name)];
		if (is === undefined) return [`${name} ${was?.version} is no longer needed`];
		if (was === undefined) return [`${name} ${is.version} from ${is.from}${signedIn(is)}`];
		if (was.version !== is.version) return [`${name} ${was.version} → ${is.version}${signedIn(is)}`];
		return was.digest === is.digest ? [] : [`${name} ${is.version} has other content now`];
	});
}

/** `, signed by …` */
export function signedIn({ signatures = [] }: Pick<LockedPack, "signatures">): string {
	return signatures.length === 0 ? "" : `, signed by ${signatures.map(({ signer }) => visible(signer)).join(", ")}`;
}
