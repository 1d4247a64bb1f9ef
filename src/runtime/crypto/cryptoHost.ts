/**
 * Signatures with key pairs, which a shell hands in: builtins are synchronous, and secret keys want code that runs in
 * constant time. Without it the builtins that need it fail and say so.
 */
import type { SigningKey, VerifyingKey } from "../keys/key.ts";

export type SignatureHash = "sha256" | "sha384" | "sha512";

/** How a message is signed. The kind of key follows from it. */
export type SignatureScheme =
	/** RSASSA-PKCS1-v1_5. */
	| { readonly kind: "rsa-pkcs1"; readonly hash: SignatureHash }
	/** RSASSA-PSS with MGF1 of the same hash. Signing salts with as many bytes as the hash has. */
	| { readonly kind: "rsa-pss"; readonly hash: SignatureHash; readonly salt: "as long as the hash" | "of any length" }
	| { readonly kind: "ecdsa"; readonly hash: SignatureHash }
	| { readonly kind: "ed25519" };

export interface CryptoHost {
	/**
	 * Whether a signature of a message holds. Of ECDSA it is r and s, each with as many bytes as the curve's coordinates have.
	 * Never throws: what can't be verified doesn't hold.
	 */
	verify(scheme: SignatureScheme, key: VerifyingKey, message: Uint8Array, signature: Uint8Array): boolean;
	/** The signature of a message; undefined where the key can't make one. ECDSA's as in `verify`. */
	sign(scheme: SignatureScheme, key: SigningKey, message: Uint8Array): Uint8Array | undefined;
}
