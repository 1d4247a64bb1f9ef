/**
 * What is kept of packs, by digest: in the folder that the lock names, or in the user's cache. It is the archive that is kept, and checked each time it is
 * read; there is no unpacked copy that somebody could change.
 */
import path from "node:path";
import { packLimits } from "../../sharing/archive/packLimits.ts";
import { digestOf } from "../../sharing/digest.ts";
import type { Lock, LockedPack } from "../../sharing/lockFile.ts";
import { readLocation } from "../../sharing/packLocation.ts";
import { type Host, HostError } from "../host/host.ts";

export interface KeptPacks {
	/** The bytes as they are: whoever asks checks them. Undefined where there are none. */
	read(digest: string): Uint8Array | undefined;
	/** For people: `the cache`, or the name of a folder. */
	readonly where: string;
}

export async function keptPacks(host: Host, folder: string, lock: Lock | undefined): Promise<KeptPacks> {
	if (lock?.vendor === undefined) return cachedPacks(host);
	const vendor = lock.vendor;
	const names = new Map([...lock.packs.values()].flatMap((pack) => [...vendoredNames(pack)]));
	return {
		where: `\`${vendor}\``,
		read: (digest) => {
			const name = names.get(digest);
			const file = name === undefined ? undefined : path.join(folder, vendor, name);
			const found = file === undefined ? undefined : host.files.stat(file);
			if (file === undefined || found?.kind !== "file" || found.size > packLimits.packed) return undefined;
			try {
				return host.files.read(file);
			} catch (error) {
				if (error instanceof HostError) return undefined;
				throw error;
			}
		},
	};
}

export async function cachedPacks(host: Host): Promise<KeptPacks> {
	const blobs = await host.blobs();
	return {
		where: "the cache",
		read: (digest) => {
			const blob = blobs.open(digest);
			return blob === undefined || blob.size > packLimits.packed ? undefined : blob.read(0, blob.size);
		},
	};
}

/** Keeps what a pack is made of in the user's cache. */
export async function keepPack(host: Host, bytes: Iterable<Uint8Array>): Promise<void> {
	const blobs = await host.blobs();
	for (const each of bytes)
		await blobs.write({ digest: digestOf(each), size: each.length }, async function* (offset) {
			yield each.subarray(offset);
		});
}

/** The files of a pack in a folder of the repository, by the digest of each. */
export function vendoredNames({
	name,
	version,
	from,
	digest,
	manifest,
	signatures = [],
}: LockedPack): ReadonlyMap<string, string> {
	const location = readLocation(from);
	const isTree = "kind" in location && (location.kind === "git" || location.kind === "folder");
	const stem = `${name}-${version}`;
	return new Map([
		[digest, `${stem}.${isTree ? "tar" : "tgz"}`],
		...(manifest === undefined ? [] : [[manifest, `${stem}.manifest.json`] as const]),
		...signatures.map(({ bundle }, index): [string, string] => [
			bundle,
			`${stem}${index === 0 ? "" : `.${index + 1}`}.sigstore.json`,
		]),
	]);
}
