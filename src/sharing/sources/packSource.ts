/** What a place that packs come from can do. One file beside this for each kind of place. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

export interface PackSource {
	/** The versions on offer; undefined where there is one, whose version its manifest says. */
	versions(): Promise<readonly string[] | undefined>;
	/** What was published as this version; for a place with one version, that. */
	fetch(version: string | undefined): Promise<FetchedPack>;
	/** What was pinned: by the manifest's digest or the commit where the place has them. */
	fetchPinned(pin: Pin): Promise<FetchedPack>;
}

export interface Pin {
	readonly version: string;
	readonly manifest?: string;
	readonly commit?: string;
}

/** A pack as it came: nothing of it has been looked at. */
export interface FetchedPack {
	readonly archive: Uint8Array;
	/** Its manifest in an OCI registry. */
	readonly manifest?: Uint8Array;
	/** The commit of git that it was made from. */
	readonly commit?: string;
	/** Sigstore bundles beside it, perhaps of its signatures. */
	bundles(): Promise<readonly Uint8Array[]>;
}

/** Told how much has come, in bytes. */
export type OnBytes = (done: number, total: number | undefined) => void;

/** Why a pack can't be had: what a command prints. */
export class PackFault extends Error {
	readonly messages: readonly Diagnostic[];

	constructor(messages: readonly Diagnostic[]) {
		super(messages.map(({ text }) => text).join("; "));
		this.messages = messages;
	}
}
