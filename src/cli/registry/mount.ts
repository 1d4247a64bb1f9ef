/** Images that lie in no file of their own, but are read like one: what was fetched of a registry, or one image of a layout. Plain data: threads get the same. */
import { at, type Message } from "../../diagnostics/diagnostic.ts";
import type { ByteReader, Siblings } from "../../documents/document.ts";
import { layoutMark } from "../../documents/image/archive/detectArchive.ts";
import type { InputFile } from "../../engine/options.ts";
import type { BlobStore } from "../../registry/blobStore.ts";
import { toUtf8 } from "../../runtime/bytes/utf8.ts";
import { Source } from "../../text/source.ts";
import type { Host } from "../host/host.ts";
import { nodeSha256 } from "../host/nodeDigester.ts";

export interface Mount {
	/** As it was asked for: what findings are shown under. */
	readonly name: string;
	/** The layout's `index.json`; the others are of a layout. */
	readonly index?: string;
	/** The layout's folder, where it lies in one; else its blobs are in the store. */
	readonly folder?: string;
	/** Digest of what the name leads to. */
	readonly digest?: string;
	/** Digests of layers that were left in the registry. */
	readonly left?: readonly string[];
	/** It is no input: only what is attached to it counts, for inputs that mention it. */
	readonly isBeside?: true;
	/** A report that was made for the run. */
	readonly text?: string;
	/** Why there is neither. */
	readonly faults?: readonly Message[];
}

/** The mounts of a run by name, and where their blobs are. */
export interface Mounted {
	readonly mounts: ReadonlyMap<string, Mount>;
	readonly blobs: Pick<BlobStore, "open" | "place">;
}

/** What stands for the file's name of an image that is only asked what is attached to it: no path looks like that. */
export const attachedName = (reference: string): string => `docker://${reference}`;

export const nothingMounted: Mounted = { mounts: new Map(), blobs: { open: () => undefined } };

/** The same with more. */
export function mountedToo(mounted: Mounted = nothingMounted, more: readonly Mount[]): Mounted {
	return { ...mounted, mounts: new Map([...mounted.mounts, ...more.map((each) => [each.name, each] as const)]) };
}

/** A report as it is; an image as the file that marks a layout, with the layout around it. */
export function mountedFile(
	{ name, index, left, folder, text, faults = [] }: Mount,
	blobs: Mounted["blobs"],
	around: (folder: string) => Siblings,
): InputFile {
	if (text !== undefined) return { source: new Source(name, text) };
	if (index === undefined) {
		const source = new Source(name, "");
		return { source, faults: faults.map((fault) => at(source, undefined, fault)) };
	}
	const source = new Source(name, layoutMark);
	if (folder === undefined)
		return { source, siblings: layoutAround(index, new Set(left), (path) => openIn(blobs, path)) };
	return { source, siblings: layoutAround(index, new Set(), (path) => around(folder).open?.(path)) };
}

function openIn(blobs: Mounted["blobs"], path: string): ByteReader | undefined {
	const digest = digestAt(path);
	return digest === undefined ? undefined : blobs.open(digest);
}

function layoutAround(
	index: string,
	left: ReadonlySet<string>,
	openBlob: (path: string) => ByteReader | undefined,
): Siblings {
	const bytes = toUtf8(index);
	const open = (path: string): ByteReader | undefined => {
		if (path === "index.json")
			return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length), sha256: nodeSha256 };
		return left.has(digestAt(path) ?? "") ? undefined : openBlob(path);
	};
	return {
		open,
		isLeft: (path) => left.has(digestAt(path) ?? ""),
		read: (path) => (path === "oci-layout" ? layoutMark : path === "index.json" ? index : undefined),
		list: () => [],
	};
}

function digestAt(path: string): string | undefined {
	const [, algorithm, hex] = /^blobs\/(\w+)\/([0-9a-f]+)$/.exec(path) ?? [];
	return algorithm === undefined ? undefined : `${algorithm}:${hex}`;
}

/** Opens the blobs of mounts in another thread. */
export async function mountedAgain(host: Host, mounts: readonly Mount[], place: string | undefined): Promise<Mounted> {
	const blobs = await host.blobs(place);
	return { mounts: new Map(mounts.map((mount) => [mount.name, mount])), blobs };
}
