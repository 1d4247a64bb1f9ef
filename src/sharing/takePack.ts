/** A pack that was fetched is taken: its digest, its signatures, and only then what is in it. What is refused leaves nothing behind. */
import { packArchiveRefused, packDigestMismatch } from "../diagnostics/catalogue/packs.ts";
import { objectFrom } from "../registry/pull.ts";
import { digestOf } from "./digest.ts";
import type { LockedPack } from "./lockFile.ts";
import { contentLayer } from "./ociManifest.ts";
import { type OpenedPack, openPack } from "./openPack.ts";
import { type SignedBy, type VerifyBundle, verifySignature } from "./signature.ts";
import { type FetchedPack, PackFault } from "./sources/packSource.ts";

export interface TakenPack extends OpenedPack {
	readonly locked: LockedPack;
	/** What has to be kept of it, by digest. */
	readonly blobs: ReadonlyMap<string, Uint8Array>;
}

export interface Taking {
	/** Absent where the pack is to tell it. */
	readonly name?: string;
	readonly from: string;
	/** Absent where any will do. */
	readonly version?: string;
	/** What it has to be, where it is pinned. */
	readonly digest?: string;
	readonly signedBy: readonly SignedBy[];
	readonly verify: VerifyBundle;
	readonly engine: string;
	/** Where it was found, for people. */
	readonly where: string;
}

/** @throws PackFault */
export async function takePack(fetched: FetchedPack, taking: Taking): Promise<TakenPack> {
	const { name, from, version, digest: expected, signedBy, verify, engine } = taking;
	const digest = digestOf(fetched.archive);
	if (expected !== undefined && digest !== expected) throw mismatch(taking, expected, digest);
	const blobs = new Map([[digest, fetched.archive]]);
	const manifest = fetched.manifest === undefined ? undefined : digestOf(fetched.manifest);
	if (manifest !== undefined) blobs.set(manifest, fetched.manifest as Uint8Array);
	const contents = [...blobs].map(([each, bytes]) => ({ digest: each, bytes })).reverse();
	const bundles = signedBy.length === 0 ? [] : await fetched.bundles();
	const signatures = signedBy.map((by) => {
		const { signer, bundle } = verifySignature(name ?? from, contents, bundles, by, verify);
		const bundleDigest = digestOf(bundle);
		blobs.set(bundleDigest, bundle);
		return { signer, bundle: bundleDigest };
	});
	refuseOtherContent(fetched, digest, taking);
	const opened = openPack(fetched.archive, { engine, ...(name && { name }), ...(version && { version }) });
	const locked: LockedPack = {
		name: opened.manifest.name,
		version: opened.version,
		from,
		digest,
		size: fetched.archive.length,
		...(manifest === undefined ? {} : { manifest }),
		...(fetched.commit === undefined ? {} : { commit: fetched.commit }),
		dependencies: Object.fromEntries(opened.manifest.dependencies.map(({ name: each, range }) => [each, range])),
		...(signatures.length === 0 ? {} : { signatures }),
	};
	return { ...opened, locked, blobs };
}

/** What is signed in a registry is the manifest: it has to be one of this very archive. */
function refuseOtherContent({ manifest }: FetchedPack, digest: string, { name, from, version = "" }: Taking): void {
	if (manifest === undefined) return;
	const object = objectFrom(manifest);
	const layer = object === undefined ? "its manifest is no JSON object" : contentLayer(object);
	const reason = typeof layer === "string" ? layer : "its manifest names another archive";
	if (typeof layer === "string" || layer.digest !== digest)
		throw new PackFault([packArchiveRefused({ what: `\`${name ?? from}\` ${version}`.trim(), reason })]);
}

function mismatch({ from, name = from, version = "", where }: Taking, expected: string, actual: string): PackFault {
	return new PackFault([packDigestMismatch({ name, version, where, expected, actual })]);
}
