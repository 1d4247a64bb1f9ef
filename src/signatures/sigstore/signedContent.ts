/** What Sigstore's formats have in common once they are read: something signed, a signature, and what witnesses say of it. */
import type { TransparencyLogEntry } from "@sigstore/bundle";
import type { SignatureHash } from "../../runtime/crypto/cryptoHost.ts";

export interface SignedContent {
	/** What the signature is over; absent where only its digest is known. */
	readonly message?: Uint8Array;
	/** Of the message, as it is known. */
	readonly digest?: { readonly hash: SignatureHash; readonly bytes: Uint8Array };
	/** SHA-256 digests by which a log may list it: of the message, and of the payload of an envelope. */
	readonly listedAs: readonly Uint8Array[];
	readonly signature: Uint8Array;
	/** DER. */
	readonly certificate?: Uint8Array;
	/** Certificates that came with it, between its own and a root. Nobody trusts them for that. */
	readonly intermediates: readonly Uint8Array[];
	readonly entries: readonly TransparencyLogEntry[];
	/** RFC 3161 responses, DER. */
	readonly timestamps: readonly Uint8Array[];
}
