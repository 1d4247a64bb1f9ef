/** Bytes by their digest, kept on this machine. What is in a store was checked when it was written. */
import type { ByteReader } from "../documents/document.ts";

/** What a store is asked to keep. */
export interface BlobName {
	/** `sha256:…` or `sha512:…` */
	readonly digest: string;
	/** In bytes; exactly so many have to come. Absent where nobody said. */
	readonly size?: number;
}

export interface BlobStore {
	/** Where it is, so that another thread can open the same. */
	readonly place?: string;
	/** Whether the whole blob is there. */
	has(digest: string): boolean;
	/** The blob, for reading parts at once; undefined where it isn't there. Its digest isn't checked again. */
	open(digest: string): ByteReader | undefined;
	/**
	 * Keeps a blob that isn't there yet: as a whole, or not at all. What was received of one that broke off is used the next time.
	 * @param from gives the bytes from an offset on
	 * @param most bytes that are taken where the size isn't known
	 * @throws BlobFault, and what `from` throws
	 */
	write(blob: BlobName, from: (offset: number) => AsyncIterable<Uint8Array>, most?: number): Promise<void>;
}

/**
 * Why a blob isn't kept: it has another digest (`digest`) or length (`size`), is too large (`too-large`), its digest can't be checked (`unknown-digest`), or the
 * store itself failed (`disk`).
 */
export type BlobFaultKind = "digest" | "size" | "too-large" | "unknown-digest" | "disk";

export class BlobFault extends Error {
	readonly kind: BlobFaultKind;

	constructor(kind: BlobFaultKind, reason: string) {
		super(reason);
		this.kind = kind;
	}
}

/** Most bytes of a blob whose size nobody said. */
export const MOST_UNSIZED = 64 * 1024 * 1024;

/** The algorithm and the hex of a digest that can be checked; undefined for others, and for what isn't one. */
export function digestParts(digest: string): { readonly algorithm: DigestAlgorithm; readonly hex: string } | undefined {
	const found = /^(?:(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128}))$/.exec(digest);
	if (found === null) return undefined;
	return { algorithm: (found[1] ?? found[3]) as DigestAlgorithm, hex: (found[2] ?? found[4]) as string };
}

export type DigestAlgorithm = "sha256" | "sha512";
