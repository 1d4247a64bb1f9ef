/** From what policy.yaml asks for to what policy.lock pins: versions chosen, packs fetched, verified and opened. Nothing is written here. */
import { packDigestMismatch, packDowngraded, packSourceInvalid } from "../diagnostics/catalogue/packs.ts";
import type { WantedPack } from "./checkLock.ts";
import { digestOf } from "./digest.ts";
import type { Lock, LockedPack } from "./lockFile.ts";
import { type PackLocation, readLocation } from "./packLocation.ts";
import { type Requirement, resolve } from "./resolve.ts";
import type { SignedBy, VerifyBundle } from "./signature.ts";
import { signersOf } from "./signersOf.ts";
import { type FetchedPack, PackFault, type PackSource } from "./sources/packSource.ts";
import { type TakenPack, takePack } from "./takePack.ts";
import { isIn, isNewer } from "./versions.ts";

export interface PinAccess {
	/** `name` is the pack's, for progress. */
	source(location: PackLocation, name: string): PackSource;
	/** What was kept of earlier packs; undefined where it isn't there, or isn't what its digest says. */
	kept(digest: string): Uint8Array | undefined;
	readonly verify: VerifyBundle;
	/** The version of this Holystone. */
	readonly engine: string;
}

export interface PinOptions {
	/** Names whose versions are chosen anew; all others stay where they are locked while they fit. */
	readonly renew: ReadonlySet<string> | "all";
	readonly allowDowngrade: boolean;
}

/** The packs by name, dependencies included. @throws PackFault */
export async function pinPacks(
	wanted: readonly WantedPack[],
	lock: Lock | undefined,
	access: PinAccess,
	{ renew, allowDowngrade }: PinOptions,
): Promise<ReadonlyMap<string, TakenPack>> {
	const sources = new Map<string, PackSource>();
	const sourceOf = ({ name, from }: Pick<Requirement, "name" | "from">): PackSource => {
		const key = `${name} ${from}`;
		const source = sources.get(key) ?? access.source(locationOf(from), name);
		sources.set(key, source);
		return source;
	};
	const lockedOf = ({ name, from }: Requirement): LockedPack | undefined => {
		const locked = lock?.packs.get(name);
		return locked?.from === from ? locked : undefined;
	};
	const own = new Map(wanted.map(({ name, signedBy }) => [name, signedBy === undefined ? [] : [signedBy]]));
	const verified = new Map<string, readonly SignedBy[]>();
	const packs = await resolve(wanted, {
		locked: (requirement) =>
			renew === "all" || renew.has(requirement.name) ? undefined : lockedOf(requirement)?.version,
		versions: (requirement) => sourceOf(requirement).versions(),
		load: async (requirement, version, by) => {
			const { name, from } = requirement;
			const inherited = new Set(by.flatMap((each) => verified.get(each) ?? []));
			const signedBy = own.get(name) ?? [...inherited];
			verified.set(name, signedBy);
			const { verify, engine } = access;
			const locked = lockedOf(requirement);
			if (locked !== undefined && locked.version === version)
				return takeLocked(locked, sourceOf(requirement), access, signedBy);
			const taking = { name, from, signedBy, verify, engine, where: `\`${from}\``, ...(version && { version }) };
			return takePack(await sourceOf(requirement).fetch(version), taking);
		},
	});
	const chosen = [...packs.values()].map(({ locked }) => locked);
	for (const [name, { locked: now }] of packs) {
		const before = lock?.packs.get(name);
		if (before === undefined || before.from !== now.from) continue;
		refuseOther(before, now);
		const mightStay = rangesOn(name, wanted, chosen).every((range) => isIn(before.version, range));
		if (mightStay && isNewer(before.version, now.version) && !allowDowngrade)
			throw new PackFault([packDowngraded({ name, locked: before.version, offered: now.version, from: now.from })]);
	}
	// What depends on a pack may have turned up after it was taken, and with it more who have to have signed.
	const dependencies = new Map([...packs].map(([name, { locked }]) => [name, Object.keys(locked.dependencies)]));
	const signers = signersOf(wanted, dependencies);
	const pinned = [...packs].map(async ([name, pack]): Promise<[string, TakenPack]> => {
		const signedBy = signers.get(name) ?? [];
		if (signedBy.every((each) => verified.get(name)?.includes(each))) return [name, pack];
		return [name, await takeLocked(pack.locked, sourceOf({ name, from: pack.locked.from }), access, signedBy)];
	});
	return new Map(await Promise.all(pinned));
}

/** The ranges that somebody has on a pack: policy.yaml, and packs that depend on it. */
export function rangesOn(
	name: string,
	wanted: readonly WantedPack[],
	packs: Iterable<Pick<LockedPack, "dependencies">>,
): readonly string[] {
	return [
		...wanted.filter((each) => each.name === name).map(({ range }) => range),
		...[...packs].flatMap(({ dependencies }) => dependencies[name] ?? []),
	];
}

/** A version stays what it was; only a folder and what a branch leads to may change as they like. */
function refuseOther(
	{ name, version, digest: expected }: LockedPack,
	{ version: same, from, digest: actual }: LockedPack,
): void {
	const location = locationOf(from);
	const mayChange = location.kind === "folder" || (location.kind === "git" && location.ref !== undefined);
	if (same === version && actual !== expected && !mayChange)
		throw new PackFault([packDigestMismatch({ name, version, where: `\`${from}\``, expected, actual })]);
}

/** What the lock pins, from what was kept or, where that isn't all, from its source. @throws PackFault */
export async function takeLocked(
	locked: LockedPack,
	source: PackSource,
	access: PinAccess,
	signedBy: readonly SignedBy[],
): Promise<TakenPack> {
	const { name, from, version, digest } = locked;
	const taking = { name, from, version, digest, signedBy, verify: access.verify, engine: access.engine };
	const kept = keptPack(locked, access);
	if (kept !== undefined) {
		try {
			return await takePack(kept, { ...taking, where: "the cache" });
		} catch (error) {
			// Another signature may be asked for than the one that was kept.
			if (!(error instanceof PackFault) || signedBy.length === 0) throw error;
		}
	}
	return takePack(await source.fetchPinned(locked), { ...taking, where: `\`${from}\`` });
}

/** What was kept of a pinned pack; undefined where something is missing. */
export function keptPack(
	{ digest, manifest, signatures = [], commit }: LockedPack,
	{ kept }: Pick<PinAccess, "kept">,
): FetchedPack | undefined {
	const archive = kept(digest);
	const manifestBytes = manifest === undefined ? undefined : kept(manifest);
	const bundles = signatures.map(({ bundle }) => kept(bundle));
	const isWhole = archive !== undefined && (manifest === undefined || manifestBytes !== undefined);
	if (!isWhole || bundles.includes(undefined)) return undefined;
	return {
		archive,
		...(manifestBytes === undefined ? {} : { manifest: manifestBytes }),
		...(commit === undefined ? {} : { commit }),
		bundles: async () => bundles.filter((bundle) => bundle !== undefined),
	};
}

export function locationOf(from: string): PackLocation {
	const location = readLocation(from);
	if ("fault" in location) throw new PackFault([packSourceInvalid({ text: from, reason: location.fault })]);
	return location;
}

/** Bytes only where they are what their digest says. */
export function checked(digest: string, bytes: Uint8Array | undefined): Uint8Array | undefined {
	return bytes !== undefined && digestOf(bytes) === digest ? bytes : undefined;
}
