/** The algorithms of JSON Web Signatures (RFC 7518, 3.1; RFC 8037) and what each does with a key. */
import { equalBytes } from "../bytes/equalBytes.ts";
import type { CryptoHost, SignatureScheme } from "../crypto/cryptoHost.ts";
import { digests } from "../hashing/digests.ts";
import { hmac } from "../hashing/hmac.ts";
import type { PublicKey, VerifyingKey } from "../keys/key.ts";
import { isTooSmall } from "../keys/rsaProblem.ts";

export type Algorithm =
	| { readonly kind: "hmac"; readonly hash: "sha256" | "sha384" | "sha512" }
	| { readonly kind: "signature"; readonly scheme: SignatureScheme };

const sizes = [256, 384, 512] as const;

export const algorithms: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
	...sizes.flatMap((size): [string, Algorithm][] => {
		const hash = `sha${size}` as const;
		return [
			[`HS${size}`, { kind: "hmac", hash }],
			[`RS${size}`, { kind: "signature", scheme: { kind: "rsa-pkcs1", hash } }],
			[`PS${size}`, { kind: "signature", scheme: { kind: "rsa-pss", hash, salt: "as long as the hash" } }],
			[`ES${size}`, { kind: "signature", scheme: { kind: "ecdsa", hash } }],
		];
	}),
	["EdDSA", { kind: "signature", scheme: { kind: "ed25519" } }],
]);

export const hmacOf = (hash: "sha256" | "sha384" | "sha512", secret: Uint8Array, message: Uint8Array): Uint8Array =>
	hmac(digests[hash], secret, message);

export const isHmac = (
	hash: "sha256" | "sha384" | "sha512",
	secret: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array,
): boolean => equalBytes(hmacOf(hash, secret, message), signature);

/** The kind of key that a scheme takes. */
export function keyKindOf({ kind }: SignatureScheme): VerifyingKey["kind"] {
	switch (kind) {
		case "rsa-pkcs1":
		case "rsa-pss":
			return "rsa";
		case "ecdsa":
			return "ec";
		case "ed25519":
			return "ed25519";
	}
}

/** Whether a signature holds. A key of another kind, and one too small to be safe, verifies nothing. */
export function isSigned(
	host: CryptoHost,
	scheme: SignatureScheme,
	key: PublicKey,
	message: Uint8Array,
	signature: Uint8Array,
): boolean {
	if (key.kind === "dsa" || key.kind === "x25519" || key.kind !== keyKindOf(scheme)) return false;
	if (key.kind === "rsa" && isTooSmall(key.modulus)) return false;
	return host.verify(scheme, key, message, signature);
}
